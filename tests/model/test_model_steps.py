"""What the time step and the floating-point precision cost, stated in docs/model.rst."""

import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[1] / "fixtures" / "step_and_precision.py"


@pytest.fixture(scope="module")
def measured():
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(PROGRAM)], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def deviation(measured, step):
    """Return the error of a postsynaptic potential 10 ms after a jump of conductance."""
    reference = measured["0.01"]["potential"]
    return abs(measured[step]["potential"] - reference) / (reference + 70)


def test_potentials_converge_with_first_order_in_the_time_step(measured):
    errors = [deviation(measured, step) for step in ("0.5", "0.25", "0.125")]
    ratios = [coarse / fine for coarse, fine in pairwise(errors)]
    assert ratios == pytest.approx([2, 2], abs=0.2)


def test_the_default_step_costs_five_percent_of_a_potential_and_nothing_of_an_interval(measured):
    assert deviation(measured, "0.5") == pytest.approx(0.048, abs=0.003)
    fine = measured["0.01"]["interval"]
    assert measured["0.5"]["interval"] == pytest.approx(fine, rel=0.005)


def test_single_precision_moves_no_spike_and_weights_by_a_millionth(measured):
    assert measured["spikes"] > 2000
    assert measured["moved"] == 0
    assert 1e-7 < measured["weight"] < 1e-5


def test_storing_weights_in_single_precision_costs_less_than_computing_in_it(measured):
    assert measured["stored"] < 2**-24
    assert measured["stored"] < measured["weight"] / 10
