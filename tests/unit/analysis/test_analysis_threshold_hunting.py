"""Thresholds hunted by maximum likelihood, on answers made by hand."""

import numpy as np
import pytest
import scipy

from cortex_sim.analysis.excitability import active_motor_threshold
from cortex_sim.analysis.threshold_hunting import SPREAD, hunted_threshold, likely_threshold
from cortex_sim.errors import ResultError


class Pool:
    """Answers with the probability of a Gaussian around its threshold."""

    def __init__(self, threshold, rng, spread=SPREAD):
        self.threshold, self.rng, self.spread = threshold, rng, spread
        self.answers = np.zeros(0, dtype=bool)

    def give(self, intensity, pulses=4):
        share = scipy.special.ndtr((intensity / self.threshold - 1) / self.spread)
        self.answers = np.append(self.answers, self.rng.random(pulses) < share)
        return self.answers


def test_before_the_first_pulse_the_estimate_lies_between_the_ends():
    assert 12 < likely_threshold([], [], 10, 40) < 33


def test_equal_answers_around_an_intensity_put_the_threshold_there():
    found = likely_threshold([19, 19, 20, 20, 21, 21], [0, 0, 0, 1, 1, 1], 10, 40)
    assert found == pytest.approx(20, rel=0.01)


def test_answers_do_not_depend_on_order_or_unit(rng):
    intensities, answered = rng.uniform(15, 25, 30), rng.random(30) < 0.5
    found = likely_threshold(intensities, answered, 10, 40)
    order = rng.permutation(30)
    assert likely_threshold(intensities[order], answered[order], 10, 40) == pytest.approx(found)
    assert likely_threshold(intensities / 1e3, answered, 0.01, 0.04) == pytest.approx(found / 1e3)


def test_another_criterion_is_another_point_of_the_same_gaussian():
    pulses = ([19, 20, 20, 21], [0, 0, 1, 1], 10, 40)
    half = likely_threshold(*pulses)
    more = likely_threshold(*pulses, criterion=0.84134)
    assert more == pytest.approx(half * (1 + SPREAD), rel=1e-4)


def test_a_hunt_errs_less_with_32_pulses_than_a_curve_with_80(rng):
    curve = np.array([10.0, 14, 18, 22, 26, 30, 35, 40])
    hunted, read = [], []
    for threshold in rng.uniform(12, 30, 150):
        found, tried = hunted_threshold(Pool(threshold, rng).give, curve[0], curve[-1], 8)
        assert tried.shape == (8,)
        hunted.append(np.log(found / threshold))
        pool = Pool(threshold, rng)
        shares = [pool.give(each, 10)[-10:].mean() for each in curve]
        read.append(np.log(active_motor_threshold(curve, shares) / threshold))
    hunted, read = np.array(hunted), np.array(read)
    assert np.sqrt(np.mean(hunted**2)) < 0.03
    assert abs(hunted.mean()) < 0.01
    assert np.mean(hunted**2) < np.mean(read**2)


@pytest.mark.parametrize("answer", [False, True])
def test_a_muscle_that_never_or_always_answers_is_at_an_end(answer):
    given = []

    def give(intensity):
        given.extend([answer] * 4)
        return np.array(given)

    found, tried = hunted_threshold(give, 10, 40, 12)
    assert 10 <= tried.min() <= tried.max() <= 40
    assert np.isnan(found) if not answer else found == pytest.approx(10, rel=0.2)


@pytest.mark.parametrize("ends", [(0, 40), (40, 10), (10, 10)])
def test_ends_that_do_not_rise_are_refused(ends):
    with pytest.raises(ResultError, match="weakest < strongest"):
        likely_threshold([], [], *ends)
