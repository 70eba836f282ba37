"""What a study says on one part of a finding: estimate, interval, effect sizes."""

import math
from dataclasses import dataclass

import numpy as np
import scipy

from cortex_sim.analysis.statistics import PairedEffect, group_by_time, paired_effect
from cortex_sim.catalog.findings import Part
from cortex_sim.evidence.readings import Values
from cortex_sim.outcome.summary import resampling

Interval = tuple[float, float]
NONE: Interval = (math.nan, math.nan)


@dataclass(frozen=True)
class Estimate:
    """An estimate over subjects. Undefined values are nan.

    Attributes
    ----------
    n, n_total
        Subjects with all values, and subjects of the study.
    value, interval
        Difference, mean, ratio or share, in the unit of the test.
    g_av, g_av_interval
        Hedges g over the mean of the two SDs *between* subjects: the scale of published
        effects between groups.
    g_z, g_z_interval
        Hedges g over the SD of the differences *within* subjects.
    mean_before, mean_after
        For a contrast of arms: mean change in the control and in the arm.
    p
        Two-sided sign-flip p-value.
    n_same_sign
        Subjects whose difference has the sign of the mean.
    subjects
        Each one's difference in the unit of ``g_av``, where they are too few for an interval.
    """

    n: int
    n_total: int
    value: float
    interval: Interval
    g_av: float = math.nan
    g_av_interval: Interval = NONE
    g_z: float = math.nan
    g_z_interval: Interval = NONE
    mean_before: float = math.nan
    mean_after: float = math.nan
    p: float = math.nan
    n_same_sign: int = 0
    subjects: tuple[float, ...] = ()


def estimate(part: Part, values: dict[str, Values]) -> Estimate:
    """Return what the readings of a part amount to.

    Parameters
    ----------
    part
        Of a finding.
    values
        By role of the reading (``before``, ``after``, ...): one value per subject.
    """
    n_total = len(next(iter(values.values())))
    if part.test == "share":
        return _share(part, values, n_total)
    if part.test == "value":
        return _value(values["after"], n_total)
    if part.test == "ratio":
        return _ratio(values, n_total)
    return _from_effect(_effect(part, values), n_total)


def _effect(part: Part, values: dict[str, Values]) -> PairedEffect:
    rng = resampling()
    before, after = values["before"], values["after"]
    if part.test == "change_against":
        control = values["control_before"], values["control_after"]
        return group_by_time(*control, before, after, rng=rng)
    if part.test == "retained":
        return paired_effect(part.keep * (after - before), values["later"] - before, rng=rng)
    return paired_effect(before, after, rng=rng)


def _from_effect(e: PairedEffect, n_total: int) -> Estimate:
    return Estimate(
        n=e.n,
        n_total=n_total,
        value=e.mean_difference,
        interval=(e.ci_low, e.ci_high),
        g_av=e.hedges_g_av,
        g_av_interval=(e.g_av_low, e.g_av_high),
        g_z=e.hedges_g_z,
        g_z_interval=(e.g_z_low, e.g_z_high),
        mean_before=e.mean_before,
        mean_after=e.mean_after,
        p=e.p_permutation,
        n_same_sign=e.n_same_sign,
        subjects=e.subjects_on(e.hedges_g_av),
    )


def _mean(values: Values) -> tuple[int, float, Interval]:
    """Return n, mean and interval; the mean of few subjects has none."""
    known = values[np.isfinite(values)]
    if len(known) < 2:
        return len(known), float(known.mean()) if len(known) else math.nan, NONE
    e = paired_effect(np.zeros_like(known), known, rng=resampling())
    return e.n, e.mean_difference, (e.ci_low, e.ci_high)


def _value(values: Values, n_total: int) -> Estimate:
    n, mean, interval = _mean(values)
    return Estimate(n, n_total, mean, interval, mean_after=mean)


def _ratio(values: dict[str, Values], n_total: int) -> Estimate:
    """Return the geometric mean ratio; ratios of values that are not positive drop out."""
    before, after = values["before"], values["after"]
    usable = (before > 0) & (after > 0)
    logs = np.full(n_total, np.nan)
    logs[usable] = np.log(after[usable] / before[usable])
    n, mean, (low, high) = _mean(logs)
    return Estimate(n, n_total, math.exp(mean), (math.exp(low), math.exp(high)))


def _share(part: Part, values: dict[str, Values], n_total: int) -> Estimate:
    """Return the share of subjects with the sign, with its Wilson interval.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22:209-212.
    """
    difference = values["after"] - values["before"]
    known = difference[np.isfinite(difference)]
    n = len(known)
    if n == 0:
        return Estimate(0, n_total, math.nan, NONE)
    count = int(np.count_nonzero(np.sign(known) == part.sign))
    ci = scipy.stats.binomtest(count, n).proportion_ci(method="wilson")
    return Estimate(n, n_total, count / n, (float(ci.low), float(ci.high)), n_same_sign=count)
