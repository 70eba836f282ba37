"""How BDNF scales the rules, and the depression that holds a target rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cortex_sim.plasticity.bdnf import BdnfAction, bdnf_factors
from cortex_sim.plasticity.inhibitory import alpha

POSITIVE = st.floats(0.1, 5)


@given(half=POSITIVE, hill=POSITIVE, acts_on=st.sampled_from(["burst_term", "whole_rule"]))
def test_the_healthy_level_scales_nothing(half, hill, acts_on):
    action = BdnfAction(half_level=half, hill=hill, acts_on=acts_on)
    assert bdnf_factors(action, 1.0) == pytest.approx((1.0, 1.0))
    assert bdnf_factors(action, 0.0).ltp == 0.0


@pytest.mark.parametrize(("acts_on", "ltd"), [("burst_term", 1.0), ("whole_rule", 0.4)])
def test_depression_follows_bdnf_only_if_the_whole_rule_does(acts_on, ltd):
    """At half the level a Hill curve of 2 with its middle at 1 is at 2 * 1/4 / (1 + 1/4)."""
    assert bdnf_factors(BdnfAction(acts_on=acts_on), 0.5) == pytest.approx((0.4, ltd))


def test_at_the_target_rate_both_halves_of_the_inhibitory_rule_cancel():
    """Pre and post at rate r: + r (r tau) at posts, + r (r tau - alpha) at pres, in the mean."""
    rate, tau = 3.0, 0.02
    at_post, at_pre = rate * (rate * tau), rate * (rate * tau - alpha(rate, tau))
    assert at_post + at_pre == pytest.approx(0.0)
