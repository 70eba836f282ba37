"""Rasters of a study: one trial of the first subject in each phase of the common past."""

from collections.abc import Iterator

import numpy as np

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.course.plan import COMMON
from cortex_sim.figures.populations import RateKind
from cortex_sim.figures.raster import RasterPopulation, make_raster, nearest_muscle, raster_table
from cortex_sim.model.subject import Anatomy, draw_anatomy
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import label
from cortex_sim.outcome.visits import Visit, visit_key, visits_with
from cortex_sim.pictures.manifest import Picture

POPULATION_LABELS = {
    "cue": "cue cells",
    "afferent": "afferents",
    "pv": "PV cells",
    "exc": "excitatory cells",
    "exc5": "L5 cells",
    "motoneuron": "motoneurons",
}
"""Populations from top to bottom, and what a reader sees."""

_TWO_LAYERS = {"exc": "L2/3 cells"}
"""What excitatory cells are called beside those of L5."""

_RATES: dict[str, RateKind] = {
    "motoneuron": "by_muscle",
    "exc": "total",
    "exc5": "total",
    "pv": "total",
}


def raster_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield one trial of the first subject for each baseline in the common past."""
    study = result.study
    for name in [n for n, a in study.assessments.items() if a.kind == "baseline"]:
        for visit in visits_with(result, name):
            session = result.session(result.subjects[0], *visit, name)
            if visit[0] == COMMON and session.spec.sequence is not None:
                yield _raster(result, name, visit)


def _raster(result: StudyResult, name: str, visit: Visit) -> Picture:
    study, subject = result.study, result.subjects[0]
    bands = _bands(result, subject, visit, name)
    sequence = next(p.sequence for p in reversed(study.phases[visit[1]].practice) if p.sequence)
    resolved = resolve_sequence(study.sequences, sequence)
    figure = make_raster(
        bands,
        window_ms=(0.0, resolved.trial_duration * 1e3),
        prime_mover_ms=resolved.prime_mover_onset * 1e3,
        note=(
            f"Subject {subject}, {label(result, visit)}, second recorded trial: a movement with "
            "afferent input. Onsets are measured elsewhere, in movements by the cue alone."
        ),
    )
    key = visit_key(visit)
    ids = (result.session(subject, *visit, name).session_id,)
    title = f"Spikes of one trial of one subject, {label(result, visit)}"
    return Picture(f"raster_{key}", title, figure, raster_table(bands), {key: ids})


def _bands(result: StudyResult, subject: int, visit: Visit, name: str) -> list[RasterPopulation]:
    record = result.record(result.session(subject, *visit, name))
    anatomy = draw_anatomy(result.study, subject)
    period = record.spec["sequence"]["trial_duration"]
    trial_ms = float(period.split()[0]) if isinstance(period, str) else period * 1e3
    labels = POPULATION_LABELS | (_TWO_LAYERS if "exc5" in record.spikes else {})
    bands = []
    for key in labels:
        if key not in record.spikes:
            continue
        spikes = record.spikes[key]
        time = spikes.timestamps_ms
        inside = (time >= trial_ms) & (time < 2 * trial_ms)
        bands.append(
            RasterPopulation(
                label=labels[key],
                time_ms=time[inside] - trial_ms,
                cell=spikes.node_ids[inside].astype(np.int64),
                n_cells=len(anatomy.positions_mm[key]),
                muscle=_muscles(result, anatomy, key),
                rate=_RATES.get(key),
            )
        )
    return bands


def _muscles(result: StudyResult, anatomy: Anatomy, population: str) -> list[str] | None:
    """Return the muscle of each cell of a population; None if its cells have no place."""
    positions = anatomy.positions_mm[population]
    if not np.isfinite(positions).all():
        return None
    return nearest_muscle(positions, result.study.muscle_names, anatomy.centres_mm)
