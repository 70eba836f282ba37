"""The onsets of a study by visit."""

from collections.abc import Iterator

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.course.visit import Visit
from cortex_sim.figures.onsets import PhaseOnsets, make_onset_timeline, onset_table
from cortex_sim.outcome.measures.answers import LATEST, LEVEL, RESPONDING
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import (
    label,
    shown_visits,
    visits_with,
)
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.pages import page_stem, visit_pages
from cortex_sim.pictures.sources import visit_sources


def onset_pictures(result: StudyResult, name: str) -> Iterator[Picture]:
    """Yield the onsets of an assessment by visit, as many pages as they need."""
    muscles, settings = result.study.muscle_names, result.study.assessments[name]
    visits = shown_visits(visits_with(result, name))
    note, cue_ms = "", None
    if isinstance(settings, CuedMovement):
        note, cue_ms = onset_note(settings), -settings.prime_mover_onset * 1e3
    for number, page in enumerate(visit_pages(visits), start=1):
        phases = [_onsets(result, name, visit, cue_ms) for visit in page]
        yield Picture(
            page_stem(f"onsets_{name}", number),
            "EMG onsets relative to the prime mover",
            make_onset_timeline(phases, muscles, cue_ms=cue_ms, note=note),
            onset_table(phases, muscles),
            visit_sources(result, [name], page),
        )


def onset_note(settings: CuedMovement) -> str:
    """Return what a caption says about how onsets are found."""
    return (
        "Onset: when the mean rate, the highest twentieth of the trials left out, first reaches "
        f"{100 * settings.onset_fraction:g} % of its peak after the cue, up to {LATEST:g} ms after "
        f"the prime mover; none where no 100 ms hold a spike in {100 * RESPONDING:g} % of the "
        "trials, or where the muscle's own silence before the cue gives as clear an answer with "
        f"p > {LEVEL:g} (permutations within trials): at most {100 * LEVEL:g} % of silent muscles "
        "have one."
    )


def _onsets(result: StudyResult, name: str, visit: Visit, cue_ms: float | None) -> PhaseOnsets:
    """Return onsets and centres of mass relative to the prime mover."""

    def columns(measure: str) -> FloatArray:
        names = result.study.muscle_names
        return np.column_stack([result.values(name, measure, m, *visit) for m in names])

    centre = None if cue_ms is None else columns("centre_of_mass") + cue_ms
    return PhaseOnsets(visit.key, columns("onset_to_prime_mover"), label(result, visit), centre)
