"""Studies against each other, where their subjects are the same people."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from cortex_sim.config.contrasts import ValueContrast
from cortex_sim.course.compared import read_by
from cortex_sim.course.visit import COMMON
from cortex_sim.errors import ResultError
from cortex_sim.outcome.contrasts import Compared, Term, corrected, paired
from cortex_sim.outcome.differences import why_unlike
from cortex_sim.outcome.result import StudyResult


class StudySide(NamedTuple):
    """A study, or an arm of it, that is compared with others."""

    name: str
    """As the user wrote it."""

    result: StudyResult
    contrast: ValueContrast
    """Which measure, arm and visits; checked against its study."""


def compare_studies(first: StudySide, others: Sequence[StudySide]) -> list[Compared]:
    """Return each other study minus the first in the same subjects, a row for each assessment.

    Raises
    ------
    ResultError
        If subjects differ, or no assessment that both have gives the measure.
    """
    return list(corrected([row for other in others for row in _rows(first, other)]))


def _rows(first: StudySide, other: StudySide) -> list[Compared]:
    if why := why_unlike(first.result, other.result):
        raise ResultError(
            f"{first.name} and {other.name}: not the same subjects: {why}; run one with the cohort "
            f"of the other, or see both as groups: 'cortex-sim diff {first.name} {other.name}'"
        )
    ours, theirs = (read_by(side.result.study, side.contrast) for side in (first, other))
    shared = [place for place in ours.items() if place in theirs.items()]
    if not shared:
        raise ResultError(
            f"{first.name} and {other.name}: {first.contrast.measure} is of {', '.join(ours)} in "
            f"one and of {', '.join(theirs)} in the other; name an assessment that both have"
        )
    terms = [
        Term(side.result, side.contrast.arm or COMMON, factor)
        for side, factor in ((first, -1.0), (other, 1.0))
    ]
    name, text = f"{other.name} against {first.name}", f"{other.name} − {first.name}"
    rows = (paired(terms, first.contrast, *place, name=name, text=text) for place in shared)
    return [replace(row, planned="not planned: no study names it") for row in rows]
