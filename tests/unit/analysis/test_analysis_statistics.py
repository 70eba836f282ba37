"""Effects over subjects against hand values, scipy and tabulated power."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from cortex_sim.analysis import statistics as sta
from cortex_sim.analysis.effect_sizes import hedges_correction
from cortex_sim.errors import ResultError

BEFORE = np.array([2.0, 4.0, 6.0])
AFTER = np.array([3.0, 6.0, 9.0])
COHORT_BEFORE = np.array([0.21, 0.17, 0.25, 0.19, 0.28, 0.15, 0.22, 0.18])
COHORT_AFTER = np.array([0.36, 0.33, 0.41, 0.30, 0.45, 0.35, 0.31, 0.44])
few = arrays(np.float64, 6, elements=st.integers(-20, 20).map(float))


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def paired(before, after, **options) -> sta.PairedEffect:
    return sta.paired_effect(before, after, rng=rng(), n_boot=2000, **options)


def test_hedges_correction_is_near_its_usual_approximation():
    assert hedges_correction(2) == pytest.approx(math.sqrt(1 / math.pi))
    assert hedges_correction(10) == pytest.approx(1 - 3 / 39, abs=1e-3)
    assert math.isnan(hedges_correction(1))


def test_paired_effect_of_three_subjects_is_known_by_hand():
    effect = paired(BEFORE, AFTER)
    assert (effect.n, effect.n_same_sign) == (3, 3)
    means = (effect.mean_before, effect.mean_after, effect.mean_difference)
    assert means == pytest.approx((4, 6, 2))
    assert (effect.sd_before, effect.sd_after) == pytest.approx((2, 3))
    assert effect.hedges_g_z == pytest.approx(2 / 1 * math.sqrt(1 / math.pi))
    assert effect.hedges_g_av == pytest.approx(2 / 2.5 * math.sqrt(1 / math.pi))
    assert effect.p_permutation == pytest.approx(2 / 2**3)


def test_exact_permutation_p_of_eight_subjects_of_one_sign_is_two_in_256():
    effect = paired(COHORT_BEFORE, COHORT_AFTER)
    assert effect.p_permutation == pytest.approx(2 / 2**8)
    assert effect.n_same_sign == 8


def test_exact_permutation_p_is_that_of_scipy():
    difference = np.array([1.5, -0.5, 2.0, 0.25, -1.0, 3.0, 0.75])
    expected = stats.permutation_test(
        (difference,), np.mean, permutation_type="samples", n_resamples=np.inf
    ).pvalue
    effect = paired(np.zeros(7), difference)
    assert effect.p_permutation == pytest.approx(expected)


def test_monte_carlo_permutation_p_is_near_the_t_test_and_never_zero():
    before, noise = rng(4).normal(size=30), rng(5).normal(0.3, 1, 30)
    effect = paired(before, before + noise)
    expected = stats.ttest_rel(before + noise, before).pvalue
    assert effect.p_permutation == pytest.approx(expected, abs=0.03)
    shifted = paired(np.arange(30.0), np.arange(30.0) + 9 + noise)
    assert shifted.p_permutation == pytest.approx(1 / 2001)


def test_intervals_hold_their_estimate_and_widen_with_the_level():
    narrow, wide = (paired(COHORT_BEFORE, COHORT_AFTER, level=level) for level in (0.8, 0.99))
    for e in (narrow, wide):
        assert e.ci_low < e.mean_difference < e.ci_high
        assert e.g_z_low < e.hedges_g_z < e.g_z_high
        assert e.g_av_low < e.hedges_g_av < e.g_av_high
    assert wide.ci_low < narrow.ci_low
    assert wide.ci_high > narrow.ci_high


def test_interval_of_the_mean_difference_covers_the_truth_about_as_often_as_stated():
    draws, hits = rng(9).normal(1.0, 1.0, (400, 10)), 0
    for difference in draws:
        e = sta.paired_effect(np.zeros(10), difference, rng=rng(), n_boot=1000)
        hits += e.ci_low <= 1.0 <= e.ci_high
    assert 0.92 < hits / 400 < 0.98


def test_the_same_generator_state_gives_the_same_effect():
    assert paired(COHORT_BEFORE, COHORT_AFTER) == paired(COHORT_BEFORE, COHORT_AFTER)


@settings(deadline=None, max_examples=40)
@given(few, few)
def test_swapping_before_and_after_turns_every_sign_and_keeps_p(before, after):
    one, other = (
        sta.paired_effect(x, y, rng=rng(), n_boot=200)
        for x, y in ((before, after), (after, before))
    )
    assert one.mean_difference == pytest.approx(-other.mean_difference)
    assert one.hedges_g_z == pytest.approx(-other.hedges_g_z, nan_ok=True)
    assert one.hedges_g_av == pytest.approx(-other.hedges_g_av, nan_ok=True)
    assert one.p_permutation == pytest.approx(other.p_permutation)
    assert one.n_same_sign == other.n_same_sign


@settings(deadline=None, max_examples=40)
@given(few, few, st.sampled_from([0.001, 7.0]))
def test_effect_sizes_do_not_depend_on_the_unit(before, after, unit):
    one = sta.paired_effect(before, after, rng=rng(), n_boot=200)
    other = sta.paired_effect(unit * before, unit * after, rng=rng(), n_boot=200)
    assert other.hedges_g_z == pytest.approx(one.hedges_g_z, nan_ok=True)
    assert other.hedges_g_av == pytest.approx(one.hedges_g_av, nan_ok=True)
    assert other.p_permutation == pytest.approx(one.p_permutation)


def test_incomplete_pairs_are_dropped_and_n_says_so():
    gap = paired([*COHORT_BEFORE, math.nan, 0.2], [*COHORT_AFTER, 0.3, math.nan])
    assert gap == paired(COHORT_BEFORE, COHORT_AFTER)


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_pairs_give_nan(n):
    effect = paired(BEFORE[:n], AFTER[:n])
    assert effect.n == n
    assert math.isnan(effect.mean_difference)
    assert math.isnan(effect.p_permutation)
    assert effect.n_same_sign == 0


@pytest.mark.parametrize("n", [2, 3, 5, 6, 7])
def test_an_effect_has_intervals_from_six_subjects_on(n):
    after = np.array([2.0, 4.0, 3.5, 5.0, 8.0, 6.5, 9.0])[:n]
    effect = paired(np.arange(n), after)
    ends = [effect.ci_low, effect.ci_high, effect.g_z_low, effect.g_z_high]
    ends += [effect.g_av_low, effect.g_av_high]
    assert effect.has_interval is (n >= 6)
    assert np.isfinite(ends).tolist() == [n >= 6] * 6
    assert effect.changes == pytest.approx(after - np.arange(n))
    groups = sta.independent_effect(after, np.arange(8.0), rng=rng())
    assert math.isfinite(groups.ci_low) == math.isfinite(groups.g_high) == (n >= 6)


def test_few_subjects_stand_on_the_scale_of_their_mean():
    effect = paired([0, 0, 0], [1, 2, 3])
    assert effect.subjects_on(effect.hedges_g_av) == pytest.approx(
        np.array([1, 2, 3]) / 2 * effect.hedges_g_av, nan_ok=True
    )
    assert paired(np.zeros(6), np.arange(6)).subjects_on(1.0) == ()


def test_two_pairs_have_no_corrected_effect_size():
    effect = paired([1, 2], [2, 4])
    assert math.isnan(effect.hedges_g_z)
    assert effect.p_permutation == pytest.approx(0.5)


def test_unchanged_subjects_have_no_difference_no_g_and_p_one():
    effect = paired(COHORT_BEFORE, COHORT_BEFORE)
    assert (effect.mean_difference, effect.ci_low, effect.ci_high) == (0, 0, 0)
    assert math.isnan(effect.hedges_g_z)
    assert effect.hedges_g_av == 0
    assert (effect.p_permutation, effect.n_same_sign) == pytest.approx((1, 0))


def test_a_constant_shift_has_no_g_z_but_a_g_av():
    effect = paired(COHORT_BEFORE, COHORT_BEFORE + 0.1)
    assert math.isnan(effect.hedges_g_z)
    assert math.isnan(effect.g_z_low)
    expected = hedges_correction(7) * 0.1 / COHORT_BEFORE.std(ddof=1)
    assert effect.hedges_g_av == pytest.approx(expected)


def test_independent_effect_of_two_small_groups_is_known_by_hand():
    effect = sta.independent_effect([1, 2, 3], [4, 6, 8, math.nan], rng=rng(), n_boot=500)
    assert (effect.n_a, effect.n_b, effect.mean_difference) == pytest.approx((3, 3, 4))
    assert effect.hedges_g == pytest.approx(hedges_correction(4) * 4 / math.sqrt((1 + 4) / 2))
    assert effect.p_permutation == pytest.approx(2 / math.comb(6, 3))


def test_independent_effect_agrees_with_scipy():
    a, b = rng(1).normal(0, 1, 8), rng(2).normal(0.8, 1, 7)
    effect = sta.independent_effect(a, b, rng=rng(), n_boot=500)
    exact = stats.permutation_test(
        (a, b),
        lambda x, y: abs(y.mean() - x.mean()),
        n_resamples=np.inf,
        alternative="greater",
        vectorized=False,
    ).pvalue
    assert effect.p_permutation == pytest.approx(exact)
    t = stats.ttest_ind(b, a).statistic
    expected = hedges_correction(13) * t * math.sqrt(1 / 8 + 1 / 7)
    assert effect.hedges_g == pytest.approx(expected)


def test_label_permutation_of_large_groups_is_near_the_t_test():
    a, b = rng(1).normal(0, 1, 40), rng(2).normal(0.3, 1, 40)
    effect = sta.independent_effect(a, b, rng=rng(), n_boot=4000)
    assert effect.p_permutation == pytest.approx(stats.ttest_ind(a, b).pvalue, abs=0.03)


def test_independent_effect_of_one_subject_is_nan():
    effect = sta.independent_effect([1.0], [2.0, 3.0], rng=rng())
    assert (effect.n_a, effect.n_b) == (1, 2)
    assert math.isnan(effect.mean_difference)


def test_group_by_time_is_the_effect_of_the_changes():
    changes = [2.0, 1.0, 4.0, 3.0, 2.0, 3.0]
    found = sta.group_by_time(np.ones(6), np.ones(6), np.zeros(6), changes, rng=rng())
    assert found == sta.paired_effect(np.zeros(6), changes, rng=rng())
    assert (found.mean_before, found.mean_after) == pytest.approx((0, 2.5))


def test_group_by_time_of_different_subjects_compares_groups_of_changes():
    found = sta.group_by_time([1, 1], [2, 3], [0, 0, 0], [5, 6, 7], False, rng=rng())
    assert (found.n_a, found.n_b) == (2, 3)
    assert found.mean_difference == pytest.approx(4.5)


def test_holm_steps_down_and_keeps_the_order():
    assert sta.holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert sta.holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])


def test_benjamini_hochberg_steps_up():
    assert sta.benjamini_hochberg([0.04, 0.01, 0.03]) == pytest.approx([0.04, 0.03, 0.04])


@pytest.mark.parametrize("adjust", [sta.holm, sta.benjamini_hochberg])
def test_an_untested_hypothesis_stays_nan_and_costs_nothing(adjust):
    adjusted = adjust([0.01, math.nan])
    assert adjusted[0] == pytest.approx(0.01)
    assert math.isnan(adjusted[1])
    assert len(adjust([])) == 0
    with pytest.raises(ResultError, match="0 to 1"):
        adjust([0.2, 1.2])


@pytest.mark.parametrize(("d", "n"), [(0.2, 394), (0.5, 64), (0.8, 26)])
def test_two_sample_power_is_that_of_cohens_tables(d, n):
    assert sta.power_two_sample(d, n, n) == pytest.approx(0.80, abs=0.01)
    assert sta.n_needed(d, 0.8, paired=False) == n


@pytest.mark.parametrize(("d", "n"), [(0.2, 199), (0.5, 34), (0.8, 15)])
def test_paired_power_is_that_of_published_tables(d, n):
    assert sta.power_paired(d, n) >= 0.8 > sta.power_paired(d, n - 1)
    assert sta.n_needed(d, 0.8, paired=True) == n


def test_power_without_an_effect_is_alpha_and_of_a_huge_one_is_one():
    assert sta.power_paired(0.0, 10) == pytest.approx(0.05)
    assert sta.power_two_sample(0.0, 5, 9, alpha=0.01) == pytest.approx(0.01)
    assert sta.power_paired(50.0, 8) == pytest.approx(1.0)
    power = sta.power_two_sample(0.5, 64, 64)
    assert sta.power_two_sample(-0.5, 64, 64) == pytest.approx(power)


def test_power_of_a_single_subject_is_nan():
    assert math.isnan(sta.power_paired(1.0, 1))
    assert math.isnan(sta.power_two_sample(1.0, 1, 1))


@pytest.mark.parametrize(("g", "power"), [(0.0, 0.8), (0.5, 1.0), (0.5, 0.04), (math.nan, 0.8)])
def test_a_number_of_subjects_that_cannot_exist_is_an_error(g, power):
    with pytest.raises(ResultError):
        sta.n_needed(g, power)


@pytest.mark.parametrize("bad", [[[1.0, 2.0]], [math.inf, 1.0]])
def test_effects_want_one_finite_value_per_subject(bad):
    with pytest.raises(ResultError, match="per subject"):
        paired(bad, bad)


def test_interval_of_g_z_holds_the_effects_that_make_the_sample_likely():
    difference = COHORT_AFTER - COHORT_BEFORE
    effect, n = paired(COHORT_BEFORE, COHORT_AFTER), len(difference)
    t = difference.mean() / difference.std(ddof=1) * math.sqrt(n)
    ends = (effect.g_z_low, effect.g_z_high)
    above = [stats.nct.sf(t, n - 1, end * math.sqrt(n)) for end in ends]
    assert above == pytest.approx([0.025, 0.975], abs=1e-4)


def test_interval_of_g_z_excludes_zero_where_the_t_test_does():
    for shift in (0.0, 0.4, 0.9):
        difference = rng(3).normal(shift, 1.0, 8)
        effect = paired(np.zeros(8), difference)
        p = stats.ttest_1samp(difference, 0).pvalue
        assert (effect.g_z_low > 0 or effect.g_z_high < 0) == (p < 0.05)


def test_interval_of_g_z_is_that_of_the_opposite_change_turned():
    one, other = paired(COHORT_BEFORE, COHORT_AFTER), paired(COHORT_AFTER, COHORT_BEFORE)
    assert (one.g_z_low, one.g_z_high) == pytest.approx((-other.g_z_high, -other.g_z_low))
