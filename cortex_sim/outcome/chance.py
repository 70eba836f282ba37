"""How often noise alone gives a measure a value, and which one.

Every assessment of a study is done with as many pulses, sites and trials on a subject whose
motoneurons answer nothing: they fire at random (Poisson) at the rate of the weak contraction, or
not at all. The code that examines and measures is that of real subjects; nothing is simulated.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic import examiner_of
from cortex_sim.clinic.needs import Needs, RecruitmentCurve, Thresholds
from cortex_sim.clinic.probe import Probe, motoneuron_pool
from cortex_sim.config.assessments.base import Assessment
from cortex_sim.config.assessments.stimulation import BackgroundContraction
from cortex_sim.config.network import population_size
from cortex_sim.config.study import Study
from cortex_sim.engine.program import Inputs, Outputs, Program, Wiring
from cortex_sim.model.state import initial_state
from cortex_sim.model.subject import Individual, draw_anatomy
from cortex_sim.outcome.measures.table import measures_of
from cortex_sim.seeds import derive_seed, rng_for
from cortex_sim.store.record import SessionRecord

DRAWS = 20
"""Subjects of noise where no number is named."""

AMT = 0.015
"""Threshold (V) of every muscle, for assessments that need one; noise answers at none."""

OF_RESPONSES = ("map", "curves", "onsets", None)
"""What pictures show assessments as that are about responses, to pulses or to the go cue."""


@dataclass(frozen=True)
class Chance:
    """What noise alone makes of one measure, over subjects and muscles or pairs."""

    assessment: str
    measure: str
    unit: str
    n: int
    share: float
    """Share of muscles, or pairs, that have a value at all."""

    low: float
    median: float
    high: float
    """2.5th, 50th and 97.5th percentile of the values; nan without one."""


@dataclass(frozen=True)
class NoiseProgram(Program):
    """Stands for a program of which only the motoneurons fire, at random."""

    population: str = ""
    size: int = 0
    rate_hz: float = 0.0
    """Mean rate of each motoneuron."""

    @property
    def outputs(self) -> frozenset[str]:
        """Names of all arrays that a session can return: whatever is asked for."""
        return frozenset()

    def _check(self, inputs: Inputs, wiring: Wiring, outputs: list[str]) -> None:
        """Take every input and synapse: no network stands behind this program."""

    def _simulate(
        self,
        inputs: Inputs,
        wiring: Wiring,
        *,
        duration: float,
        seed: int,
        outputs: list[str],
        timeout: float,
    ) -> Outputs:
        rng = rng_for(seed, "noise alone")
        count = int(rng.poisson(self.rate_hz * self.size * duration))
        simulated: Outputs = {name: np.zeros(0) for name in outputs}
        simulated[f"{self.population}_spikes.t"] = np.sort(rng.uniform(0.0, duration, count))
        simulated[f"{self.population}_spikes.i"] = rng.integers(0, self.size, count)
        return simulated


def chances(study: Study, draws: int = DRAWS, *, silent: bool = False) -> Iterator[Chance]:
    """Yield what noise alone makes of every measure of the responses to pulses and to the go cue.

    Parameters
    ----------
    study
        Its assessments say how many pulses, sites and trials there are. Cues come without the
        movements as practised, so nothing is recalled.
    draws
        Subjects of noise, at least 1.
    silent
        Whether the motoneurons do not fire at all.
    """
    for name, settings in study.assessments.items():
        if settings.shown_as in OF_RESPONSES and not settings.restore:
            yield from _of_assessment(study, name, settings, draws, silent=silent)


def _of_assessment(
    study: Study, name: str, settings: Assessment, draws: int, *, silent: bool
) -> Iterator[Chance]:
    rate = 0.0 if silent else _background(settings).target_rate_hz
    probe = _probe(study, rate)
    found: dict[tuple[str, str], list[float]] = {}
    for draw in range(draws):
        seed = derive_seed("chance", name, draw)
        result = examiner_of(settings.kind)(replace(probe, seed=seed), settings, _needs(study))
        record = SessionRecord("0" * 64, "assessment", {}, {}, {}, result.arrays, result.spikes)
        for measure in measures_of(record, study, name):
            if not measure.name.startswith(("weight_ratio", "centre_distance")):
                found.setdefault((measure.name, measure.unit), []).append(measure.value)
    for (measure_name, unit), values in found.items():
        yield _chance(name, measure_name, unit, np.array(values))


def _chance(name: str, measure: str, unit: str, values: NDArray[np.float64]) -> Chance:
    seen = values[np.isfinite(values)]
    ends = np.percentile(seen, [2.5, 50, 97.5]) if len(seen) else np.full(3, np.nan)
    return Chance(name, measure, unit, len(values), len(seen) / len(values), *map(float, ends))


def _background(settings: Assessment) -> BackgroundContraction:
    """Return the contraction that an assessment holds."""
    fields = (getattr(settings, field, None) for field in ("background", "contraction"))
    return next(filter(None, fields), BackgroundContraction())


def _needs(study: Study) -> Needs:
    names = study.muscle_names
    middle = np.zeros((len(names), 2))
    flat = RecruitmentCurve(np.array([2 * AMT]), np.zeros(1))  # no intensity brings an MEP
    curves = dict.fromkeys(names, flat)
    return Needs(Thresholds(dict.fromkeys(names, AMT), 2 * AMT, middle, curves))


def _probe(study: Study, rate_hz: float) -> Probe:
    population, _ = motoneuron_pool(study)
    size = population_size(study.network.populations[population], len(study.muscles))
    program = NoiseProgram("", Path(), {}, {}, {}, population, size, rate_hz)
    return Probe(
        subject=study,
        individual=Individual(),
        anatomy=draw_anatomy(study, 0),
        state=initial_state(study),
        levels={},
        program=program,
        seed=0,
    )
