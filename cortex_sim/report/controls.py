"""Warnings of a report on controls: those that a study lacks, and those that failed.

Controls are found by what they do, not by their names: an arm that only rests, one without
any cause, one without plasticity, a muscle outside of the trunk area.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.config.course import Phase
from cortex_sim.config.study import Study
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.evidence.estimate import Estimate
from cortex_sim.evidence.score import FindingScore
from cortex_sim.evidence.table import contrast
from cortex_sim.evidence.verdict import Verdict
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.topics import is_causeless, resting_arms
from cortex_sim.outcome.visits import label, maps_of
from cortex_sim.report.note import Note

MAX_UNTRAINED_CHANGE = 0.05
"""Largest mean change of the overlap in a control that should change nothing (as in
``experiments/acceptance``)."""

_CHANGED = (Verdict.NOT_REPRODUCED, Verdict.CONTRADICTED)
"""Verdicts on the claim that nothing changes that speak against it."""


def controls(result: StudyResult, scores: Sequence[FindingScore]) -> Iterator[Note]:
    """Yield what is wrong with the controls of a study.

    Parameters
    ----------
    result
        The study.
    scores
        The findings of the ledger scored on it: those that ask that nothing changes outside of
        the trunk area are its spatial controls.
    """
    study = result.study
    yield from _unchanging(result, "that only rests", resting_arms(study), _last_common(study))
    if any(not is_causeless(phase) for phase in study.phases.values()):
        yield from _unchanging(
            result, "that goes on as in health", _causeless(study), _last_common(study)
        )
    yield from _frozen(result)
    if all(muscle.area == "trunk" for muscle in study.muscles.values()):
        yield Note(
            "missing",
            "Control: no muscle outside of the trunk area (such as a hand muscle), so an "
            "effect on the trunk cannot be told from one on the whole sheet.",
        )
    yield from _elsewhere(study, scores)


def _elsewhere(study: Study, scores: Sequence[FindingScore]) -> Iterator[Note]:
    """Yield a note for each measure that changed in muscles where nothing is wrong."""
    named = set()
    for part in (part for score in scores for part in score.parts):
        names = {name for reading in part.part.readings.values() for name in reading.muscle or ()}
        remote = names & set(study.muscles)
        if part.part.sign != 0 or part.verdict not in _CHANGED or not remote:
            continue
        if any(study.muscles[name].area == "trunk" for name in remote):
            continue
        e = part.estimate
        if (e.mean_before, e.mean_after) in named:  # two findings may ask the same
            continue
        named.add((e.mean_before, e.mean_after))
        yield Note(
            "failed",
            f"Failed spatial control: nothing is wrong in the area of {', '.join(sorted(remote))}, "
            f"but '{part.part.claim}' does not hold: {e.mean_before:.2f} to {e.mean_after:.2f} "
            f"({contrast(part.part)}, n = {e.n}), g_av {e.g_av:+.2f}{_in_brackets(e)}; "
            f"{part.reason}. So what "
            "changes in the trunk area cannot be called confined to it.",
        )


def _in_brackets(e: Estimate) -> str:
    """Return the interval of an effect size; empty where few subjects have none."""
    low, high = e.g_av_interval
    return f" [{low:.2f}, {high:.2f}]" if np.isfinite([low, high]).all() else ""


def _last_common(study: Study) -> str:
    return study.course.phases[-1]


def _causeless(study: Study) -> list[str]:
    """Return the arms that go on practising as in health."""
    usual = {p.sequence for p in study.phases[study.reference_phase].practice}
    return [
        arm
        for arm, phases in study.course.arms.items()
        if phases and all(_is_healthy(study.phases[phase], usual) for phase in phases)
    ]


def _is_healthy(phase: Phase, usual: set[str | None]) -> bool:
    practised = {p.sequence for p in phase.practice}
    return is_causeless(phase) and bool(practised) and practised <= usual


def _unchanging(result: StudyResult, kind: str, arms: list[str], before: str) -> Iterator[Note]:
    """Yield a note if a control that should change nothing is missing or has changed."""
    if not arms:
        yield Note("missing", f"Control: no arm {kind} in this study.")
    for arm in arms:
        after = Visit(arm, result.study.timeline.arms[arm][-1])
        for name in _fixed_maps(result):
            change = _overlap(result, name, after) - _overlap(result, name, Visit(COMMON, before))
            mean = float(np.nanmean(change)) if np.isfinite(change).any() else float("nan")
            if abs(mean) > MAX_UNTRAINED_CHANGE:
                yield Note(
                    "failed",
                    f"Failed control: in the arm {kind} ({label(result, after)}) the "
                    f"{result.study.pair_name} overlap of {name} changed by {mean:+.3f}; expected "
                    f"is at most {MAX_UNTRAINED_CHANGE}.",
                )


def _fixed_maps(result: StudyResult) -> list[str]:
    """Return the maps at a fixed gain, in which only weights can change."""
    settings = result.study.assessments
    return [n for n in maps_of(result, restored=False) if settings[n].gaba_gain != "phase"]


def _overlap(result: StudyResult, name: str, visit: Visit) -> FloatArray:
    return result.values(name, "overlap", result.study.pair_name, *visit)


def _frozen(result: StudyResult) -> Iterator[Note]:
    """Yield a note if weights changed where plasticity is off."""
    study = result.study
    stages = study.stages
    for arm, row in study.timeline.arms.items():
        practice = [p for stage in row for p in stages[stage].practice]
        if not practice or any(p.plasticity for p in practice):
            continue
        for subject in result.subjects:
            before = result.weights(subject, COMMON, _last_common(study))
            after = result.weights(subject, arm, row[-1])
            if not all(np.array_equal(before[name], after[name]) for name in before):
                text = f"Failed control: weights of subject {subject} changed in {arm}."
                yield Note("failed", text)
