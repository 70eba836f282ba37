"""Rasters of a study: one trial of the first subject in each phase of the common past."""

from collections.abc import Iterator

import numpy as np

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.muscles import Sequence
from cortex_sim.config.network import Population
from cortex_sim.config.study import Study
from cortex_sim.course.visit import Visit
from cortex_sim.figures.populations import RateKind
from cortex_sim.figures.raster import RasterPopulation, make_raster, nearest_muscle, raster_table
from cortex_sim.model.subject import Anatomy, draw_anatomy
from cortex_sim.names import in_words
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import assessments_of, label, visits_with
from cortex_sim.pictures.manifest import Picture

RATES: dict[str, RateKind | None] = {
    "input": None,
    "cortical_inhibitory": "total",
    "cortical_excitatory": "total",
    "motoneuron": "by_muscle",
}
"""Roles of populations from top to bottom, and how the rates of each are drawn."""


def raster_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield one trial of the first subject for each baseline in the common past."""
    study = result.study
    for name in assessments_of(result, "raster"):
        for visit in visits_with(result, name):
            sequence = _sequence(study, name, visit)
            if visit.is_common and sequence is not None:
                yield _raster(result, name, visit, sequence)


def _sequence(study: Study, name: str, visit: Visit) -> Sequence | None:
    """Return the movement of a baseline at a visit: its own, else what was practised last."""
    chosen = study.assessments[name].sequence_after(study.stages[visit.phase])
    return None if chosen is None else resolve_sequence(study.sequences, chosen)


def _raster(result: StudyResult, name: str, visit: Visit, sequence: Sequence) -> Picture:
    subject, trial_ms = result.subjects[0], sequence.trial_duration * 1e3
    bands = _bands(result, subject, visit, name, trial_ms)
    figure = make_raster(
        bands,
        window_ms=(0.0, trial_ms),
        prime_mover_ms=sequence.prime_mover_onset * 1e3,
        note=(
            f"Subject {subject}, {label(result, visit)}, second recorded trial: a movement with "
            "afferent input. Onsets are measured elsewhere, in movements by the cue alone."
        ),
    )
    key = visit.key
    ids = (result.session(subject, *visit, name).session_id,)
    title = f"Spikes of one trial of one subject, {label(result, visit)}"
    return Picture(f"raster_{key}", title, figure, raster_table(bands), {key: ids})


def _bands(
    result: StudyResult, subject: int, visit: Visit, name: str, trial_ms: float
) -> list[RasterPopulation]:
    """Return the spikes of the second recorded trial, a band for each population."""
    record = result.record(result.session(subject, *visit, name))
    anatomy = draw_anatomy(result.study, subject)
    bands = []
    for key, population in _from_the_top(result.study):
        spikes = record.spikes[key]
        time = spikes.timestamps_ms
        inside = (time >= trial_ms) & (time < 2 * trial_ms)
        bands.append(
            RasterPopulation(
                label=population.label or in_words(key),
                time_ms=time[inside] - trial_ms,
                cell=spikes.node_ids[inside].astype(np.int64),
                n_cells=len(anatomy.positions_mm[key]),
                muscle=_muscles(result, anatomy, key),
                rate=RATES[population.role],
            )
        )
    return bands


def _from_the_top(study: Study) -> list[tuple[str, Population]]:
    """Return the populations of a study as bands are stacked: from its inputs to its output."""
    roles = list(RATES)
    rows = study.network.populations.items()
    return sorted(rows, key=lambda item: roles.index(item[1].role))


def _muscles(result: StudyResult, anatomy: Anatomy, population: str) -> list[str] | None:
    """Return the muscle of each cell of a population; None if its cells have no place."""
    positions = anatomy.positions_mm[population]
    if not np.isfinite(positions).all():
        return None
    return nearest_muscle(positions, result.study.muscle_names, anatomy.centres_mm)
