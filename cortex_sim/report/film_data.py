"""What the film of a virtual patient shows: one subject at every visit, as plain data."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.colors import to_hex

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.rates import pool_rate
from cortex_sim.clinic.probe import motoneuron_pool
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.errors import ResultError
from cortex_sim.figures.map_panel import COLOURS
from cortex_sim.figures.palette import muscle_styles
from cortex_sim.figures.raster import NO_MUSCLE_COLOUR, RasterPopulation
from cortex_sim.figures.site_grid import site_spacing
from cortex_sim.outcome.measures.zone_weights import main_weight_ratios
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.topics import REPRESENTATIVE, representative, topics_of
from cortex_sim.outcome.visits import arm_label, assessments_of, label, map_title, visits_with
from cortex_sim.pictures.raster import baseline_trial, second_trial

_DIGITS = 3
N_COLOURS = 64
MOST_SPIKES = 3000
"""Spikes of a raster; of more every second, third ... is shown, and the film says so."""

LEVEL_NAMES = {"gaba_a": "GABA_A gain", "bdnf": "BDNF"}
"""What modulators are called; others go by their own name."""

BDNF_IN_PRACTICE = "BDNF in practice"

LEVELS_SET = "Levels of modulators (1 is healthy)."
LEVELS_FOLLOW = (
    "Levels in the last practice before the visit. GABA_A gain: at its end; 1 is healthy. "
    f"{BDNF_IN_PRACTICE}: its mean; 1 is the practice that the release was set by, not this "
    "subject's health, and rest is near 0.7. The load of CLBP takes a share of all BDNF, which "
    "texts call less BDNF. Bursts of spikes release more, so the level in practice can be higher "
    "in CLBP than in health."
)
"""What stands over the levels that phases set, and over those of a slow clock."""

WINDOW_S = (-0.1, 0.5)
"""Of the EMG around the go cue."""

BIN_S = 0.01

MOVEMENT_ALONE = (
    "Motoneurons alone, in a movement by the cue: the spikes of all cells are in a baseline, which "
    "this visit does not have (add baseline to its visit and run the study again)."
)
"""What stands beside a raster of a `cued_movement`."""


def film_data(result: StudyResult, subject: int | None = None) -> dict[str, Any]:
    """Return a subject's course for the film.

    Parameters
    ----------
    result
        A finished study.
    subject
        Its seed; None: the one of `cortex_sim.outcome.topics.representative`.

    Raises
    ------
    ResultError
        If the study has no map, or no such subject.
    """
    maps = [topic for topic in topics_of(result) if topic.main.name == "overlap"]
    if not maps:
        raise ResultError(f"{result.study.name}: has no map, so there is no film of it")
    chosen = representative(result, maps[0]) if subject is None else subject
    if chosen is None:
        chosen = result.subjects[0]
    if chosen not in result.subjects:
        known = f"{result.subjects[0]} to {result.subjects[-1]}"
        raise ResultError(f"--subject: got {chosen}; the study has the seeds {known}")
    name = maps[0].assessment
    visits = visits_with(result, name)
    peaks = _peaks(result, chosen, name, visits)
    return {
        "study": result.study.name,
        "subject": chosen,
        "chosen": "" if subject is not None else REPRESENTATIVE,
        "map": map_title(name),
        "muscles": _muscles(result),
        "colours": [to_hex(COLOURS(x)) for x in np.linspace(0, 1, N_COLOURS)],
        "courses": _courses(result, visits),
        "visits": [_visit(result, chosen, name, visit, peaks) for visit in visits],
        "pair": result.study.pair_name,
        "levels_note": LEVELS_SET if result.study.slow_clock is None else LEVELS_FOLLOW,
        **_grid(result, chosen, name, visits[0]),
    }


def _muscles(result: StudyResult) -> list[dict[str, str]]:
    styles = muscle_styles(result.study.muscle_names)
    return [
        {"name": n, "full": result.study.muscles[n].name, "colour": to_hex(s.colour)}
        for n, s in styles.items()
    ]


def _courses(result: StudyResult, visits: list[Visit]) -> list[dict[str, Any]]:
    """Return the ways through the course: the common past with each arm in turn."""
    past = [i for i, visit in enumerate(visits) if visit.arm == COMMON]
    arms = list(dict.fromkeys(visit.arm for visit in visits if visit.arm != COMMON))
    ways = [
        {
            "label": arm_label(result, arm),
            "steps": past + [i for i, visit in enumerate(visits) if visit.arm == arm],
        }
        for arm in arms
    ]
    return ways or [{"label": "all", "steps": past}]


def _mean_map(result: StudyResult, subject: int, name: str, visit: Visit) -> FloatArray:
    record = result.record(result.session(subject, *visit, name), ["mep"])
    mean: FloatArray = record.arrays["mep"].values.mean(axis=1)
    return mean


def _peaks(result: StudyResult, subject: int, name: str, visits: Sequence[Visit]) -> FloatArray:
    """Return the largest MEP of each muscle at any visit: 1 on the scale of its maps."""
    maps = np.concatenate([_mean_map(result, subject, name, visit) for visit in visits])
    highest = np.nanmax(maps, axis=0)
    return np.where(highest > 0, highest, 1.0)


def _grid(result: StudyResult, subject: int, name: str, visit: Visit) -> dict[str, Any]:
    record = result.record(result.session(subject, *visit, name), ["site"])
    xy = record.arrays["site"].values
    return {"xy": _plain(xy), "side": round(float(site_spacing(xy)), _DIGITS)}


def _visit(
    result: StudyResult, subject: int, name: str, visit: Visit, peaks: FloatArray
) -> dict[str, Any]:
    index = result.subjects.index(subject)
    share = _mean_map(result, subject, name, visit) / peaks
    overlap = result.values(name, "overlap", result.study.pair_name, *visit)[index]
    return {
        "label": label(result, visit),
        "day": round(float(result.session(subject, *visit, name).place.day), 1),
        "maps": [_plain(column) for column in share.T],
        "overlap": _plain(overlap, digits=2 * _DIGITS),
        "levels": _levels(result, subject, visit),
        "ratios": _ratios(result, subject, name, visit),
        "weights": _weights(result, subject, visit),
        "emg": _emg(result, subject, visit),
        "raster": _raster(result, subject, visit),
    }


def _levels(result: StudyResult, subject: int, visit: Visit) -> dict[str, Any]:
    """Return the level of each modulator; of a slow clock at the phase's last practice."""
    phase = result.study.stages[visit.phase]
    if result.study.slow_clock is None:
        levels = phase.modulators.items()
        return {LEVEL_NAMES.get(name, name): _plain(level) for name, level in levels}
    if not phase.practice:
        return {}
    session = result.session(subject, *visit, SessionKind.PRACTICE)
    arrays = result.record(session, ["slow"]).arrays
    return {
        LEVEL_NAMES["gaba_a"]: _plain(arrays["slow/gaba_gain"].values[-1]),
        BDNF_IN_PRACTICE: _plain(arrays["slow/bdnf"].values.mean()),
    }


def _ratios(result: StudyResult, subject: int, name: str, visit: Visit) -> dict[str, Any]:
    """Return the ratio of weights of the pair, of each projection within the cortex, at a map."""
    index = result.subjects.index(subject)
    return {
        main.title.removeprefix(f"{main.muscle} "): _plain(
            result.values(name, main.name, main.muscle, *visit)[index]
        )
        for main in main_weight_ratios(result.study)
    }


def _weights(result: StudyResult, subject: int, visit: Visit) -> dict[str, Any]:
    """Return the mean weight of each plastic projection at the end of a phase with practice."""
    if not result.study.stages[visit.phase].practice:
        return {}
    rows = result.study.network.projections
    return {
        rows[name].label or name: _plain(weights.mean())
        for name, weights in result.weights(subject, *visit).items()
    }


def _movement(result: StudyResult, visit: Visit) -> tuple[str, CuedMovement] | None:
    """Return the movement by the cue alone that a visit has."""
    for name in assessments_of(result, "onsets"):
        settings = result.study.assessments[name]
        if isinstance(settings, CuedMovement) and visit in visits_with(result, name):
            return name, settings
    return None


def _emg(result: StudyResult, subject: int, visit: Visit) -> dict[str, Any] | None:
    """Return the mean rate of each muscle's pool around the cue, and its onset."""
    movement = _movement(result, visit)
    if movement is None:
        return None
    name, settings = movement
    population, per_muscle = motoneuron_pool(result.study)
    spikes = result.record(result.session(subject, *visit, name)).spikes[population]
    starts = settings.trial_duration * np.arange(1, settings.trials)
    muscle_of = spikes.node_ids.astype(np.int64) // per_muscle
    index, rows = result.subjects.index(subject), []
    time: FloatArray = np.zeros(0)
    for number, muscle in enumerate(result.study.muscle_names):
        times = spikes.timestamps_ms[muscle_of == number] / 1e3
        rates = pool_rate(times, starts, WINDOW_S, BIN_S)
        time = rates.time_ms
        onset = result.values(name, "onset", muscle, *visit)[index]
        rows.append(
            {"rate": _plain(rates.rate_hz.mean(axis=0) / per_muscle), "onset": _plain(onset)}
        )
    return {"time": _plain(time), "mover": settings.prime_mover_onset * 1e3, "muscles": rows}


def _raster(result: StudyResult, subject: int, visit: Visit) -> dict[str, Any] | None:
    """Return the spikes of one trial: of a baseline, else of the motoneurons in a movement."""
    names = [n for n in assessments_of(result, "raster") if visit in visits_with(result, n)]
    trial = baseline_trial(result, subject, names[0], visit) if names else None
    if trial is not None:
        return _drawn(result, trial.bands, trial.sequence.trial_duration * 1e3, "")
    movement = _movement(result, visit)
    if movement is None:
        return None
    name, settings = movement
    duration = settings.trial_duration * 1e3
    bands = second_trial(result, subject, name, visit, duration)
    return _drawn(result, bands, duration, MOVEMENT_ALONE)


def _drawn(
    result: StudyResult, populations: Sequence[RasterPopulation], duration: float, note: str
) -> dict[str, Any]:
    """Return spikes as the film draws them: a row for each cell, populations below each other."""
    names = result.study.muscle_names
    styles = muscle_styles(names)
    total = sum(len(band.time_ms) for band in populations)
    step, first, bands = max(1, -(-total // MOST_SPIKES)), 0, []
    for band in populations:
        owner = np.array(band.muscle or [""] * band.n_cells)
        order = np.argsort([names.index(name) if name else 0 for name in owner], kind="stable")
        row = np.empty(band.n_cells, dtype=int)
        row[order] = np.arange(band.n_cells)
        looks = [to_hex(styles[n].colour if n else NO_MUSCLE_COLOUR) for n in owner.tolist()]
        bands.append(
            {
                "label": band.label,
                "first": first,
                "rows": band.n_cells,
                "spikes": [
                    [round(float(t), 1), int(first + row[c]), looks[c]]
                    for t, c in zip(band.time_ms[::step], band.cell[::step], strict=True)
                ],
            }
        )
        first += band.n_cells
    return {"bands": bands, "duration": duration, "every": step, "note": note}


def _plain(values: Any, digits: int = _DIGITS) -> Any:
    """Return numbers as JSON knows them: nan as None."""
    array = np.round(np.asarray(values, dtype=float), digits)
    plain = array.astype(object)
    if array.ndim == 0:
        return float(array) if np.isfinite(array) else None
    plain[~np.isfinite(array)] = None
    return plain.tolist()
