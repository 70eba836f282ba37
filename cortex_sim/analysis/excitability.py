"""Measures of corticospinal excitability: thresholds, recruitment, paired pulses, silence."""

import math
import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from cortex_sim.analysis.arrays import (
    BoolArray,
    FloatArray,
    check_same_length,
    check_within,
    finite_array,
)

__all__ = [
    "BoltzmannFit",
    "active_motor_threshold",
    "boltzmann",
    "curve_p",
    "fit_boltzmann",
    "paired_pulse_ratio",
    "response_detected",
]

FIT_ALPHA = 0.001
"""Largest p of an F test of the curve against a constant is below this.

Of 4,500 silent muscles none has a fit (80 pulses; noise, chance spikes, rare bursts)."""

MOST_PLATEAU_ERROR = 0.5
"""Largest standard error of a fitted plateau, as a share of it."""

MOST_SLOPE_ERROR = 1.0
"""Largest standard error of a fitted slope parameter, as a share of it."""

_FEWEST_INTENSITIES = 4
_PARAMETERS = 3


@dataclass(frozen=True)
class BoltzmannFit:
    """A fitted recruitment curve; all numbers nan where the data do not determine one.

    Attributes
    ----------
    mep_max
        Plateau, in the unit of the MEP.
    s50
        Intensity of half the plateau.
    k
        Slope parameter, in the unit of the intensity: small is steep. The steepest slope
        is ``mep_max / (4 k)``, at ``s50``.
    r2
        Share of the variance of the MEPs explained, at most 1.
    mep_max_se, s50_se, k_se
        Standard errors, from the curvature of the sum of squares.
    reason
        Why there is no fit; empty if there is one.
    """

    mep_max: float = math.nan
    s50: float = math.nan
    k: float = math.nan
    r2: float = math.nan
    mep_max_se: float = math.nan
    s50_se: float = math.nan
    k_se: float = math.nan
    reason: str = ""


def boltzmann(s: npt.ArrayLike, mep_max: float, s50: float, k: float) -> FloatArray:
    """Return the recruitment curve ``mep_max / (1 + exp((s50 - s) / k))``.

    Parameters
    ----------
    s
        Stimulus intensity, any shape, unit of ``s50`` and ``k``.
    mep_max, s50, k
        As in `BoltzmannFit`; ``k`` above 0.

    References
    ----------
    Devanne, Lavoie & Capaday (1997), doi 10.1007/PL00005641.
    """
    curve: FloatArray = mep_max * scipy.special.expit((np.asarray(s, dtype=np.float64) - s50) / k)
    return curve


def fit_boltzmann(intensity: npt.ArrayLike, mep: npt.ArrayLike) -> BoltzmannFit:
    """Fit a recruitment curve by least squares, where the data determine one.

    They do if the curve explains them better than a constant does (F test at `FIT_ALPHA`), if
    ``s50`` is among the tested intensities, and if the standard errors of plateau and slope are
    at most `MOST_PLATEAU_ERROR` and `MOST_SLOPE_ERROR` of their values.

    Parameters
    ----------
    intensity
        Stimulus intensities, shape ``(n,)``, at least 4 different ones, any order.
    mep
        MEP at each, shape ``(n,)``; single pulses rather than means, as their scatter says what
        chance does.

    Returns
    -------
    BoltzmannFit
        nan throughout, with the reason, where the data do not determine a curve: too few
        intensities, no response, one that does not grow with intensity, or a curve whose middle
        or plateau lies beyond the tested intensities.

    Raises
    ------
    ResultError
        If lengths differ or a value is not finite.
    """
    s, y = finite_array(intensity, "intensity", ndim=1), finite_array(mep, "mep", ndim=1)
    check_same_length("intensity", s, "mep", y)
    if len(np.unique(s)) < _FEWEST_INTENSITIES:
        return BoltzmannFit(reason=f"fewer than {_FEWEST_INTENSITIES} intensities")
    if np.ptp(y) == 0 or y.max() <= 0:
        return BoltzmannFit(reason="no response at any intensity")
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("error", scipy.optimize.OptimizeWarning)
            parameters, errors = _least_squares(s, y)
    except (RuntimeError, ValueError, scipy.optimize.OptimizeWarning):
        return BoltzmannFit(reason="least squares did not converge")
    residual = y - boltzmann(s, *parameters)
    unexplained, scatter = float(residual @ residual), float(np.sum((y - y.mean()) ** 2))
    fit = BoltzmannFit(*parameters, 1.0 - unexplained / scatter, *errors)
    reason = _undetermined(fit, s, curve_p(unexplained, scatter, len(y)))
    return BoltzmannFit(reason=reason) if reason else fit


def curve_p(unexplained: float, scatter: float, n: int) -> float:
    """Return the p-value of a recruitment curve against a constant, by an F test.

    Parameters
    ----------
    unexplained, scatter
        Sum of squares around the curve (3 parameters) and around the mean (1 parameter).
    n
        Number of MEPs; with 3 or fewer the p-value is 1.
    """
    if n <= _PARAMETERS:
        return 1.0
    if unexplained <= 0:
        return 0.0
    more, free = _PARAMETERS - 1, n - _PARAMETERS
    ratio = max(scatter / unexplained - 1.0, 0.0)  # least squares can end above the constant
    return float(scipy.special.fdtrc(more, free, ratio * free / more))


def _undetermined(fit: BoltzmannFit, s: FloatArray, p: float) -> str:
    """Return why the data do not determine a fit, empty if they do."""
    if p >= FIT_ALPHA:
        return f"MEPs do not follow intensity (p = {p:.2g} against a constant)"
    if not s.min() <= fit.s50 <= s.max():
        return f"s50 would be {fit.s50:.3g}, outside of the tested {s.min():g} to {s.max():g}"
    if not fit.mep_max_se <= MOST_PLATEAU_ERROR * fit.mep_max:
        return "the plateau is not reached"
    if not fit.k_se <= MOST_SLOPE_ERROR * fit.k:
        return "too few intensities on the rise to know its slope"
    return ""


def _least_squares(
    s: FloatArray, y: FloatArray
) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
    """Return mep_max, s50 and k with their errors; on scaled axes, so that units do not matter."""
    low, span, height = float(s.min()), float(np.ptp(s)), float(y.max())
    x, z = (s - low) / span, y / height
    half = x[np.argmin(np.abs(z - 0.5))]
    (top, middle, slope), covariance = scipy.optimize.curve_fit(
        boltzmann,
        x,
        z,
        p0=(1.0, half, 0.1),
        max_nfev=5000,
        bounds=([0.0, -np.inf, 1e-4], [np.inf, np.inf, np.inf]),
    )
    errors = np.sqrt(np.diag(covariance)) * (height, span, span)
    return (
        (float(top * height), float(low + middle * span), float(slope * span)),
        (float(errors[0]), float(errors[1]), float(errors[2])),
    )


def active_motor_threshold(
    intensities: npt.ArrayLike, response_fraction: npt.ArrayLike, criterion: float = 0.5
) -> float:
    """Return the smallest intensity with at least ``criterion`` of the pulses answered.

    Between the first tested intensity that meets the criterion and the one below it,
    the fraction is interpolated linearly.

    Parameters
    ----------
    intensities
        Tested intensities, shape ``(n,)``, any order.
    response_fraction
        Share of pulses with a response at each (see `response_detected`), 0 to 1.
    criterion
        Above 0, at most 1.

    Returns
    -------
    float
        nan if no intensity meets the criterion. If already the weakest does, that one:
        then it is only an upper bound.

    Raises
    ------
    ResultError
        If lengths differ or a fraction is outside 0 to 1.

    References
    ----------
    Rossini et al. (1994), doi 10.1016/0013-4694(94)90029-9: half of the pulses.
    """
    s = finite_array(intensities, "intensities", ndim=1)
    share = finite_array(response_fraction, "response_fraction", ndim=1)
    check_same_length("intensities", s, "response_fraction", share)
    check_within("criterion", criterion, 1e-9, 1.0)
    for value in share:
        check_within("response_fraction", float(value), 0.0, 1.0)
    order = np.argsort(s, kind="stable")
    s, share = s[order], share[order]
    meets = np.flatnonzero(share >= criterion)
    if len(meets) == 0:
        return math.nan
    first = int(meets[0])
    if first == 0:
        return float(s[0])
    pair = slice(first - 1, first + 1)
    return float(np.interp(criterion, share[pair], s[pair]))


def response_detected(
    mep: npt.ArrayLike, background_mean: float, background_sd: float, n_sd: float = 3.0
) -> BoolArray:
    """Return for each pulse whether its MEP exceeds mean + ``n_sd`` SD of the background.

    Parameters
    ----------
    mep
        Activity in the response window of each pulse, background *not* subtracted.
    background_mean, background_sd
        Of the same quantity in windows of the same length without a pulse; SD >= 0.
    n_sd
        0 or more.
    """
    check_within("background_sd", background_sd, 0.0, math.inf)
    check_within("n_sd", n_sd, 0.0, math.inf)
    limit = background_mean + n_sd * background_sd
    return np.asarray(np.asarray(mep, dtype=np.float64) > limit)


def paired_pulse_ratio(conditioned: npt.ArrayLike, test: npt.ArrayLike) -> float:
    """Return mean conditioned MEP over mean test MEP.

    Below 1 is inhibition (SICI), above 1 facilitation (ICF, SICF). The ratio of the means,
    not the mean of ratios, which single small test MEPs would dominate.

    Parameters
    ----------
    conditioned, test
        Background-subtracted MEPs of the pulses, shape ``(n_pulses,)`` each; the numbers
        of pulses may differ.

    Returns
    -------
    float
        nan without pulses, or if the mean test MEP is not positive. Can be below 0 if
        the conditioned response is less than the background.

    References
    ----------
    Kujirai et al. (1993), doi 10.1113/jphysiol.1993.sp019912.
    """
    top = finite_array(conditioned, "conditioned", ndim=1)
    bottom = finite_array(test, "test", ndim=1)
    if len(top) == 0 or len(bottom) == 0 or bottom.mean() <= 0:
        return math.nan
    return float(top.mean() / bottom.mean())
