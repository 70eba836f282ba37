"""What the comparisons in `statistics` return."""

import math
from dataclasses import dataclass

MIN_SUBJECTS = 6
"""Below this a comparison has no interval, and tables and figures show the subjects instead.

Chance gives so few subjects the same sign in more than 5 % of studies (2 / 2^5 = .06), and a
bootstrap interval of three values is their range."""

NO_INTERVAL = (math.nan, math.nan)
"""The ends of an interval that there is none of."""


@dataclass(frozen=True)
class PairedEffect:
    """Change within subjects. Undefined values are nan, intervals below `MIN_SUBJECTS` too.

    Attributes
    ----------
    n
        Pairs used; pairs with a nan are dropped.
    mean_before, sd_before, mean_after, sd_after
        In the unit of the measure; SD with n - 1.
    mean_difference, ci_low, ci_high
        Mean of after - before with its interval.
    hedges_g_z, g_z_low, g_z_high
        Mean difference over the SD of the differences, small-sample corrected (n - 1
        degrees of freedom), with its interval. nan if all differences are equal.
    hedges_g_av, g_av_low, g_av_high
        Mean difference over the mean of the two SDs, corrected alike: comparable with
        effects between groups.
    n_same_sign
        Subjects whose difference has the sign of the mean difference.
    p_permutation
        Two-sided sign-flip p-value, exact up to 14 pairs.
    level
        Level of the intervals.
    changes
        after - before of each pair used, in the order of the subjects.
    """

    n: int
    mean_before: float
    sd_before: float
    mean_after: float
    sd_after: float
    mean_difference: float
    ci_low: float
    ci_high: float
    hedges_g_z: float
    g_z_low: float
    g_z_high: float
    hedges_g_av: float
    g_av_low: float
    g_av_high: float
    n_same_sign: int
    p_permutation: float
    level: float
    changes: tuple[float, ...] = ()

    @property
    def has_interval(self) -> bool:
        """Whether enough subjects are behind it to speak of more than these subjects."""
        return self.n >= MIN_SUBJECTS

    def subjects_on(self, scale: float) -> tuple[float, ...]:
        """Return the changes of so few subjects that there is no interval, else nothing.

        Parameters
        ----------
        scale
            The mean change in the unit wanted, such as ``hedges_g_av``.
        """
        if self.has_interval or not self.mean_difference:
            return ()
        return tuple(change * scale / self.mean_difference for change in self.changes)


@dataclass(frozen=True)
class IndependentEffect:
    """Difference b - a between groups of different subjects. Undefined values are nan.

    Intervals are nan too if a group has fewer subjects than `MIN_SUBJECTS`.

    Attributes
    ----------
    n_a, n_b
        Subjects used; nan values are dropped.
    mean_a, sd_a, mean_b, sd_b
        In the unit of the measure; SD with n - 1.
    mean_difference, ci_low, ci_high
        Difference of means with its interval.
    hedges_g, g_low, g_high
        Difference over the pooled SD, small-sample corrected (n_a + n_b - 2 degrees of
        freedom), with its interval.
    p_permutation
        Two-sided p-value under random group labels.
    level
        Level of the intervals.
    """

    n_a: int
    n_b: int
    mean_a: float
    sd_a: float
    mean_b: float
    sd_b: float
    mean_difference: float
    ci_low: float
    ci_high: float
    hedges_g: float
    g_low: float
    g_high: float
    p_permutation: float
    level: float
