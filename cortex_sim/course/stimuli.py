"""What the channels of a session give the network, block by block: pulses, volleys, a field."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.clinic.needs import Thresholds, thresholds_in
from cortex_sim.config.channels import CoilTrain, Volleys
from cortex_sim.course.laboratory import Laboratory
from cortex_sim.course.specs import THRESHOLD, PracticeSpec, SubjectSpec
from cortex_sim.model.coil import pulse_inputs
from cortex_sim.model.trials import no_movement, trial_inputs, volley_inputs
from cortex_sim.store.session_file import read_session


@dataclass(frozen=True)
class Stimuli:
    """What one session gives beside its sequence."""

    pulse_times: NDArray[np.float64]
    """In s after the session's start, shape (n,)."""

    site_mm: NDArray[np.float64]
    """Where the coil is held, shape (2,)."""

    intensity: float
    """Of every pulse, in V."""

    has_coil: bool
    volleys: Volleys | None

    def pulses(self, subject: SubjectSpec, start: float, duration: float) -> dict[str, Any]:
        """Return the tables of pulses of a block, nothing where the program has no coil.

        Parameters
        ----------
        subject
            Whose session it is.
        start, duration
            Of the block, in s after the session's start.
        """
        if not self.has_coil:
            return {}
        inside = (self.pulse_times >= start) & (self.pulse_times < start + duration)
        times = self.pulse_times[inside] - start
        count = len(times)
        return pulse_inputs(
            times,
            np.tile(self.site_mm, (count, 1)),
            np.full(count, self.intensity),
            subject.network.max_pulses,
        )

    def pieces(self, duration: float, wanted: int) -> Iterator[tuple[float, float, bool]]:
        """Yield start and end (s) of the blocks of a session at rest, and whether they are trains.

        Parameters
        ----------
        duration
            Of the session, in s.
        wanted
            Blocks where no trains of volleys cut it.
        """
        if self.volleys is not None and len(trains := list(self.volleys.pieces(duration))) > 1:
            yield from trains
            return
        limits = np.linspace(0, duration, wanted + 1).tolist()
        yield from ((start, end, True) for start, end in pairwise(limits))

    def at_rest(self, subject: SubjectSpec, *, is_on: bool) -> dict[str, Any]:
        """Return the inputs of a block without a sequence: volleys in a train, or nothing moves."""
        if self.volleys is None or not is_on:
            return trial_inputs(subject, no_movement(len(subject.muscles)), 1.0)
        return volley_inputs(subject, self.volleys)


def stimuli_of(spec: PracticeSpec, subject: SubjectSpec, laboratory: Laboratory) -> Stimuli:
    """Return what a session gives; a coil goes by the threshold that was measured before it."""
    coil, has_coil = spec.channels.coil, spec.kind.has_coil
    if coil is None:
        none = np.zeros(0)
        return Stimuli(none, np.zeros(2), 0.0, has_coil, spec.channels.volleys)
    record = read_session(laboratory.store, spec.parents[THRESHOLD])
    thresholds = thresholds_in(record, subject.muscle_names)
    site, intensity = _aimed(coil, thresholds, subject)
    return Stimuli(np.array(coil.times), site, intensity, has_coil, spec.channels.volleys)


def _aimed(
    coil: CoilTrain, thresholds: Thresholds, subject: SubjectSpec
) -> tuple[NDArray[np.float64], float]:
    """Return where the coil is held (mm), and the intensity of its pulses (V)."""
    site = thresholds.hot_spots_mm[subject.muscle_names.index(coil.muscle)]
    return site, coil.relative_intensity * thresholds.mean_amt((coil.muscle,))


def contraction(spec: PracticeSpec, subject: SubjectSpec, *, is_on: bool) -> tuple[float, ...]:
    """Return the drive of each pool of motoneurons in a block, in V; empty: none.

    ``is_on``: it is in a train of volleys, which drive those of their muscles.
    """
    volleys, held = spec.channels.volleys, spec.channels.motoneurons
    driven = volleys.muscles if volleys and is_on else ()
    more = volleys.contraction if volleys else 0.0
    drive = tuple(held + more * (muscle in driven) for muscle in subject.muscle_names)
    return drive if any(drive) else ()
