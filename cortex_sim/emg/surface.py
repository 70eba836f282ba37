r"""From spikes of motor units to a surface EMG in mV.

Each spike is followed, after a conduction time :math:`d`, by the potential of its unit, a
Hermite-Rodriguez function of first order with time constant :math:`\lambda` (Cisi & Kohn 2008,
10.1007/s10827-008-0092-8):

.. math:: u(t) = A\,s\,\frac{t}{\lambda}\,e^{-(t/\lambda)^2}, \quad t \text{ from its middle}

:math:`s` is the size of the unit, 1 in the mean unit; sizes grow exponentially in the order of
recruitment (Fuglevand et al. 1993, 10.1152/jn.1993.70.6.2470). The EMG is the sum of all
potentials, with white noise of a stated level. So potentials of units that fire together add up,
and those that fire apart can cancel (amplitude cancellation).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cortex_sim.analysis.arrays import check_positive, check_same_length, check_within, finite_array

_HALF = 3.0
"""A potential is cut off this many time constants from its middle, where it is 0.04 % of A."""

_PEAK_TO_PEAK = math.sqrt(2.0 / math.e)
"""Of the function without A."""


@dataclass(frozen=True)
class Electrode:
    """How a muscle is recorded. Every number is assumed, of the usual order in people.

    Attributes
    ----------
    rate_hz
        Samples a second; 2000 to 4000 in clinics.
    unit_mv
        Peak-to-peak amplitude of the mean unit's potential.
    time_constant_ms
        Of the potential; it lasts about six of them.
    conduction_ms
        From the motoneuron's spike to the start of its potential: nerve and muscle.
    noise_mv
        Standard deviation of the noise.
    """

    rate_hz: float = 4000.0
    unit_mv: float = 0.02
    time_constant_ms: float = 2.0
    conduction_ms: float = 5.0
    noise_mv: float = 0.005

    def __post_init__(self) -> None:
        """Check that the numbers are possible.

        Raises
        ------
        ResultError
            If they are not.
        """
        check_within("rate_hz", self.rate_hz, 500.0, 1e5)
        check_positive("unit_mv", self.unit_mv)
        check_positive("time_constant_ms", self.time_constant_ms)
        check_within("conduction_ms", self.conduction_ms, 0.0, 100.0)
        check_within("noise_mv", self.noise_mv, 0.0, 10.0)


def unit_potential(electrode: Electrode) -> NDArray[np.float64]:
    """Return the potential of the mean unit in mV at the electrode's samples, from its start."""
    constant = electrode.time_constant_ms
    step = 1e3 / electrode.rate_hz
    n_half = math.ceil(_HALF * constant / step)
    time = np.arange(-n_half, n_half + 1) * step / constant
    wave: NDArray[np.float64] = electrode.unit_mv / _PEAK_TO_PEAK * time * np.exp(-(time**2))
    return wave


def surface_emg(
    spike_times_s: ArrayLike,
    sizes: ArrayLike,
    duration_s: float,
    electrode: Electrode,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return the EMG of one muscle in mV, from time 0 on, shape ``(n_samples,)``.

    Parameters
    ----------
    spike_times_s
        When the units of the pool fire, in any order, shape ``(n_spikes,)``.
    sizes
        Size of the unit of each spike, 1 in the mean unit.
    duration_s
        Length of the record.
    electrode
        How it is recorded.
    rng
        Draws the noise.

    Raises
    ------
    ResultError
        If lengths differ or a value is not finite.
    """
    times, weights = (
        finite_array(spike_times_s, "times", ndim=1),
        finite_array(sizes, "sizes", ndim=1),
    )
    check_same_length("spike_times_s", times, "sizes", weights)
    check_positive("duration_s", duration_s)
    n_samples, wave = round(duration_s * electrode.rate_hz), unit_potential(electrode)
    at = (times + electrode.conduction_ms / 1e3) * electrode.rate_hz
    # a spike between two samples counts at both, the more the nearer
    first = np.floor(at).astype(np.int64)
    share = at - first
    impulses = np.zeros(n_samples + 1)
    for index, weight in ((first, weights * (1 - share)), (first + 1, weights * share)):
        inside = (index >= 0) & (index < n_samples)
        impulses += np.bincount(index[inside], weight[inside], minlength=n_samples + 1)
    signal = np.convolve(impulses, wave)[:n_samples]
    return np.asarray(signal + rng.normal(0.0, electrode.noise_mv, n_samples))


def muscles_emg(
    spikes: Sequence[tuple[ArrayLike, ArrayLike]],
    duration_s: float,
    electrode: Electrode,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return the EMGs of several muscles, shape ``(n_samples, n_muscles)``.

    Parameters
    ----------
    spikes
        Times (s) and sizes of the units of each muscle, as in `surface_emg`.
    duration_s, electrode, rng
        As in `surface_emg`.
    """
    return np.column_stack(
        [surface_emg(times, sizes, duration_s, electrode, rng) for times, sizes in spikes]
    )
