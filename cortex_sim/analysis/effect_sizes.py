"""Standardised mean differences, vectorised over leading axes for resampling.

Every ``cohens_d`` function reduces the last axis (subjects) and gives nan where the
standard deviation is zero or cannot be had from fewer than 2 subjects.
"""

import math

import numpy as np
import scipy

from cortex_sim.analysis.arrays import FloatArray

# A constant shift leaves differences that vary by rounding only: that is zero variance.
_ROUNDING = 1e-12


def hedges_correction(df: int) -> float:
    """Return the factor (below 1) that removes the small-sample bias of Cohen's d.

    Exact form with the gamma function; close to ``1 - 3 / (4 df - 1)``.

    Parameters
    ----------
    df
        Degrees of freedom of the standard deviation; nan below 2.

    References
    ----------
    Hedges (1981), doi 10.3102/10769986006002107.
    """
    if df < 2:
        return math.nan
    return float(
        math.sqrt(2 / df)
        * np.exp(scipy.special.gammaln(df / 2) - scipy.special.gammaln((df - 1) / 2))
    )


def _sd(values: FloatArray) -> FloatArray:
    if values.shape[-1] < 2:
        return np.full(values.shape[:-1], np.nan)
    return np.asarray(values.std(axis=-1, ddof=1))


def _largest(values: FloatArray) -> FloatArray:
    return np.asarray(np.abs(values).max(axis=-1, initial=0.0))


def _standardise(difference: FloatArray, sd: FloatArray, scale: FloatArray) -> FloatArray:
    usable = sd > _ROUNDING * scale
    return np.where(usable, difference / np.where(usable, sd, 1.0), np.nan)


def d_z_interval(d_z: float, n: int, level: float) -> tuple[float, float]:
    """Return the interval of the population's d_z, from the noncentral t distribution.

    Exact for normal differences of any size, and better than resampling for others: see
    `statistics` for its coverage.

    Parameters
    ----------
    d_z
        Mean difference over the SD of the differences in the sample (not corrected); nan gives
        an interval of nan.
    n
        Pairs, at least 2.
    level
        Coverage, e.g. 0.95.

    Returns
    -------
    tuple of float
        Values of the population for which a sample as extreme as this one, or more so, has
        probability ``(1 - level) / 2``. The middle is nearer to 0 than ``d_z``.

    References
    ----------
    Kelley (2007), doi 10.18637/jss.v020.i08.
    """
    if not math.isfinite(d_z):
        return math.nan, math.nan
    tail, scale = (1 - level) / 2, math.sqrt(n)
    # for the size alone, then turned: equal ends for changes of equal size and either sign
    near, far = (
        float(scipy.special.nctdtrinc(n - 1, p, abs(d_z) * scale)) / scale for p in (1 - tail, tail)
    )
    return (near, far) if d_z >= 0 else (-far, -near)


def cohens_d_z(before: FloatArray, after: FloatArray) -> FloatArray:
    """Return the mean difference over the standard deviation of the differences.

    References
    ----------
    Lakens (2013), doi 10.3389/fpsyg.2013.00863.
    """
    difference = after - before
    scale = np.maximum(_largest(before), _largest(after))
    return _standardise(difference.mean(axis=-1), _sd(difference), scale)


def cohens_d_av(before: FloatArray, after: FloatArray) -> FloatArray:
    """Return the mean difference over the mean of the two standard deviations.

    Unlike d_z it does not grow with the correlation of the pairs, so it can be set beside
    effects between groups.

    References
    ----------
    Lakens (2013), doi 10.3389/fpsyg.2013.00863.
    """
    scale = np.maximum(_largest(before), _largest(after))
    sd = (_sd(before) + _sd(after)) / 2
    return _standardise((after - before).mean(axis=-1), sd, scale)


def cohens_d_s(a: FloatArray, b: FloatArray) -> FloatArray:
    """Return the difference of group means, b - a, over the pooled standard deviation.

    References
    ----------
    Lakens (2013), doi 10.3389/fpsyg.2013.00863.
    """
    df_a, df_b = a.shape[-1] - 1, b.shape[-1] - 1
    if df_a < 0 or df_b < 0 or df_a + df_b < 1:
        return np.asarray(np.nan)
    squares_a = np.sum((a - a.mean(axis=-1, keepdims=True)) ** 2, axis=-1)
    squares_b = np.sum((b - b.mean(axis=-1, keepdims=True)) ** 2, axis=-1)
    pooled = np.sqrt((squares_a + squares_b) / (df_a + df_b))
    scale = np.maximum(_largest(a), _largest(b))
    return _standardise(b.mean(axis=-1) - a.mean(axis=-1), pooled, scale)
