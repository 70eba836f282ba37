"""Duration of the silent period after a TMS pulse."""

import math

import numpy as np
import numpy.typing as npt

from cortex_sim.analysis.arrays import (
    FloatArray,
    Window,
    check_positive,
    check_same_length,
    check_window,
    finite_array,
)
from cortex_sim.errors import ResultError


def silent_period_ms(
    rate: npt.ArrayLike,
    time_ms: npt.ArrayLike,
    baseline_window: Window,
    *,
    hold_ms: float = 5.0,
    search_from_ms: float = 0.0,
) -> float:
    """Return the time from the pulse (at 0 ms) to the return of firing, in ms.

    With the mean and the mean consecutive difference (MCD: mean absolute difference of
    neighbouring bins) of the baseline, firing is *low* below mean - 2.66 MCD, the lower
    control limit of an individuals chart. The silence starts with the first ``hold_ms`` in
    which all bins are low; it ends at the first later bin that is not low and starts
    ``hold_ms`` of which at least half are not low. As in most studies the duration is
    counted from the pulse, so that it does not depend on where the MEP ends.

    Parameters
    ----------
    rate
        Peristimulus rate (or rectified EMG) averaged over pulses, shape ``(n_bins,)``.
    time_ms
        Bin centres in ms relative to the pulse, equally spaced, a few ms wide at most.
    baseline_window
        Start and stop in ms before the pulse (100 ms in the source).
    hold_ms
        See above; the source has 5 ms.
    search_from_ms
        Silence is looked for from here on, e.g. from the onset of the MEP.

    Returns
    -------
    float
        nan without a silence, if it outlasts the record, or if the limit is not above 0:
        then the baseline is too noisy to show a silence, and more pulses or wider bins
        are needed: about 300 pulses at 1 ms and 100 at 5 ms for 40 spikes/s.

    Raises
    ------
    ResultError
        If lengths differ, bins are unequal, or the baseline has fewer than 3 bins or
        reaches beyond the pulse.

    References
    ----------
    Garvey et al. (2001), doi 10.1016/S1388-2457(01)00581-8 (rule recalled and read in
    another program, not in the paper).
    """
    values, time = finite_array(rate, "rate", ndim=1), finite_array(time_ms, "time_ms", ndim=1)
    check_same_length("rate", values, "time_ms", time)
    check_positive("hold_ms", hold_ms)
    limit = _lower_limit(values, time, baseline_window)
    later = time >= max(search_from_ms, 0.0)
    hold = max(1, round(hold_ms / float(np.diff(time)[0])))
    low, later_time = values[later] < limit, time[later]
    if limit <= 0 or len(low) < hold:
        return math.nan
    share_low = np.lib.stride_tricks.sliding_window_view(low, hold).mean(axis=1)
    starts = np.flatnonzero(share_low == 1.0)
    if len(starts) == 0:
        return math.nan
    ends = ~low[: len(share_low)] & (share_low <= 0.5) & (np.arange(len(share_low)) > starts[0])
    return float(later_time[np.argmax(ends)]) if ends.any() else math.nan


def _lower_limit(values: FloatArray, time: FloatArray, window: Window) -> float:
    check_window("baseline_window", window)
    baseline = values[(time >= window[0]) & (time < window[1])]
    steps = np.diff(time)
    if len(baseline) < 3 or window[1] > 0 or np.ptp(steps) > 1e-6 * abs(steps[0]):
        raise ResultError(
            f"baseline_window {window} ms: needed are 3 or more equal bins, all before the "
            f"pulse at 0 ms, got {len(baseline)}; change the window"
        )
    return float(baseline.mean() - 2.66 * np.abs(np.diff(baseline)).mean())
