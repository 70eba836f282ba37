"""A frozen subject in the hand: own pulses, own cue, as often as one likes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cortex_sim.api.arguments import amount_of, whole_of
from cortex_sim.api.cards import Card
from cortex_sim.api.names import known
from cortex_sim.api.notebook import xarray
from cortex_sim.api.progress import LineProgress
from cortex_sim.api.pulses import mep_of, pulses_of
from cortex_sim.api.recorded import Recorded, Stimulated
from cortex_sim.api.spikes import trial_starts
from cortex_sim.clinic.background import hold_background
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.stimulation import count_meps
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.assessments.stimulation import BackgroundContraction
from cortex_sim.config.course import Phase
from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.modulators import MODULATORS
from cortex_sim.config.muscles import Sequence
from cortex_sim.config.study import Study
from cortex_sim.course.examine import probe_of
from cortex_sim.course.laboratory import load_start
from cortex_sim.course.plan import make_plan
from cortex_sim.course.runner import open_laboratory
from cortex_sim.course.specs import AssessmentSpec
from cortex_sim.course.visit import Visit
from cortex_sim.errors import ConfigError
from cortex_sim.model.given import given_populations
from cortex_sim.model.sequences import draw_trials
from cortex_sim.outcome.result import StudyResult
from cortex_sim.seeds import derive_seed

if TYPE_CHECKING:
    import xarray as xr

IN_HAND = "(in the hand)"
"""Name of the examination that is planned for a subject in the hand; no study can have it."""

GABA_A = "gaba_a"
MV = 1e-3
MS = 1e-3
CUE = CuedMovement(kind="cued_movement")
"""Trials, their length and the strength of the cue where none is named."""


@dataclass(frozen=True, repr=False, eq=False)
class Subject(Card):
    """A subject as at the end of a phase. Get one from ``results.subject(seed, visit)``.

    Nothing that is done here changes the subject or what is stored: the program that runs
    holds no plasticity, and every call starts from the same state.
    """

    study: Study
    probe: Probe
    seed: int
    visit: str

    @property
    def muscles(self) -> tuple[str, ...]:
        """Names of the muscles, in the order of every vector."""
        return self.study.muscle_names

    @property
    def gaba_gain(self) -> float:
        """GABA_A gain of the modulated cells; 1 in health."""
        return self.probe.levels.get(GABA_A, MODULATORS[GABA_A].healthy)

    def with_gaba_gain(self, gain: float) -> Subject:
        """Return the same subject at another GABA_A gain, 0 or more."""
        own = amount_of(gain, "gain", "multiples of the healthy gain")
        levels = {**self.probe.levels, GABA_A: own}
        return replace(self, probe=replace(self.probe, levels=levels))

    @cached_property
    def tonic_drive_mv(self) -> NDArray[np.float64]:
        """Drive (mV) of each pool that holds the study's weak contraction, found once."""
        return hold_background(self.probe, _background(self.study), IN_HAND).drive / MV

    def stimulate(
        self,
        sites_mm: ArrayLike,
        intensity_mv: ArrayLike,
        *,
        interval_ms: float | None = None,
        times_ms: ArrayLike | None = None,
        contraction: bool = True,
        seed: int = 0,
    ) -> Stimulated:
        """Give pulses, in this order, and return MEPs and spikes.

        Parameters
        ----------
        sites_mm
            Where the coil is, x and y from the middle of the sheet; one place for all pulses or
            one for each, shape ``(2,)`` or ``(n_pulses, 2)``.
        intensity_mv
            Depolarisation right under the coil; one or one for each pulse.
        interval_ms
            Time between pulses; default: that of the study's own pulses.
        times_ms
            Instead of an interval: the time of each pulse after the first one, rising from 0,
            such as ``[0, 3]`` for a pair.
        contraction
            Hold the weak contraction in which the study stimulates (the drive is searched for
            in the first call); False: at rest.
        seed
            Noise of this recording: the same seed gives the same spikes.

        Raises
        ------
        ConfigError
            If the pulses do not fit together, or are more than the network was compiled for.
        """
        study = self.study
        mep = mep_of(study)
        pulses = pulses_of(
            sites_mm,
            intensity_mv,
            mep.interval / MS if interval_ms is None else interval_ms,
            times_ms,
            study.network.max_pulses,
        )
        recording = self._noise(seed).record(
            "stimulate",
            float(pulses.times[-1] + mep.interval),
            pulses=pulses,
            tonic_drive=self.tonic_drive_mv * MV if contraction else None,
        )
        meps = count_meps(self.probe.unit_spikes(recording), pulses.times, mep)
        return Stimulated(study, recording, np.zeros(1), pulses, meps)

    def move(
        self,
        sequence: str | Sequence | None = None,
        *,
        trials: int = CUE.trials,
        cue: float | None = None,
        trial_duration_ms: float | None = None,
        seed: int = 0,
    ) -> Recorded:
        """Give the go cue, alone or with the movements of a sequence; return the spikes.

        Parameters
        ----------
        sequence
            A sequence of the study by name, or one's own, whose muscles then move and tell so;
            None: the cue alone, and what the network has learnt follows.
        trials
            How often.
        cue
            Rate of the cue cells relative to practice; default: 2 where the cue is alone, else
            as in practice of the sequence.
        trial_duration_ms
            Time from cue to cue; default: 800 ms, or that of the sequence.
        seed
            Noise and trials of this recording.

        Raises
        ------
        ResultError
            If the study has no such sequence.
        ConfigError
            If the trials are none or more than the network was compiled for.
        """
        study = self.study
        most = study.network.max_trials
        if not 1 <= whole_of(trials, "trials") <= most:
            raise ConfigError(f"trials: got {trials}, expected 1 to {most} (network.max_trials)")
        probe = self._noise(seed)
        table, strength, period = None, CUE.cue_factor, CUE.trial_duration
        if sequence is not None:
            moved = _sequence(study, sequence)
            if given := given_populations(study.network, moved):
                raise ConfigError(
                    f"sequence: the spikes of {', '.join(given)} are given, for which a program of "
                    "its own runs; practise the sequence in a study, or name it in an assessment"
                )
            strength, period = float(moved.cue), moved.trial_duration
            delay, rng = probe.individual.delay, probe.rng("move/trials")
            table = draw_trials(moved, self.muscles, trials, delay_factor=delay, rng=rng)
        if trial_duration_ms is not None:
            period = amount_of(trial_duration_ms, "trial_duration_ms", "ms", above_zero=True) * MS
        recording = probe.record(
            "move",
            trials * period,
            trials=table,
            trial_duration=period,
            cue_factor=strength if cue is None else amount_of(cue, "cue", "that of practice"),
        )
        return Recorded(study, recording, trial_starts(period, trials))

    def weights(self, projection: str) -> xr.DataArray:
        """Return the weights of a plastic projection, with source and target of each synapse."""
        there = self.probe.state.weights
        known(projection, there, f"plastic projection of the study {self.study.name!r}")
        source, target = self.probe.anatomy.wiring[projection]
        cells = {"source": ("synapse", source.copy()), "target": ("synapse", target.copy())}
        values = there[projection].copy()
        return xarray().DataArray(values, cells, ("synapse",), projection, {"units": ""})

    def _noise(self, seed: int) -> Probe:
        return replace(self.probe, seed=derive_seed(self.probe.seed, IN_HAND, seed))

    def _title(self) -> str:
        return f"Subject {self.seed} of the study {self.study.name!r}, {self.visit}"

    def _facts(self) -> dict[str, str]:
        traits = ", ".join(
            f"{name} {value:.2f}" for name, value in vars(self.probe.individual).items()
        )
        return {
            "state": f"frozen, GABA_A gain {self.gaba_gain:.2f}",
            "traits": traits,
            "muscles": ", ".join(self.muscles),
            "weights": ", ".join(self.probe.state.weights),
        }


def in_hand(result: StudyResult, subject: int, visit: Visit) -> Subject:
    """Return a subject as an assessment at a visit would find it.

    One more assessment is planned at the visit, of which only the start is used: so state, time
    since the last practice and GABA_A gain are those of the study's own assessments.
    """
    plan = make_plan(_with_one_more(result.study, subject))
    session = StudyResult(plan, result.store).session(subject, *visit, IN_HAND)
    laboratory = open_laboratory(plan, result.store, [session], LineProgress())
    spec = session.spec.rebuilt()
    if not isinstance(spec, AssessmentSpec):
        raise TypeError(f"{IN_HAND} is an assessment, got {type(spec).__name__}")
    start = load_start(spec, session.subject, laboratory.store)
    for values in start.state.weights.values():
        values.flags.writeable = False
    probe = probe_of(spec, session.subject, start, laboratory)
    return Subject(result.study, probe, subject, visit.key)


def _with_one_more(study: Study, subject: int) -> Study:
    alone = study.cohort.model_copy(update={"first_seed": subject, "subjects": 1})
    return study.model_copy(
        update={
            "cohort": alone,
            "phases": {name: _looked_at(phase) for name, phase in study.phases.items()},
            "assessments": {**study.assessments, IN_HAND: CUE},
        }
    )


def _looked_at(phase: Phase) -> Phase:
    """Return a phase whose visits consist of the one more assessment."""
    inside = phase.visits and phase.visits.model_copy(update={"assessments": ()})
    return phase.model_copy(update={"visit": (IN_HAND,), "visits": inside})


def _background(study: Study) -> BackgroundContraction:
    """Return the contraction of the study's first assessment that has one."""
    contractions = (getattr(a, "background", None) for a in study.assessments.values())
    return next(filter(None, contractions), BackgroundContraction())


def _sequence(study: Study, sequence: str | Sequence) -> Sequence:
    if isinstance(sequence, Sequence):
        return sequence
    known(sequence, study.sequences, f"sequence of the study {study.name!r}")
    return resolve_sequence(study.sequences, sequence)
