"""When a check of the main phenomenon holds, fails or is open: known cases, no simulation."""

import importlib.util
from math import inf, nan
from pathlib import Path

import pytest

CHECKS = Path(__file__).resolve().parents[2] / "experiments" / "acceptance" / "checks.py"


@pytest.fixture(scope="module")
def in_band():
    spec = importlib.util.spec_from_file_location("acceptance_lines", CHECKS)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.in_band


@pytest.mark.parametrize(
    ("value", "interval", "band", "holds", "is_open"),
    [
        (1.0, (0.9, 1.1), (0.8, inf), True, False),
        (1.0, (0.6, 1.4), (0.8, inf), True, True),
        (0.7, (0.5, 0.9), (0.8, inf), False, True),
        (0.5, (0.3, 0.7), (0.8, inf), False, False),
        (0.0, (-0.1, 0.1), (-0.2, 0.2), True, False),
        (0.3, (0.1, 0.5), (-0.2, 0.2), False, True),
        (0.0, (-0.5, 0.5), (-0.2, 0.2), True, True),
        (0.4, (0.3, 0.5), (-0.2, 0.2), False, False),
        (0.4, (nan, nan), (-0.2, 0.2), False, False),
    ],
)
def test_a_check_is_open_where_its_interval_lies_on_both_sides(
    in_band, value, interval, band, holds, is_open
):
    check = in_band("a line", value, interval, band, "")
    assert (check.holds, check.is_open) == (holds, is_open)


def test_a_rise_whose_interval_holds_zero_does_not_hold(in_band):
    check = in_band("a line", 0.9, (-0.1, 1.9), (0.8, inf), "", also=False)
    assert not check.holds
    assert check.is_open
