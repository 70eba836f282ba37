"""Warnings of a report: what a reader must know before believing a number."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.catalog.chosen_seeds import chosen_seeds_note
from cortex_sim.config.study import Study
from cortex_sim.evidence.score import FindingScore
from cortex_sim.outcome.contraction import loose_contraction
from cortex_sim.outcome.measures.zone_weights import measure_name
from cortex_sim.outcome.modulators import alike, budget_rows
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import contrasts, effect, main_measures
from cortex_sim.outcome.visits import label
from cortex_sim.report.controls import controls
from cortex_sim.report.made_with import MadeWith
from cortex_sim.report.note import Note

_SUBJECTS_SAID = re.compile(r"(\w+) subjects?\b")
_WORDS = "one two three four five six seven eight nine ten eleven twelve"
_NUMBERS = {word: number for number, word in enumerate(_WORDS.split(), start=1)}

FEW_SUBJECTS = 10
"""Below this, intervals of effect sizes are wide and a little too narrow for their level."""

WIDE_INTERVAL = 4.0
"""Width of the interval of an effect size from which its size is called unknown."""


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
    warnings = [
        *_description(result.study),
        *_size(result),
        *controls(result, scores),
    ]
    if seeds := chosen_seeds_note(result.study):
        warnings.append(Note("small", seeds))
    warnings += [*_gaps(result), *_contraction(result), *_origin(made_with), *_alike(result)]
    order = ("failed", "small", "missing", "origin", "limit")
    warnings += [Note("limit", text) for text in LIMITS]
    return sorted(warnings, key=lambda note: order.index(note.kind))


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


def _gaps(result: StudyResult) -> Iterator[Note]:
    """Yield a note on measures that are not defined for some subject.

    A ratio of weights has no value where no synapse joins two zones, which is no gap.
    """
    ratio = measure_name("")
    names = [
        row.measure
        for row in result.rows
        if not (np.isfinite(row.value) or row.measure.startswith(ratio))
    ]
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
