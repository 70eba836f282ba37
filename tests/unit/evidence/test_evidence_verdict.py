"""The rules from estimate to verdict, by hand-made estimates."""

import math
from dataclasses import replace

import numpy as np
import pytest

from cortex_sim.catalog.findings import Part, Published, Reading
from cortex_sim.evidence.estimate import Estimate, estimate
from cortex_sim.evidence.verdict import Verdict, judge, weakest

READING = Reading(kind="tms_map", measure="overlap", muscle=("DM-LES",), visit="healthy")


def part(test="change", sign=1, of="g", low=0.4, high=1.6, **more):
    published = Published(of=of, low=low, high=high, mark="found")
    return Part(claim="planted", test=test, sign=sign, reading=READING, published=published, **more)


def effect(g, low, high, n=12):
    return Estimate(n, n, g, (low, high), g_av=g, g_av_interval=(low, high))


@pytest.mark.parametrize(
    ("g", "low", "high", "verdict"),
    [
        (1.0, 0.5, 1.5, Verdict.REPRODUCED),
        (1.8, 1.2, 2.4, Verdict.SIGN_ONLY),
        (3.0, 2.0, 4.0, Verdict.SIGN_ONLY),
        (0.2, 0.1, 0.3, Verdict.SIGN_ONLY),
        (0.5, -0.1, 1.1, Verdict.SIGN_ONLY),
        (-0.5, -1.1, 0.1, Verdict.NOT_REPRODUCED),
        (-1.0, -1.5, -0.5, Verdict.CONTRADICTED),
        (0.0, -0.5, 0.5, Verdict.NOT_REPRODUCED),
        (math.nan, math.nan, math.nan, Verdict.NOT_SCORED),
    ],
)
def test_sign_interval_and_band_make_the_verdict(g, low, high, verdict):
    assert judge(part(), effect(g, low, high))[0] is verdict


@pytest.mark.parametrize(
    ("g", "low", "high", "verdict"),
    [
        (0.1, -0.3, 0.5, Verdict.REPRODUCED),
        (0.3, 0.1, 0.5, Verdict.REPRODUCED),
        (0.3, -0.3, 0.9, Verdict.SIGN_ONLY),
        (0.9, -0.1, 1.9, Verdict.NOT_REPRODUCED),
        (0.9, 0.5, 1.3, Verdict.NOT_REPRODUCED),
        (0.9, 0.7, 1.1, Verdict.CONTRADICTED),
    ],
)
def test_unchanged_means_shown_to_be_small(g, low, high, verdict):
    assert judge(part(sign=0, low=-0.6, high=0.6), effect(g, low, high))[0] is verdict


@pytest.mark.parametrize(
    ("value", "interval", "verdict"),
    [
        (0.5, (0.4, 0.6), Verdict.REPRODUCED),
        (0.1, (0.0, 0.2), Verdict.SIGN_ONLY),
        (1.5, (1.2, 1.8), Verdict.CONTRADICTED),
        (1.1, (0.9, 1.3), Verdict.NOT_REPRODUCED),
    ],
)
def test_a_value_is_judged_by_its_range_and_its_side(value, interval, verdict):
    sici = part("value", sign=-1, of="value", low=0.3, high=0.7, reference=1.0)
    assert judge(sici, Estimate(12, 12, value, interval))[0] is verdict


def test_a_value_without_a_side_is_in_range_or_not():
    rate = part("value", sign=None, of="value", low=1.0, high=10.0)
    assert judge(rate, Estimate(12, 12, 30.0, (29, 31)))[0] is Verdict.NOT_REPRODUCED


def test_a_band_in_milliseconds_is_set_beside_the_difference():
    onset = part(of="difference", low=10.0, high=60.0)
    late = Estimate(12, 12, 100.0, (90.0, 110.0), g_av=1.0, g_av_interval=(0.5, 1.5))
    assert judge(onset, late)[0] is Verdict.SIGN_ONLY


def test_a_constant_shift_has_a_sign_and_no_size():
    shifted = estimate(part(), {"before": np.zeros(8), "after": np.ones(8)})
    verdict, reason = judge(part(), shifted)
    assert verdict is Verdict.SIGN_ONLY
    assert "no variation between subjects" in reason


def test_an_interval_that_the_exact_p_does_not_support_shows_a_sign_only():
    narrow = replace(effect(1.0, 0.1, 1.9), p=0.11)
    verdict, reason = judge(part(), narrow)
    assert verdict is Verdict.SIGN_ONLY
    assert reason == "interval excludes 0 but p = 0.11"


def test_a_finding_is_as_good_as_its_weakest_part():
    assert weakest([Verdict.REPRODUCED, Verdict.SIGN_ONLY]) is Verdict.SIGN_ONLY
    assert weakest([Verdict.NOT_REPRODUCED, Verdict.CONTRADICTED]) is Verdict.CONTRADICTED
    assert weakest([Verdict.REPRODUCED, Verdict.NOT_SCORED]) is Verdict.NOT_SCORED
    assert weakest([Verdict.NOT_REPRODUCED, Verdict.NOT_SCORED]) is Verdict.NOT_SCORED
    assert weakest([Verdict.NOT_SCORED, Verdict.CONTRADICTED]) is Verdict.CONTRADICTED
    assert weakest([Verdict.REPRODUCED, Verdict.NOT_MODELLED]) is Verdict.REPRODUCED
    assert weakest([Verdict.NOT_MODELLED]) is Verdict.NOT_MODELLED


def test_the_ratio_is_a_geometric_mean():
    doubled = part("ratio", of="ratio", low=1.0, high=3.9)
    values = {"before": np.array([1.0, 2.0, 4.0]), "after": np.array([1.0, 4.0, 16.0])}
    assert estimate(doubled, values).value == pytest.approx(2.0)


def test_the_share_counts_subjects_with_the_sign():
    falling = part("share", sign=-1, of="share", low=0.3, high=0.9)
    values = {"before": np.array([3.0, 3, 3, 3]), "after": np.array([2.0, 3, 4, np.nan])}
    found = estimate(falling, values)
    assert (found.n, found.value) == (3, pytest.approx(1 / 3))


def test_a_gain_is_retained_if_the_stated_share_of_it_is_kept(rng):
    start = rng.normal(100, 5, 12)
    trained = start - 20 + rng.normal(0, 1, 12)
    kept, lost = trained + 4, start + rng.normal(0, 0.1, 12)
    retained = part("retained", sign=-1, low=None, high=None, keep=0.5)
    for later, verdict in ((kept, Verdict.REPRODUCED), (lost, Verdict.CONTRADICTED)):
        found = estimate(retained, {"before": start, "after": trained, "later": later})
        assert judge(retained, found)[0] is verdict


def test_few_subjects_show_a_sign_and_no_more_however_clear():
    verdict, reason = judge(part(), replace(effect(1.0, 0.5, 1.5, n=5), p=0.01))
    assert verdict is Verdict.SIGN_ONLY
    assert reason.startswith("5 subjects")
