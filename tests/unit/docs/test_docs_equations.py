"""The formulas of the pages against the text that is compiled."""

from math import exp
from pathlib import Path

import equations
import numpy as np
import pytest

from cortex_sim.config.load import load_study
from cortex_sim.model import coil, inputs
from cortex_sim.plasticity import inhibitory, triplet
from cortex_sim.plasticity.bdnf import BdnfAction, bdnf_factors

BASE = Path(__file__).parents[3] / "configs" / "base.yaml"
STUDY = load_study(BASE)


def run(statements, **values):
    """Return the variables after Brian2 statements, run by Python."""
    scope = {"clip": np.clip, "exp": exp, "int": int, "volt": 1.0, **values}
    exec(statements.strip(), scope)
    return scope


@pytest.fixture
def values(rng):
    names = [*triplet.INPUTS, "o1_post", "o2_post", "r1_pre", "w"]
    return {name: rng.uniform(0.1, 0.9) for name in names} | {"learning_rate": 0.01}


def test_the_triplet_rule_depresses_as_its_formula_says(values):
    v = values
    w, mu = v["w"], v["softness"]
    soft = v["ltd"] * v["o1_post"] * (1 - mu + mu * w)
    drift = v["decay"] * (w - v["latent_weight"])
    expected = w - v["learning_rate"] * v["bdnf_ltd"] * (soft + drift)
    assert run(triplet.ON_PRE, **v)["w"] == pytest.approx(expected)


def test_the_triplet_rule_potentiates_as_its_formula_says(values):
    v = values
    w, o2 = v["w"], v["o2_post"]
    gain = (v["bdnf_ltp"] * v["ltp"] * o2 + v["ltp_pair"]) * v["r1_pre"] * (1 - v["softness"] * w)
    loss = v["bdnf_ltd"] * v["heterosynaptic"] * o2 * (w - v["latent_weight"])
    expected = w + v["learning_rate"] * (gain - loss)
    assert run(triplet.ON_POST, **v)["w"] == pytest.approx(expected)


def test_the_inhibitory_rule_is_its_formula():
    start = {"w": 0.5, "learning_rate": 0.1, "z_post": 0.4, "z_pre": 0.6}
    alpha = inhibitory.alpha(3.0, 0.02)
    assert alpha == pytest.approx(2 * 3.0 * 0.02)
    assert run(inhibitory.ON_PRE, alpha=alpha, **start)["w"] == pytest.approx(0.528)
    assert run(inhibitory.ON_POST, **start)["w"] == pytest.approx(0.56)


def test_bdnf_is_its_hill_curve():
    b, half, n = 0.7, 1.2, 2.5
    expected = (1 + half**n) * b**n / (half**n + b**n)
    action = BdnfAction(half_level=half, hill=n, acts_on="burst_term")
    assert bdnf_factors(action, b) == pytest.approx((expected, 1.0))


@pytest.mark.parametrize(("needed", "fires"), [(0.0110, True), (0.0112, False)])
@pytest.mark.parametrize(("uncoupling", "axon"), [(0.0, -0.075), (0.4, -0.073), (1.0, -0.07)])
def test_a_pulse_lifts_an_axon_by_the_gaussian_of_its_distance(needed, fires, uncoupling, axon):
    # 18 mV, sensitivity 1, one SD away: 18 exp(-1/2) = 10.92 mV, times 1.02 is 11.14 mV
    values = {"x_pre": 0.0, "y_pre": 0.0, "x_post": 0.45, "y_post": 0.0, "width_pre": 0.45}
    values |= {"intensity_pre": 0.018, "tms_gain_post": 1.02, "v_post": -0.075, "E_L_post": -0.07}
    values |= {
        "axon_spike_pre": 0.03,
        "uncoupling_pre": uncoupling,
        "v_threshold_post": axon + needed,
    }
    after = run(coil.ON_PRE, **values)
    assert after["v_post"] == pytest.approx(0.03 if fires else -0.075)


def test_a_cue_cell_has_its_gaussian_rate_in_every_trial():
    values = {"base_rate": 1.0, "peak_rate": 80.0, "centre": 0.2, "width": 0.025}
    rate = run(inputs.CUE_UPDATE, t=1.2 + 0.225, trial_duration=0.6, **values)["rate"]
    assert rate == pytest.approx(1 + 80 * exp(-0.5))


def test_every_variable_of_the_equations_is_explained():
    rows = equations.variable_rows(equations.all_equations(STUDY))
    assert [name for name, *_, meaning in rows if not meaning] == []


def test_the_equations_of_every_spiking_population_are_shown():
    shown = {listing.title for listing in equations.cell_listings(STUDY)}
    assert shown == {n for n, p in STUDY.network.populations.items() if p.cell is not None}


def test_a_rule_is_shown_as_compiled_but_for_line_breaks():
    listing = next(r for r in equations.rule_listings(STUDY) if r.title == "triplet")
    shown = " ".join(listing.code.split())
    assert triplet.ON_PRE in shown
    assert triplet.ON_POST in shown


def test_every_kind_of_input_and_the_coil_are_shown():
    shown = [listing.title for listing in equations.input_listings()]
    assert shown == [*inputs.INPUT_CELLS, "coil"]
