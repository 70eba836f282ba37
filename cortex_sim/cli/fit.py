"""``cortex-sim fit``: a virtual subject like a measured person."""

from pathlib import Path

import click

from cortex_sim.cli.options import POSITIVE, STUDY, json_option, results_option, set_option
from cortex_sim.cli.output import print_json, tell
from cortex_sim.config.shipped import check_new_name
from cortex_sim.csv_cells import csv_of_maps
from cortex_sim.errors import ConfigError, DataError


@click.command()
@click.argument("bank", type=STUDY)
@click.argument("measured", type=click.Path(path_type=Path))
@click.option("--visit", default="healthy", show_default=True, help="Phase of the bank's sessions.")
@click.option("--subject", help="Whose rows of MEASURED, where it holds several people.")
@click.option("--session", help="Which session's, where it holds several.")
@click.option(
    "--scale", type=POSITIVE, metavar="X",
    help="Millimetres on the head for one on the model's sheet; default: by the area of the maps.",
)  # fmt: skip
@click.option(
    "--write",
    type=click.Path(path_type=Path),
    help="Write a study of one such subject here: a new .yaml, its name is the study's.",
)
@set_option
@results_option
@json_option
def fit(
    bank: Path,
    measured: Path,
    visit: str,
    subject: str | None,
    session: str | None,
    scale: float | None,
    write: Path | None,
    overrides: tuple[str, ...],
    results: Path,
    is_json: bool,
) -> None:
    """Fit a virtual subject to a measured session: muscle positions and traits. Exploratory.

    BANK is a study of subjects that differ widely and has run, such as 'bank'; its subjects are the
    prior. MEASURED is a table of 'cortex-sim measure FILE --out TABLE'. The table says for each
    parameter the interval before and after, how much narrower it got, how often intervals like it
    held the truth in the bank's own subjects, and what of it rests on measures outside of the bank.
    """
    if write is not None:
        check_new_name(write.stem)
        if write.suffix != ".yaml" or write.exists():
            raise ConfigError(
                f"{write}: is there already, or does not end in .yaml; choose another"
            )
    from cortex_sim.outcome.stored import open_study  # slow to load
    from cortex_sim.people.beside import read_measured
    from cortex_sim.people.fit import fit_person
    from cortex_sim.people.like import fit_rows, write_like

    rows = [
        row
        for row in read_measured(measured)
        if subject in (None, row.subject) and session in (None, row.phase)
    ]
    there = sorted({(row.subject, row.phase) for row in rows})
    if len(there) != 1:
        names = "; ".join(f"--subject {s!r} --session {p!r}" for s, p in there) or "none"
        raise DataError(f"{measured}: one session is needed, got {len(there)}: {names}")
    result, _ = open_study(bank, results, overrides)
    phases = {v.phase: v for v in result.visits}
    if visit not in phases:
        raise DataError(f"the bank has no visit {visit!r}; it has {', '.join(phases)}")
    fitted = fit_person(rows, result, phases[visit], scale)
    for note in fitted.notes:
        tell(note)
    table = fit_rows(fitted)
    print_json(table) if is_json else click.echo(csv_of_maps(table, missing=""), nl=False)
    if write is not None:
        tell(str(write_like(write, fitted, result.study, write.stem)))
