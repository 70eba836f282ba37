"""Rasters of a study: one trial of the first subject in each phase of the common past."""

from collections.abc import Iterator
from collections.abc import Sequence as SequenceOf
from dataclasses import dataclass

import numpy as np

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.muscles import Sequence
from cortex_sim.config.network import Population
from cortex_sim.config.study import Study
from cortex_sim.course.visit import Visit
from cortex_sim.figures.populations import RateKind
from cortex_sim.figures.raster import RasterPopulation, make_raster, raster_table
from cortex_sim.figures.rate_traces import highest_rate
from cortex_sim.model.subject import Anatomy, draw_anatomy
from cortex_sim.names import in_words
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import assessments_of, label, visits_with
from cortex_sim.pictures.manifest import Picture

RATES: dict[str, RateKind | None] = {
    "input": None,
    "thalamic_reticular": None,
    "thalamic_relay": None,
    "cortical_inhibitory": "total",
    "cortical_excitatory": "total",
    "motoneuron": "by_muscle",
}
"""Roles of populations from top to bottom, and how the rates of each are drawn."""


HEADROOM = 1.05
"""Of the axes of rates, above the highest rate of all phases."""


@dataclass(frozen=True, eq=False)
class Trial:
    """One trial of a baseline, of which a raster shows the spikes."""

    visit: Visit
    sequence: Sequence
    bands: list[RasterPopulation]


@dataclass(frozen=True)
class Scale:
    """Axes that all rasters of a baseline share, so that phases compare."""

    window_ms: tuple[float, float]
    highest: dict[RateKind, float]
    """Ends of the axes of rates in spikes/s; kinds without a spike have none."""


def raster_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield one trial of the first subject for each baseline in the common past."""
    for name in assessments_of(result, "raster"):
        visits = [visit for visit in visits_with(result, name) if visit.is_common]
        found = [baseline_trial(result, result.subjects[0], name, visit) for visit in visits]
        trials = [trial for trial in found if trial is not None]
        scale = _scale_of(trials)
        yield from (_raster(result, name, trial, scale) for trial in trials)


def baseline_trial(result: StudyResult, subject: int, name: str, visit: Visit) -> Trial | None:
    """Return the second recorded trial of a subject's baseline; None if nothing is moved in it.

    Parameters
    ----------
    result
        The study.
    subject
        Its seed.
    name, visit
        A baseline, at a visit that has it.
    """
    sequence = _sequence(result.study, name, visit)
    if sequence is None:
        return None
    bands = second_trial(result, subject, name, visit, sequence.trial_duration * 1e3)
    return Trial(visit, sequence, bands)


def _scale_of(trials: SequenceOf[Trial]) -> Scale:
    window = (0.0, max((one.sequence.trial_duration * 1e3 for one in trials), default=0.0))
    kinds: tuple[RateKind, ...] = ("total", "by_muscle")
    highest = {
        kind: max((highest_rate(one.bands, kind, window) for one in trials), default=0.0)
        for kind in kinds
    }
    return Scale(window, {kind: HEADROOM * rate for kind, rate in highest.items() if rate > 0})


def _sequence(study: Study, name: str, visit: Visit) -> Sequence | None:
    """Return the movement of a baseline at a visit: its own, else what was practised last."""
    chosen = study.assessments[name].sequence_after(study.stages[visit.phase])
    return None if chosen is None else resolve_sequence(study.sequences, chosen)


def _raster(result: StudyResult, name: str, trial: Trial, scale: Scale) -> Picture:
    subject, visit, bands = result.subjects[0], trial.visit, trial.bands
    figure = make_raster(
        bands,
        window_ms=scale.window_ms,
        prime_mover_ms=trial.sequence.prime_mover_onset * 1e3,
        highest=scale.highest,
        note=(
            f"Subject {subject}, {label(result, visit)}, second recorded trial: a movement with "
            "afferent input. Onsets are measured elsewhere, in movements by the cue alone. "
            "Axes are the same in all phases."
        ),
    )
    key = visit.key
    ids = (result.session(subject, *visit, name).session_id,)
    title = f"Spikes of one trial of one subject, {label(result, visit)}"
    return Picture(f"raster_{key}", title, figure, raster_table(bands), {key: ids})


def second_trial(
    result: StudyResult, subject: int, name: str, visit: Visit, trial_ms: float
) -> list[RasterPopulation]:
    """Return the spikes of the second trial, a band for each population that was recorded.

    Parameters
    ----------
    result, subject, name, visit
        As in `baseline_trial`; any assessment with trials.
    trial_ms
        Duration of a trial.
    """
    record = result.record(result.session(subject, *visit, name))
    anatomy = draw_anatomy(result.study, subject)
    bands = []
    for key, population in _from_the_top(result.study):
        if key not in record.spikes:
            continue
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
    if not np.isfinite(anatomy.positions_mm[population]).all():
        return None
    nearest = anatomy.distances_mm(population).argmin(axis=1)
    return [result.study.muscle_names[index] for index in nearest]
