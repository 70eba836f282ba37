"""Pools of BDNF: nothing is made or lost, nothing is negative, closed form is exact."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from cortex_sim.config.slow_clock import BdnfKinetics
from cortex_sim.slow.pools import (
    UNIT_KINETICS,
    UNIT_PRACTICE,
    Pools,
    advance_pools,
    practice_pools,
    rate_matrix,
    relative_pools,
    steady_pools,
)

SETTINGS = BdnfKinetics()
AMOUNT = st.floats(0, 20)
TIME = st.floats(1, 30 * 86400)
DRIVE = st.floats(0, 10)


@given(AMOUNT, AMOUNT, AMOUNT, TIME, DRIVE)
def test_what_is_released_is_in_a_pool_or_was_removed(fused, pro, mature, time, drive):
    start = Pools(fused, pro, mature)
    end, removed = advance_pools(start, SETTINGS, time, drive)
    came_in = drive * time / SETTINGS.removal_time
    assert sum(end) + removed == pytest.approx(sum(start) + came_in, rel=1e-9, abs=1e-9)


@given(AMOUNT, AMOUNT, AMOUNT, TIME, DRIVE)
def test_no_pool_is_ever_negative(fused, pro, mature, time, drive):
    end, removed = advance_pools(Pools(fused, pro, mature), SETTINGS, time, drive)
    assert min(*end, removed) >= 0


@pytest.mark.parametrize("drive", [0.0, 1.0, 3.0])
def test_closed_form_is_the_numerical_solution(drive):
    start = np.array([5.0, 1.0, 2.0, 0.0, drive])
    matrix = rate_matrix(SETTINGS)
    found = solve_ivp(lambda _, y: matrix @ y, (0, 4000), start, rtol=1e-10, atol=1e-12)
    end, removed = advance_pools(Pools(5.0, 1.0, 2.0), SETTINGS, 4000.0, drive)
    np.testing.assert_allclose([*end, removed], found.y[:4, -1], rtol=1e-6)


def test_equal_time_constants_are_no_singularity():
    settings = BdnfKinetics(release_time="100 s", cleavage_time="100 s", removal_time="100 s")
    end, _ = advance_pools(Pools(), settings, 1e5, 1.0)
    np.testing.assert_allclose(end, steady_pools(settings), rtol=1e-9)


def test_two_steps_are_one():
    middle, _ = advance_pools(Pools(1.0, 2.0, 3.0), SETTINGS, 700.0, 0.5)
    end, _ = advance_pools(middle, SETTINGS, 300.0, 0.5)
    np.testing.assert_allclose(end, advance_pools(Pools(1.0, 2.0, 3.0), SETTINGS, 1000.0, 0.5)[0])


def test_without_release_all_bdnf_is_gone_in_hours():
    end, _ = advance_pools(Pools(10.0, 1.0, 1.0), SETTINGS, 12 * 3600.0)
    assert sum(end) < 1e-10


def test_slower_cleavage_leaves_less_mature_and_more_pro():
    slow = SETTINGS.model_copy(update={"cleavage_time": 1000.0})
    assert steady_pools(slow).mature < steady_pools(SETTINGS).mature
    assert steady_pools(slow).pro > steady_pools(SETTINGS).pro


def test_unit_is_the_mean_over_a_healthy_practice_session():
    unit = practice_pools(UNIT_KINETICS, UNIT_PRACTICE)
    assert relative_pools(unit) == pytest.approx((1, 1, 1))


def test_default_kinetics_are_those_of_the_unit():
    fields = ("release_time", "pro_fraction", "cleavage_time", "removal_time")
    for field in fields:
        assert getattr(SETTINGS, field) == getattr(UNIT_KINETICS, field)
