"""Thresholds, recruitment curves, paired pulses and silence with known answers."""

import math

import numpy as np
import pytest

from cortex_sim.analysis import excitability as ex
from cortex_sim.analysis.silent_period import silent_period_ms
from cortex_sim.errors import ResultError


def test_boltzmann_is_half_its_plateau_at_s50_and_steepest_there():
    assert ex.boltzmann(50, 3.0, 50.0, 4.0) == pytest.approx(1.5)
    slope = (ex.boltzmann(50.01, 3.0, 50.0, 4.0) - ex.boltzmann(49.99, 3.0, 50.0, 4.0)) / 0.02
    assert slope == pytest.approx(3.0 / (4 * 4.0), rel=1e-4)


@pytest.mark.parametrize("unit", [1e-3, 1.0, 1e3])
def test_fit_recovers_the_parameters_of_a_noiseless_curve_in_any_unit(unit):
    s = unit * np.linspace(20, 90, 9)
    fit = ex.fit_boltzmann(s, ex.boltzmann(s, 3.0 / unit, 50 * unit, 6.0 * unit))
    assert fit.mep_max == pytest.approx(3.0 / unit, rel=1e-4)
    assert fit.s50 == pytest.approx(50 * unit, rel=1e-4)
    assert fit.k == pytest.approx(6 * unit, rel=1e-4)
    assert fit.r2 == pytest.approx(1.0)


def test_fit_of_a_noisy_curve_is_near_and_its_r2_below_one():
    rng = np.random.default_rng(2)
    s = np.repeat(np.linspace(20, 90, 15), 10)
    fit = ex.fit_boltzmann(s, ex.boltzmann(s, 3.0, 50.0, 6.0) + rng.normal(0, 0.3, len(s)))
    assert fit.s50 == pytest.approx(50, abs=1)
    assert 0.9 < fit.r2 < 1


INTENSITY = np.repeat([10.0, 14, 18, 22, 26, 30, 35, 40], 10)


def silent_muscle(rng, kind):
    """Return MEPs without a response: chance spikes above their mean, or noise of electrodes."""
    n = len(INTENSITY)
    if kind == "noise":
        return rng.normal(0, 1, n)
    if kind == "spikes":
        return rng.poisson(2.0, n) - 2.0
    return (rng.random(n) < 0.03) * rng.integers(1, 20, n) - 0.3


@pytest.mark.parametrize("kind", ["noise", "spikes", "rare bursts"])
def test_two_hundred_silent_muscles_have_no_fit_and_a_reason(kind, rng):
    fits = [ex.fit_boltzmann(INTENSITY, silent_muscle(rng, kind)) for _ in range(200)]
    assert sum(math.isnan(fit.s50) and math.isnan(fit.mep_max) for fit in fits) == 200
    assert all(fit.reason for fit in fits)


def test_two_hundred_planted_curves_are_recovered_within_their_errors(rng):
    within_three = within_four = 0
    for _ in range(200):
        top, s50, k = rng.uniform(15, 200), rng.uniform(17, 26), rng.uniform(2.2, 4.0)
        clean = ex.boltzmann(INTENSITY, top, s50, k)
        # trial to trial a third of the response, and two chance spikes
        noise = rng.normal(0, 1, len(clean)) * np.hypot(0.33 * clean, 2.0)
        fit = ex.fit_boltzmann(INTENSITY, clean + noise)
        assert fit.reason == ""
        wrong = abs(fit.s50 - s50)
        within_three += wrong < 3 * fit.s50_se
        within_four += wrong < 4 * fit.s50_se
        assert wrong < 6
        assert fit.mep_max == pytest.approx(top, rel=0.5)
    assert within_three >= 196
    assert within_four >= 199


@pytest.mark.parametrize(
    ("curve", "noise", "reason"),
    [
        ((100.0, 60.0, 6.0), 0.03, "outside of the tested 10 to 40"),
        ((100.0, 39.9, 9.0), 0.8, "plateau is not reached"),
        ((0.0, 20.0, 3.0), 0.0, "no response"),
    ],
)
def test_a_curve_beyond_the_tested_intensities_is_no_fit(curve, noise, reason, rng):
    clean = ex.boltzmann(INTENSITY, *curve)
    fit = ex.fit_boltzmann(INTENSITY, clean + rng.normal(0, noise, len(clean)) * clean)
    assert reason in fit.reason
    assert math.isnan(fit.k)


def test_a_curve_must_explain_more_than_a_constant():
    # F(2, 77) = 4.89 has p = .01
    assert ex.curve_p(100.0, 100 * (1 + 4.89 * 2 / 77), 80) == pytest.approx(0.01, abs=2e-4)
    assert ex.curve_p(0.0, 1.0, 80) == 0.0
    assert ex.curve_p(1.0, 2.0, 3) == 1.0


@pytest.mark.parametrize(
    ("s", "mep"),
    [([1, 2, 3], [0, 1, 2]), ([1, 2, 3, 4], [0, 0, 0, 0]), ([1, 2, 3, 4], [-2, -1, -3, -1])],
)
def test_fit_of_what_is_no_recruitment_curve_is_nan_throughout(s, mep):
    fit = ex.fit_boltzmann(s, mep)
    assert all(math.isnan(v) for v in (fit.mep_max, fit.s50, fit.k, fit.r2))


def test_threshold_is_interpolated_between_the_tested_intensities():
    assert ex.active_motor_threshold([10, 12, 14], [0.0, 0.4, 0.8]) == pytest.approx(12.5)
    assert ex.active_motor_threshold([14, 10, 12], [0.8, 0.0, 0.4]) == pytest.approx(12.5)
    assert ex.active_motor_threshold([10, 12], [0.0, 0.5]) == pytest.approx(12)


def test_threshold_is_the_first_crossing_even_if_the_fraction_falls_again():
    assert ex.active_motor_threshold([10, 12, 14, 16], [0, 1, 0.2, 1]) == pytest.approx(11)


def test_threshold_is_nan_if_never_reached_and_the_weakest_pulse_if_always():
    assert math.isnan(ex.active_motor_threshold([10, 12], [0.1, 0.4]))
    assert ex.active_motor_threshold([10, 12], [0.6, 1.0]) == pytest.approx(10)


def test_threshold_refuses_a_percentage():
    with pytest.raises(ResultError, match="response_fraction"):
        ex.active_motor_threshold([10, 12], [0, 50])


def test_a_response_exceeds_three_background_deviations():
    assert ex.response_detected([5.0, 8.0, 8.1], 2.0, 2.0).tolist() == [False, False, True]
    assert ex.response_detected([8.1], 2.0, 2.0, n_sd=5).tolist() == [False]


def test_paired_pulse_ratio_is_the_ratio_of_means():
    assert ex.paired_pulse_ratio([1, 2], [2, 4, 6]) == pytest.approx(1.5 / 4)


@pytest.mark.parametrize("test", [[0, 0], [-1, 0.5], []])
def test_paired_pulse_ratio_is_nan_without_a_test_response(test):
    assert math.isnan(ex.paired_pulse_ratio([1, 2], test))


TIME_MS = np.arange(-100, 300) + 0.5


def psth(silence: tuple[float, float]) -> np.ndarray:
    """Return tonic firing of 100 with a wobble of 2, a MEP at 5-20 ms and a silence."""
    rate = 100 + np.where(np.arange(len(TIME_MS)) % 2 == 0, 1.0, -1.0)
    rate[(TIME_MS > 5) & (TIME_MS < 20)] = 800
    rate[(silence[0] < TIME_MS) & (silence[1] > TIME_MS)] = 0
    return rate


def test_silent_period_runs_from_the_pulse_to_the_return_of_firing():
    assert silent_period_ms(psth((20, 150)), TIME_MS, (-100, 0)) == pytest.approx(150.5)


def test_a_single_spike_does_not_end_the_silence():
    rate = psth((20, 150))
    rate[TIME_MS == 80.5] = 100
    assert silent_period_ms(rate, TIME_MS, (-100, 0)) == pytest.approx(150.5)


def test_a_gap_shorter_than_the_hold_is_no_silence():
    assert math.isnan(silent_period_ms(psth((20, 24)), TIME_MS, (-100, 0)))


def test_silence_before_the_search_start_does_not_count():
    rate = psth((30, 90))
    assert math.isnan(silent_period_ms(rate, TIME_MS, (-100, 0), search_from_ms=88))


def test_silence_limit_is_two_point_66_consecutive_differences_below_the_mean():
    # consecutive differences of 2 around 100: the limit is 94.68
    for depth, found in ((94.6, True), (94.8, False)):
        rate = psth((20, 150))
        rate[rate == 0] = depth
        assert math.isfinite(silent_period_ms(rate, TIME_MS, (-100, 0))) is found


def test_silent_period_is_nan_if_it_outlasts_the_record_or_the_baseline_is_too_noisy():
    assert math.isnan(silent_period_ms(psth((20, 999)), TIME_MS, (-100, 0)))
    noisy = psth((20, 150))
    noisy[:100:2] = 0
    assert math.isnan(silent_period_ms(noisy, TIME_MS, (-100, 0)))


def test_silent_period_refuses_a_baseline_after_the_pulse():
    with pytest.raises(ResultError, match="before the pulse"):
        silent_period_ms(psth((20, 150)), TIME_MS, (-50, 50))


def test_a_curve_that_fits_worse_than_a_constant_says_nothing():
    assert ex.curve_p(unexplained=2.0, scatter=1.0, n=20) == 1.0
