"""Baseline physiology: rates and irregularity at rest and while moving."""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.spikes import cv_isi
from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe, Recording
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.assessments.baseline import Baseline
from cortex_sim.config.muscles import Sequence
from cortex_sim.config.network import population_size
from cortex_sim.model.sequences import draw_trials
from cortex_sim.store.record import Array, Spikes, sort_spikes

Raster = dict[str, tuple[NDArray[np.float64], NDArray[np.int64]]]


def examine(probe: Probe, settings: Baseline, needs: Needs) -> AssessmentResult:
    """Record rest and, if the subject has a sequence to move, movements of that sequence.

    Rates are given for rest, for whole trials (``session``) and for the time
    after the go cue in which the muscles move (``movement``).
    """
    stop = SETTLE + settings.rest
    rest = probe.record("baseline/rest", stop)
    at_rest = {name: _between(raster, SETTLE, stop) for name, raster in rest.spikes.items()}
    arrays = _rates(probe, at_rest, settings.rest, "rest") | _irregularity(probe, at_rest, "rest")
    arrays |= {
        f"homeostasis/{name}": Array(np.array(bias * 1e3), "mV", (), "drive by homeostasis")
        for name, bias in probe.state.bias.items()
    }
    sequence = needs.sequence
    if sequence is None:
        return AssessmentResult(arrays, {}, stop)
    moving = _move(probe, settings, sequence)
    period = sequence.trial_duration
    share = min(settings.movement, period) / period
    in_movement = {
        name: _select(raster, raster[0] % period < settings.movement)
        for name, raster in moving.spikes.items()
    }
    arrays |= _rates(probe, moving.spikes, moving.duration, "session")
    arrays |= _irregularity(probe, moving.spikes, "session")
    arrays |= _rates(probe, in_movement, moving.duration * share, "movement")
    spikes = _first_trials(moving.spikes, settings.recorded_trials * period)
    return AssessmentResult(arrays, spikes, stop + moving.duration)


def _move(probe: Probe, settings: Baseline, sequence: Sequence) -> Recording:
    trials = draw_trials(
        sequence,
        probe.subject.muscle_names,
        settings.trials,
        delay_factor=probe.individual.delay,
        rng=probe.rng("baseline/trials"),
    )
    return probe.record(
        "baseline/movement",
        settings.trials * sequence.trial_duration,
        trials=trials,
        trial_duration=sequence.trial_duration,
        cue_factor=1.0 if sequence.cue else 0.0,
    )


def _between(
    raster: tuple[NDArray[np.float64], NDArray[np.int64]], start: float, stop: float
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    return _select(raster, (raster[0] >= start) & (raster[0] < stop))


def _select(
    raster: tuple[NDArray[np.float64], NDArray[np.int64]], mask: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    return raster[0][mask], raster[1][mask]


def _spiking(probe: Probe) -> dict[str, int]:
    """Return the size of every population with membrane equations."""
    n_muscles = len(probe.subject.muscles)
    populations = probe.subject.network.populations
    return {n: population_size(r, n_muscles) for n, r in populations.items() if r.cell is not None}


def _rates(probe: Probe, spikes: Raster, duration: float, state: str) -> dict[str, Array]:
    return {
        f"rate/{state}/{name}": Array(
            np.array(len(spikes[name][0]) / size / duration), "Hz", (), f"mean rate, {state}"
        )
        for name, size in _spiking(probe).items()
    }


def _irregularity(probe: Probe, spikes: Raster, state: str) -> dict[str, Array]:
    return {
        f"cv/{state}/{name}": Array(
            np.array(cv_isi(*spikes[name])), "", (), f"mean CV of interspike intervals, {state}"
        )
        for name in _spiking(probe)
    }


def _first_trials(spikes: Raster, stop: float) -> dict[str, Spikes]:
    first = {name: _between(raster, 0.0, stop) for name, raster in spikes.items()}
    return {name: sort_spikes(times * 1e3, cells) for name, (times, cells) in first.items()}
