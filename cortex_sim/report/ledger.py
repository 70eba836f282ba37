"""The ledger in a report: each finding set beside what the study found."""

from collections.abc import Sequence
from dataclasses import dataclass

from cortex_sim.catalog.findings import Ledger, load_findings
from cortex_sim.evidence.score import FindingScore, PartScore, score_ledger
from cortex_sim.evidence.table import contrast, forest_groups, published, simulated
from cortex_sim.evidence.verdict import Verdict
from cortex_sim.figures.forest import ForestRow, forest_pages, forest_table, make_forest
from cortex_sim.outcome.result import StudyResult
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.pages import page_stem

UNSCORED = (Verdict.NOT_SCORED, Verdict.NOT_MODELLED)
LEDGER_DIRECTION = ("smaller, earlier or less overlap", "larger, later or more overlap")
"""What the signs of effects mean, whose measures differ from row to row."""

_TITLES = {
    "forest_findings": "Findings: simulated effects beside the published ones",
    "forest_rows": "Rows that findings rest on: simulated effects beside the published ones",
}


@dataclass(frozen=True)
class LedgerRow:
    """One part of a finding."""

    number: str
    claim: str
    sources: str
    contrast: str
    simulated: str
    published: str
    verdict: str
    reason: str
    decides: bool


@dataclass(frozen=True)
class LedgerSection:
    """The scored findings, and the claims of those that were not."""

    rows: tuple[LedgerRow, ...]
    not_scored: tuple[tuple[str, str], ...]
    """Claim, and what the study lacks."""

    not_modelled: tuple[tuple[str, str], ...]
    """Claim, and why this package has no measure for it."""

    pictures: tuple[Picture, ...]

    scores: tuple[FindingScore, ...] = ()
    """The scored findings, from which the rows are made."""


def ledger_section(result: StudyResult) -> LedgerSection | None:
    """Return the ledger of one study; None if no finding can be scored on it."""
    ledger = load_findings()
    scores = score_ledger([result], ledger)
    scored = [score for score in scores if score.verdict not in UNSCORED]
    if not scored:
        return None
    return LedgerSection(
        rows=tuple(row for score in scored for row in _rows(score, ledger)),
        not_scored=_others(scores, Verdict.NOT_SCORED),
        not_modelled=_others(scores, Verdict.NOT_MODELLED),
        pictures=tuple(ledger_pictures(scored, [result])),
        scores=tuple(scored),
    )


def ledger_pictures(
    scores: Sequence[FindingScore], results: Sequence[StudyResult]
) -> list[Picture]:
    """Return forest plots of the scored effects, with the assessments of their studies.

    Parameters
    ----------
    scores
        From `cortex_sim.evidence.score.score_ledger`.
    results
        The studies that they were scored on.
    """
    pictures = []
    panels = {r.study.name: _assessments(r) for r in results}
    for stem, effects in forest_groups(scores).items():
        rows, caption = [ForestRow(*one) for one in effects], _caption(results)
        pages = forest_pages(rows, caption=caption) if rows else []
        for number, page in enumerate(pages, start=1):
            figure = make_forest(page, caption=caption, kind="g_av", direction=LEDGER_DIRECTION)
            name = page_stem(stem, number)
            pictures.append(Picture(name, _TITLES[stem], figure, forest_table(page), panels))
    return pictures


def _assessments(result: StudyResult) -> tuple[str, ...]:
    return tuple(s.session_id for s in result.plan.sessions if s.kind.belongs_to_visit)


def _caption(results: Sequence[StudyResult]) -> str:
    studies = ", ".join(f"{r.study.name} (n = {len(r.subjects)} subjects)" for r in results)
    return (
        f"Studies: {studies}; n of each row: subjects that have the measure. Effects are "
        "g_av, in units of the SD between subjects, as published effects between groups are. "
        "Bars: 95 % bootstrap interval over subjects. No band: no size was published. Brackets: "
        "the verdict of the row (reproduced: the sign is clear and the effect lies in the "
        "band); that of the finding is its weakest part's; parts without an effect size "
        "(ranges, ratios, what is not modelled) are not drawn."
    )


def _rows(score: FindingScore, ledger: Ledger) -> list[LedgerRow]:
    number = "" if score.finding.number is None else str(score.finding.number)
    works = [f"{ledger.reference(key)} [{mark}]" for key, mark in score.finding.sources.items()]
    return [
        LedgerRow(
            number=number,
            claim=_claim(score, part),
            sources="; ".join(works),
            contrast=contrast(part.part),
            simulated=simulated(part),
            published=published(part.part.published),
            verdict=str(part.verdict),
            reason=part.reason,
            decides=part.part.decides,
        )
        for part in score.parts
    ]


def _claim(score: FindingScore, part: PartScore) -> str:
    """Return what a row says, and whether a setting fixes it."""
    claim = part.part.claim if len(score.parts) > 1 else score.finding.claim
    origin = score.finding.origin
    return claim if origin == "emergent" else f"{claim} [{origin}]"


def _others(scores: Sequence[FindingScore], verdict: Verdict) -> tuple[tuple[str, str], ...]:
    return tuple((s.finding.claim, s.reason) for s in scores if s.verdict is verdict)
