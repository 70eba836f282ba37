"""Virtual subjects measured like people: their assessments again, heard by an electrode.

Stored sessions hold MEPs in spikes. An assessment that is done again from the same start and seed
fires the same spikes (checked), and their surface EMG is read by the functions for people.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.clinic.probe import Recording, motoneuron_pool, unit_spikes_of
from cortex_sim.clinic.stimulation import coil_grid
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.assessments.pulse_pairs import PulsePairs
from cortex_sim.config.assessments.recruitment import Recruitment
from cortex_sim.config.assessments.silent_period import SilentPeriod
from cortex_sim.config.assessments.tms_map import TmsMap
from cortex_sim.course.examine import examine
from cortex_sim.course.laboratory import Laboratory, load_start
from cortex_sim.course.plan import Session
from cortex_sim.course.specs import AssessmentSpec
from cortex_sim.emg.surface import Electrode, muscles_emg
from cortex_sim.engine.program import Outputs, Program, spikes_of
from cortex_sim.errors import ResultError
from cortex_sim.model.coil import NEVER
from cortex_sim.outcome.result import StudyResult
from cortex_sim.people.emg import Emg
from cortex_sim.people.found import MeasuredRow
from cortex_sim.people.layout import CUE
from cortex_sim.people.reading import Reading
from cortex_sim.people.session import measure, pulses_as_read
from cortex_sim.people.stimuli import Stimuli
from cortex_sim.seeds import rng_for

READING = Reading(
    state="active", mep_ms=(6.0, 60.0), before_ms=(-58.0, -2.0), movement_ms=(-150.0, 500.0)
)
"""How the EMG of virtual subjects is read: pulses come every 120 ms and leave no artefact, cues
every 800 ms, and an arm movement is over 500 ms after its cue."""

FLOOR_SD = 2.0
"""MEPs of a map below so many SD of an electrode's noise count as 0 (assumed)."""


def read_above(noise_mv: float, floor_mv: float | None = None) -> Reading:
    """Return how an EMG of some noise is read; without a floor, that of `FLOOR_SD`."""
    return replace(READING, floor_mv=FLOOR_SD * noise_mv if floor_mv is None else floor_mv)


@dataclass(frozen=True, eq=False)
class Heard:
    """A recording of an assessment: pulses on its clock, and the EMG."""

    times: FloatArray
    places_mm: FloatArray
    intensity_mv: FloatArray
    emg: Emg


@dataclass(frozen=True)
class Listening:
    """Stands for a program, runs it, and keeps pulses and motoneuron spikes of each recording."""

    program: Program
    population: str
    runs: list[tuple[dict[str, Any], Outputs, float]] = field(default_factory=list)

    def run(self, inputs: dict[str, Any], wiring: Any, **rest: Any) -> Outputs:
        """Run the program."""
        outputs = self.program.run(inputs, wiring, **rest)
        pulses = {n: np.array(v) for n, v in inputs.items() if n.startswith("pulse_")}
        spikes = {n: v for n, v in outputs.items() if n.startswith(self.population)}
        self.runs.append((pulses, spikes, float(rest["duration"])))
        return outputs


def measure_session(
    session: Session,
    result: StudyResult,
    laboratory: Laboratory,
    electrode: Electrode,
    reading: Reading,
) -> list[MeasuredRow]:
    """Return what the EMG of one assessment says, measured like a person's.

    Parameters
    ----------
    session
        An assessment of the study.
    result
        The finished study.
    laboratory
        Programs and store.
    electrode
        How the muscles are recorded; the noise follows from the session's id.
    reading
        How the EMG is read, see `read_above`.

    Raises
    ------
    ResultError
        If the assessment does not repeat what is stored (another machine or compiler).
    """
    spec = session.spec.rebuilt()
    if not isinstance(spec, AssessmentSpec):
        return []
    take = next((how for kind, how in TAKES if isinstance(spec.settings, kind)), None)
    if take is None:
        return []
    study = result.study
    listening = Listening(laboratory.programs[spec.program], motoneuron_pool(study)[0])
    heard_by: dict[str, Any] = {spec.program: listening}
    start = load_start(spec, session.subject, laboratory.store)
    arrays, _ = examine(spec, session.subject, start, replace(laboratory, programs=heard_by))
    _check_same(session, result, arrays)
    rng = rng_for(int(session.session_id[:12], 16), "emg")
    heard = [_heard(run, study, listening.population, electrode, rng) for run in listening.runs]
    rows: list[MeasuredRow] = []
    for stimuli, emg in take(spec.settings, heard, study.muscle_names):
        rows += measure(pulses_as_read(stimuli, reading, emg), reading, emg)
    return rows


def _check_same(session: Session, result: StudyResult, arrays: dict[str, Any]) -> None:
    stored = result.record(session).arrays
    for name, array in arrays.items():
        if not np.array_equal(array.values, stored[name].values, equal_nan=True):
            raise ResultError(
                f"session {session.session_id[:12]}: done again it gives another {name!r} than is "
                "stored, so its EMG would be of other spikes; run the study anew on this machine"
            )


def _heard(
    run: tuple[dict[str, Any], Outputs, float],
    study: Any,
    population: str,
    electrode: Electrode,
    rng: np.random.Generator,
) -> Heard:
    pulses, outputs, duration = run
    table = {name.split(".")[0]: values for name, values in pulses.items()}
    given = table["pulse_time"] < NEVER
    recording = Recording({population: spikes_of(outputs, population)}, duration)
    signal = muscles_emg(unit_spikes_of(study, recording), duration, electrode, rng)
    places = np.column_stack([table["pulse_x"][given], table["pulse_y"][given]])
    emg = Emg("virtual EMG", study.muscle_names, electrode.rate_hz, signal)
    return Heard(table["pulse_time"][given], places, table["pulse_intensity"][given] * 1e3, emg)


Taken = Iterator[tuple[Stimuli, Emg]]


def _stimuli(heard: Heard, protocol: Any, times: FloatArray, rows: Any, **more: Any) -> Stimuli:
    n = len(times)
    unknown, same = np.full(n, np.nan), np.full(n, "")
    known = {
        "intensity": heard.intensity_mv[rows], "xyz_mm": heard.places_mm[rows],
        "interval_ms": unknown, **more,
    }  # fmt: skip
    return Stimuli(
        source=heard.emg.source, muscles=(), mep_mv=np.empty((n, 0)),
        protocol=np.full(n, protocol) if isinstance(protocol, str) else protocol,
        site=same, subject=np.full(n, "virtual"), session=same, onset_s=times,
        intensity_unit="mV", **known,
    )  # fmt: skip


def _of_muscle(emg: Emg, muscle: str) -> Emg:
    column = emg.muscles.index(muscle)
    return replace(emg, muscles=(muscle,), signal_mv=emg.signal_mv[:, [column]])


def _with_pulses(heard: list[Heard]) -> list[Heard]:
    return [one for one in heard if len(one.times)]


def _map(settings: TmsMap, heard: list[Heard], _: tuple[str, ...]) -> Taken:
    (one,) = _with_pulses(heard)
    grid = coil_grid(settings.grid, settings.spacing_mm)
    nearest = ((one.places_mm[:, None] - grid) ** 2).sum(axis=2).argmin(axis=1)
    every = np.arange(len(one.times))
    yield _stimuli(one, "map", one.times, every, xyz_mm=grid[nearest]), one.emg


def _recruitment(settings: Recruitment, heard: list[Heard], _: tuple[str, ...]) -> Taken:
    curves = _with_pulses(heard)[1:]  # the first search for the hot spots is a map of its own
    each = len(curves) // len(settings.muscles)
    for number, one in enumerate(curves):
        muscle = settings.muscles[number // each]
        every = np.arange(len(one.times))
        yield _stimuli(one, "recruitment", one.times, every), _of_muscle(one.emg, muscle)


def _pairs(settings: PulsePairs, heard: list[Heard], _: tuple[str, ...]) -> Taken:
    trials = settings.trials()
    # single pulses of two protocols look alike; the first of them takes all
    kinds = {_shape(trial.pulses): trial for trial in reversed(trials)}
    weakest = min(level for trial in trials for _, level in trial.pulses)
    longest = max(trial.interval for trial in trials)
    for muscle, one in zip(settings.muscles, _with_pulses(heard), strict=True):
        levels = one.intensity_mv / one.intensity_mv.min() * weakest
        first = np.flatnonzero(np.diff(one.times, prepend=-np.inf) > longest + 1e-6)
        groups = [np.arange(a, b) for a, b in zip(first, [*first[1:], len(one.times)], strict=True)]
        found = [
            kinds[_shape(zip(one.times[rows] - one.times[rows[0]], levels[rows], strict=True))]
            for rows in groups
        ]
        times = one.times[first] + [trial.reference for trial in found]
        interval = np.array([t.interval * 1e3 if t.interval > 0 else np.nan for t in found])
        protocol = np.array([trial.protocol for trial in found])
        stimuli = _stimuli(one, protocol, times, first, interval_ms=interval)
        yield stimuli, _of_muscle(one.emg, muscle)


def _shape(pulses: Iterable[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return offsets in ms and levels of a trial's pulses, rounded so that equal ones are equal."""
    return tuple((round(offset * 1e3, 2), round(level, 3)) for offset, level in pulses)


def _silence(settings: SilentPeriod, heard: list[Heard], _: tuple[str, ...]) -> Taken:
    for muscle, one in zip(settings.muscles, _with_pulses(heard), strict=True):
        every = np.arange(len(one.times))
        yield _stimuli(one, "silent_period", one.times, every), _of_muscle(one.emg, muscle)


def _movement(settings: CuedMovement, heard: list[Heard], _: tuple[str, ...]) -> Taken:
    cues = settings.trial_duration * np.arange(1, settings.trials)
    nowhere = {"intensity": np.full(len(cues), np.nan), "xyz_mm": np.full((len(cues), 2), np.nan)}
    yield _stimuli(heard[0], CUE, cues, slice(0), **nowhere), heard[0].emg


TAKES: tuple[tuple[type, Any], ...] = (
    (TmsMap, _map),
    (Recruitment, _recruitment),
    (PulsePairs, _pairs),
    (SilentPeriod, _silence),
    (CuedMovement, _movement),
)
"""By settings, what makes pulses and EMGs of an assessment's recordings."""
