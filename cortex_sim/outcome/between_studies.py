"""Arms or studies against each other, where their subjects are the same people."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from cortex_sim.config.contrasts import ArmsContrast, ChangeContrast, ValueContrast
from cortex_sim.course.compared import named_contrast, read_by
from cortex_sim.course.visit import COMMON
from cortex_sim.errors import ConfigError, ResultError
from cortex_sim.outcome.contrasts import Compared, Term, compare, corrected, paired
from cortex_sim.outcome.differences import why_unlike
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.sides import Side


def compare_sides(first: Side, others: Sequence[Side], **what: Any) -> list[Compared]:
    """Return each other side minus the first in the same subjects, a row for each assessment.

    Parameters
    ----------
    first, others
        Arms of one study, or sides of several; all have run.
    **what
        Fields of a contrast: ``measure``, ``muscle``, ``assessment``, ``at``, ``before``,
        ``bound``.

    Raises
    ------
    ConfigError
        If a study has no such arm, visit, measure or muscle.
    ResultError
        If subjects differ, a side needs an arm, or no assessment that both have gives the measure.
    """
    if all(other.result is first.result and other.arm and first.arm for other in others):
        arms = {
            f"{other.arm} against {first.arm}": named_contrast(
                first.study, ArmsContrast, arms=(first.arm, other.arm), **what
            )
            for other in others
        }
        return compare(first.run, arms)
    sides = [_study_side(side, what) for side in (first, *others)]
    return compare_studies(sides[0], sides[1:])


def change_within(side: Side, **what: Any) -> list[Compared]:
    """Return the change between two visits of one side, a row for each assessment.

    Parameters
    ----------
    side
        An arm, or the past that arms share; it has run.
    **what
        As of `compare_sides`, ``before`` included.

    Raises
    ------
    ConfigError
        As `compare_sides`.
    """
    change = named_contrast(side.study, ChangeContrast, arm=side.arm, **what)
    return compare(side.run, {side.name: change})


def _study_side(side: Side, what: dict[str, Any]) -> "StudySide":
    study, arm = side.study, side.arm
    arms = list(study.course.arms)
    if arm is None and what.get("at") not in study.timeline.phases:
        if len(arms) > 1:
            raise ResultError(
                f"{side.name}: has several arms; name one, as in '{side.name}:{arms[0]}', of "
                f"{', '.join(arms)}, or a visit that all share (at)"
            )
        arm = next(iter(arms), None)
    try:
        contrast = named_contrast(study, ValueContrast, arm=arm, **what)
    except ConfigError as error:
        raise ConfigError(f"{side.name}: {error}") from None
    return StudySide(side.name, side.run, contrast)


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
