"""``cortex-sim evidence``: score the published findings on studies that have run."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

import click
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cortex_sim.catalog.findings import Ledger, load_findings
from cortex_sim.catalog.findings_schema import Origin
from cortex_sim.cli.options import STUDY, json_option, results_option
from cortex_sim.cli.output import print_json
from cortex_sim.errors import ResultError
from cortex_sim.evidence.score import FindingScore, PartScore, count_verdicts, score_ledger
from cortex_sim.evidence.slices import FILE, SliceResult, load_slices
from cortex_sim.evidence.table import ledger_rows, published, simulated
from cortex_sim.evidence.verdict import Verdict
from cortex_sim.outcome.folder import study_folder
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.stored import open_study
from cortex_sim.store.study import write_text_atomic

PLAIN_WIDTH = 120
"""Width of the table where there is no terminal."""

STYLES = {
    Verdict.REPRODUCED: "green",
    Verdict.SIGN_ONLY: "yellow",
    Verdict.NOT_REPRODUCED: "red",
    Verdict.CONTRADICTED: "bold red",
}

NOTE = (
    "g_av (units of the SD between subjects) is set beside published effects between groups; "
    "g_z is in the CSV. Brackets: 95 % bootstrap interval over subjects. A finding has the "
    "verdict of its weakest part; parts marked + are shown and do not decide. p: sign flips; "
    "Holm over the primary contrasts (*). Power: of the published design to see the simulated "
    "effect, and the subjects needed for 0.8, in each group where two were compared."
)


@click.command()
@click.argument("studies", nargs=-1, required=True, type=STUDY)
@results_option
@json_option
def evidence(studies: tuple[Path, ...], results: Path, is_json: bool) -> None:
    """Score published findings on studies that have run.

    STUDIES are configurations, names that 'cortex-sim list' shows, or folders such as
    results/smudging; slice is the virtual slice of experiments/slice. Each finding is scored
    on the first study that has the assessments and arms it needs. The forest plots have
    manifests, like all pictures.
    """
    slices = [_slices(path, results) for path in studies]
    found = [
        open_study(path, results)[0]
        for path, is_slice in zip(studies, slices, strict=True)
        if is_slice is None
    ]
    if not found:
        raise ResultError("evidence: got slices alone; name a study as well, such as arms")
    ledger = load_findings()
    scores = score_ledger([*found, *(one for one in slices if one is not None)], ledger)
    if is_json:
        written = list(_write(scores, ledger, found))
        rows = ledger_rows(scores, ledger)
        counts = {str(verdict): n for verdict, n in count_verdicts(scores).items()}
        print_json({"findings": rows, "verdicts": counts, "files": written})
        return
    _print(scores, ledger)
    for path in _write(scores, ledger, found):
        click.echo(path)


def _write(
    scores: Sequence[FindingScore], ledger: Ledger, found: Sequence[StudyResult]
) -> Iterator[Path]:
    """Write the table and draw the forest plots; yield the paths."""
    # what draws loads slowly, and help and refusals do not need it
    from cortex_sim.csv_cells import csv_of_maps
    from cortex_sim.pictures.manifest import save_picture
    from cortex_sim.report.ledger import ledger_pictures

    folder = _folder(found[0])
    csv = folder / "evidence.csv"
    write_text_atomic(csv, csv_of_maps(ledger_rows(scores, ledger)))
    yield csv
    for picture in ledger_pictures(scores, found):
        yield from save_picture(picture, folder, found)


def _slices(path: Path, results: Path) -> SliceResult | None:
    """Return virtual slices by their folder or name, None if that is not where slices are."""
    for folder in (path, results / path):
        if (folder / FILE).is_file():
            return load_slices(folder)
    return None


def _folder(result: StudyResult) -> Path:
    return study_folder(result.store, result.study) / "evidence"


def _print(scores: Sequence[FindingScore], ledger: Ledger) -> None:
    console = Console()
    if not console.is_terminal:
        console = Console(width=PLAIN_WIDTH)
    numbered = [score for score in scores if score.finding.number is not None]
    rows = [score for score in scores if score.finding.number is None]
    console.print(_table(numbered, "Findings"))
    console.print(_table(rows, "Rows they rest on, and rows that contradict them"))
    console.print(NOTE, highlight=False)
    counts = [f"{n} {verdict}" for verdict, n in count_verdicts(scores).items() if n]
    console.print(f"\n{len(numbered)} findings: {', '.join(counts)}", highlight=False)
    console.print(_origins(numbered), highlight=False)


def _table(scores: Sequence[FindingScore], title: str) -> Table:
    table = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", expand=True)
    table.add_column("", no_wrap=True)
    table.add_column("finding and parts", ratio=5, overflow="fold")
    table.add_column("simulated", ratio=3)
    table.add_column("published", ratio=2)
    table.add_column("verdict, and why", ratio=4)
    for score in scores:
        for row in _rows(score):
            table.add_row(*row)
        table.add_row()
    return table


def _rows(score: FindingScore) -> list[list[Text]]:
    """Return a row for the finding and one for each part; one for both if there is one part."""
    number = Text("" if score.finding.number is None else str(score.finding.number))
    claim = Text(_claim(score), "bold")
    where = f" ({score.study})" if score.study else ""
    if len(score.parts) == 1:
        part = score.parts[0]
        why = _verdict(part.verdict, f"{where}: {part.reason}")
        return [[number, claim, *_part_cells(part)[1:-1], why]]
    head = [number, claim, Text(), Text(), _verdict(score.verdict, where)]
    return [head, *([Text(), *_part_cells(part)] for part in score.parts)]


def _origins(scores: Sequence[FindingScore]) -> str:
    """Return how many of what is reproduced no setting fixes."""
    reproduced = [s.finding.origin for s in scores if s.verdict is Verdict.REPRODUCED]
    kinds = [f"{reproduced.count(origin)} {origin}" for origin in get_args(Origin)]
    return f"of those reproduced: {', '.join(kinds)} (imposed: a setting fixes the sign)"


def _claim(score: FindingScore) -> str:
    against = score.finding.contradicted_by
    origin = "" if score.finding.origin == "emergent" else f" [{score.finding.origin}]"
    more = f" [against it: {', '.join(against)}]" if against else ""
    return score.finding.claim + origin + more


def _verdict(verdict: Verdict, more: str) -> Text:
    return Text.assemble((str(verdict), STYLES.get(verdict, "dim")), more)


def _part_cells(score: PartScore) -> list[Text]:
    mark = "  " if score.part.decides else "+ "
    return [
        Text(mark + score.part.claim),
        Text("\n".join([simulated(score), *_numbers(score)])),
        Text(published(score.part.published)),
        _verdict(score.verdict, f": {score.reason}"),
    ]


def _numbers(score: PartScore) -> list[str]:
    """Return p values and power as text, those that are known."""
    e, found = score.estimate, []
    if e.p == e.p:
        holm = f", Holm {score.p_holm:.2g}*" if score.p_holm == score.p_holm else ""
        found.append(f"p {e.p:.2g}{holm}")
    if score.power == score.power:
        n = " v ".join(map(str, score.part.published.n))
        needed = f"; {score.n_needed} needed for 0.8" if score.n_needed else ""
        found.append(f"power at {n}: {score.power:.2f}{needed}")
    return found
