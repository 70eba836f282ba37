"""``cortex-sim emg``: a study's subjects measured by their surface EMG."""

from pathlib import Path

import click

from cortex_sim.cli.options import STUDY, FiniteRange, results_option, set_option
from cortex_sim.cli.output import is_quiet, tell
from cortex_sim.errors import ConfigError


@click.command()
@click.argument("study", type=STUDY)
@click.option("--assessment", "names", multiple=True, help="Only this one; may be repeated.")
@click.option("--subjects", type=click.IntRange(min=1), help="Only so many, from the first on.")
@click.option(
    "--noise", type=FiniteRange(0, 10), default=0.005, show_default=True, metavar="MV",
    help="Standard deviation of the noise of the EMG.",
)  # fmt: skip
@click.option(
    "--floor", type=FiniteRange(min=0), metavar="MV", show_default="twice the noise",
    help="MEPs of a map below it count as 0, so that no noise passes for a site.",
)  # fmt: skip
@set_option
@results_option
def emg(
    study: Path,
    names: tuple[str, ...],
    subjects: int | None,
    noise: float,
    floor: float | None,
    overrides: tuple[str, ...],
    results: Path,
) -> None:
    """Measure a study's subjects by their surface EMG, in mV and mm, like people.

    Its assessments are done again from their stored starts, with the same spikes, so this takes
    about as long as they took. Writes emg.csv (each measure beside the one from spikes) and
    emg_changes.csv (changes between visits by both) into the study's folder. No session changes.
    """
    from cortex_sim.api.progress import LineProgress, LoggedProgress
    from cortex_sim.course.runner import open_laboratory
    from cortex_sim.emg.surface import Electrode
    from cortex_sim.outcome.stored import open_study  # slow to load
    from cortex_sim.outcome.summary import contrasts
    from cortex_sim.people.virtual import read_above
    from cortex_sim.people.virtual_table import csv_of, emg_changes, emg_rows
    from cortex_sim.store.study import write_text_atomic

    result, folder = open_study(study, results, overrides)
    known = result.study.assessments
    if unknown := [name for name in names if name not in known]:
        raise ConfigError(
            f"--assessment: the study has no {unknown[0]!r}; it has {', '.join(known)}"
        )
    progress = LoggedProgress() if is_quiet() else LineProgress()
    laboratory = open_laboratory(result.plan, result.store, result.plan.sessions, progress)
    rows = emg_rows(
        result, laboratory, Electrode(noise_mv=noise), read_above(noise, floor),
        subjects=result.subjects[:subjects],
        assessments=names or tuple(known),
        tell=tell,
    )  # fmt: skip
    for name, part in (("emg", rows), ("emg_changes", emg_changes(rows, contrasts(result)))):
        path = folder / f"{name}.csv"
        write_text_atomic(path, csv_of(part))
        click.echo(path)
