r"""Scalars that relax to a target and move each other without circles, in closed form.

With deviations :math:`d_i = x_i - b_i` from baselines, inputs :math:`u_j`, self-gain
:math:`\kappa_i < 1` and time constants :math:`\tau_i`

.. math:: \tau_i \dot d_i = \sum_j k_{ij} u_j + \sum_m c_{im} d_m + \kappa_i d_i - d_i

The matrix of the system is triangular. While the inputs are constant a scalar that no other
moves, and that moves none, relaxes exponentially; the others are advanced by one matrix
exponential. A scalar that inputs alone move may be quicker or slower to leave its baseline
(``on``) than to return (``off``): it never crosses its target, so which of the two holds is the
same throughout. Deviations, not levels, are the state: without input they stay exactly 0.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

Vector = NDArray[np.float64]

MOST_KEPT = 4096
"""Propagators that a system keeps."""


class Scalar(NamedTuple):
    """One scalar of a system."""

    name: str
    on: float
    """Time constant in s while it moves away from its baseline."""

    off: float
    """Time constant in s while it returns; equal to ``on`` if other scalars move it."""

    inputs: Mapping[str, float]
    """By input: how far 1 of it moves the target."""

    moved_by: Mapping[str, float] = {}
    """By scalar: how far a deviation of 1 moves the target."""

    self_gain: float = 0.0
    """Below 1."""


class System:
    """Scalars, ready to be advanced.

    Parameters
    ----------
    scalars
        In any order. What moves a scalar is one of them; there is no circle.
    """

    def __init__(self, scalars: Sequence[Scalar]) -> None:
        self.names = tuple(scalar.name for scalar in scalars)
        self.channels = tuple(sorted({name for scalar in scalars for name in scalar.inputs}))
        self._gain = np.array(
            [[s.inputs.get(channel, 0.0) for channel in self.channels] for s in scalars]
        ).reshape(len(scalars), len(self.channels))
        moved = np.array([[s.moved_by.get(n, 0.0) for n in self.names] for s in scalars])
        self._moved = moved.reshape(len(scalars), len(scalars))
        self._on = np.array([scalar.on for scalar in scalars])
        self._off = np.array([scalar.off for scalar in scalars])
        self._open = 1 - np.array([scalar.self_gain for scalar in scalars])
        has_source = np.array([bool(scalar.moved_by) for scalar in scalars], dtype=bool)
        moves = np.array([any(n in s.moved_by for s in scalars) for n in self.names], dtype=bool)
        self._coupled = np.flatnonzero(has_source | moves)
        self._kept: dict[bytes, tuple[Vector, Vector]] = {}

    def pushed(self, values: Mapping[str, float]) -> Vector:
        """Return how far inputs move each target, shape (n,); an input not named is 0."""
        inputs = np.array([values.get(channel, 0.0) for channel in self.channels])
        return np.asarray(self._gain @ inputs)

    def advanced(self, start: Vector, push: Vector, time: float) -> Vector:
        """Return the deviations after ``time`` s, shape (n,).

        Parameters
        ----------
        start
            Deviations at the start, shape (n,).
        push
            From `pushed`; constant throughout.
        time
            In s, >= 0.
        """
        target = push / self._open
        leaves = (target - start) * target > 0
        tau = np.where(leaves, self._on, self._off)
        end = target + (start - target) * np.exp(-time * self._open / tau)
        if len(self._coupled):
            rows = self._coupled
            own, forced = self._propagator(tau[rows], time)
            end[rows] = own @ start[rows] + forced @ push[rows]
        return np.asarray(end)

    def _propagator(self, tau: Vector, time: float) -> tuple[Vector, Vector]:
        """Return what start and push of coupled scalars become after a time."""
        key = tau.tobytes() + np.float64(time).tobytes()
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            n, rows = len(tau), self._coupled
            rates = np.zeros((2 * n, 2 * n))
            feedback = self._moved[np.ix_(rows, rows)] - np.diag(self._open[rows])
            rates[:n, :n] = feedback / tau[:, None]
            rates[:n, n:] = np.diag(1 / tau)
            whole = scipy.linalg.expm(rates * time)
            self._kept[key] = (whole[:n, :n], whole[:n, n:])
        return self._kept[key]
