"""Warnings of a report: what a reader must know before believing a number.

Controls are found by what they do, not by their names: an arm that only rests, one without
any cause, one without plasticity, a muscle outside of the trunk area.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.catalog.chosen_seeds import chosen_seeds_note
from cortex_sim.config.course import Phase
from cortex_sim.config.study import Study
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.evidence.estimate import Estimate
from cortex_sim.evidence.score import FindingScore
from cortex_sim.evidence.table import contrast
from cortex_sim.evidence.verdict import Verdict
from cortex_sim.outcome.contraction import loose_contraction
from cortex_sim.outcome.modulators import alike, budget_rows
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.story import is_causeless, resting_arms
from cortex_sim.outcome.summary import contrasts, effect, main_measures
from cortex_sim.outcome.visits import label, maps_of
from cortex_sim.report.made_with import MadeWith

MAX_UNTRAINED_CHANGE = 0.05
"""Largest mean change of the overlap in a control that should change nothing (as in
``experiments/acceptance``)."""


_SUBJECTS_SAID = re.compile(r"(\w+) subjects?\b")
_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split(), start=1)}

_CHANGED = (Verdict.NOT_REPRODUCED, Verdict.CONTRADICTED)
"""Verdicts on the claim that nothing changes that speak against it."""

FEW_SUBJECTS = 10
"""Below this, intervals of effect sizes are wide and a little too narrow for their level."""

WIDE_INTERVAL = 4.0
"""Width of the interval of an effect size from which its size is called unknown."""


class Note(NamedTuple):
    """One warning."""

    kind: str
    """``failed``, ``small`` (sample), ``missing``, ``limit`` or ``origin``."""

    text: str


LIMITS = (
    "Effect sizes are not those of people: subjects of the model differ from each other less "
    "than people do, so standardised effects come out larger. Compare signs, not sizes.",
    "Time is compressed: a practice session of seconds of model time stands for a practice day.",
    "Not modelled: pain and nociception, spinal and proprioceptive reorganisation, other cortical "
    "areas and the other hemisphere, GABA_B (no cortical silent period of human length), volume "
    "conduction and crosstalk between EMG electrodes, and any conscious strategy.",
    "Weights and rates of single cells are internal to the model: they explain, they are not "
    "measurements that a clinic could make.",
)
"""What holds for every study."""


def notes(
    result: StudyResult, made_with: MadeWith, scores: Sequence[FindingScore] = ()
) -> list[Note]:
    """Return the warnings of a study, the most serious first.

    Parameters
    ----------
    result
        The study.
    made_with
        With what its sessions were computed.
    scores
        The findings of the ledger scored on it: those that ask that nothing changes outside of
        the trunk area are its spatial controls.
    """
    found = [
        *_description(result.study),
        *_size(result),
        *_controls(result),
        *_elsewhere(result.study, scores),
    ]
    if seeds := chosen_seeds_note(result.study):
        found.append(Note("small", seeds))
    found += [*_gaps(result), *_contraction(result), *_origin(made_with), *_alike(result)]
    order = ("failed", "small", "missing", "origin", "limit")
    found += [Note("limit", text) for text in LIMITS]
    return sorted(found, key=lambda note: order.index(note.kind))


def _alike(result: StudyResult) -> Iterator[Note]:
    for target, one, other in alike(budget_rows(result)):
        yield Note(
            "limit",
            f"The slow modulators {one} and {other} scaled {target} alike in all arms: this study "
            "cannot tell them apart.",
        )


def _description(study: Study) -> Iterator[Note]:
    """Yield a note if the description begins with another number of subjects than there are."""
    said = _SUBJECTS_SAID.match(study.description.strip())
    if said is None:
        return
    words = said[1].lower()
    number = int(words) if words.isdigit() else _NUMBERS.get(words)
    if number is not None and number != study.cohort.subjects:
        yield Note(
            "missing",
            f"The description speaks of {words} subjects, but {study.cohort.subjects} were "
            "simulated: the description is not of this study.",
        )


def _size(result: StudyResult) -> Iterator[Note]:
    n = len(result.subjects)
    if n == 1:
        yield Note("small", "Single subject: one seed. Nothing here supports a general claim.")
    elif n < MIN_SUBJECTS:
        yield Note(
            "small",
            f"Only {n} subjects; {MIN_SUBJECTS} are needed for more than a sign: subjects are "
            "shown, no intervals.",
        )
    elif n < FEW_SUBJECTS:
        yield Note(
            "small",
            f"{n} subjects, fewer than {FEW_SUBJECTS}: signs can be trusted where the interval "
            "excludes 0, sizes of effects cannot.",
        )
    if n > 1:
        yield from _wide(result)


def _wide(result: StudyResult) -> Iterator[Note]:
    """Yield a note if intervals of effect sizes are too wide to speak of a size."""
    widths: dict[str, float] = {}
    total = 0
    for title, assessment, measure, muscle, _ in main_measures(result):
        for pair in contrasts(result):
            e = effect(result, assessment, measure, muscle, pair)
            total += 1
            spans = np.array([e.g_z_high - e.g_z_low, e.g_av_high - e.g_av_low])
            widest = float(np.max(spans[np.isfinite(spans)], initial=0.0))
            if widest > WIDE_INTERVAL:
                before, after = (label(result, visit) for visit in pair)
                widths[f"{title}, {before} → {after}"] = widest
    if widths:
        worst = max(widths, key=lambda name: widths[name])
        yield Note(
            "small",
            f"Wide intervals: in {len(widths)} of {total} paired changes the interval of g_z or "
            f"g_av spans more than {WIDE_INTERVAL:g} (widest: {worst}, {widths[worst]:.1f}). Of "
            "these effects the sign may be known; the size is not.",
        )


def _controls(result: StudyResult) -> Iterator[Note]:
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
            "Missing control: no muscle outside of the trunk area (such as a hand muscle), so an "
            "effect on the trunk cannot be told from one on the whole sheet.",
        )


def _elsewhere(study: Study, scores: Sequence[FindingScore]) -> Iterator[Note]:
    """Yield a note for each measure that changed in muscles where nothing is wrong."""
    told = set()
    for part in (part for score in scores for part in score.parts):
        names = {name for reading in part.part.readings.values() for name in reading.muscle or ()}
        remote = names & set(study.muscles)
        if part.part.sign != 0 or part.verdict not in _CHANGED or not remote:
            continue
        if any(study.muscles[name].area == "trunk" for name in remote):
            continue
        e = part.estimate
        if (e.mean_before, e.mean_after) in told:  # two findings may ask the same
            continue
        told.add((e.mean_before, e.mean_after))
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
        yield Note("missing", f"Missing control: no arm {kind} in this study.")
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


def _gaps(result: StudyResult) -> Iterator[Note]:
    """Yield a note on measures that are not defined for some subject."""
    names = [row.measure for row in result.rows if not np.isfinite(row.value)]
    if names:
        counts = ", ".join(f"{name} {names.count(name)}" for name in dict.fromkeys(names))
        total = len(result.rows)
        text = f"{len(names)} of {total} numbers are undefined (left out of means): {counts}."
        yield Note("origin", text)


def _contraction(result: StudyResult) -> Iterator[Note]:
    if (text := loose_contraction(result)) is not None:
        yield Note("origin", text)


def _origin(made_with: MadeWith) -> Iterator[Note]:
    if made_with.dirty:
        yield Note(
            "origin",
            f"{made_with.dirty} sessions were computed from a checkout with uncommitted changes.",
        )
    for what in made_with.mixed:
        text = f"Sessions were computed with more than one {what}; see Provenance."
        yield Note("origin", text)
