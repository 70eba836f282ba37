"""What is published about the rules, seen in the compiled network."""

from dataclasses import replace

import numpy as np
import pytest
from fixtures.tiny_lab import EVERY_STEP, Lab, silent

from cortex_sim.plasticity.bdnf import BdnfAction, bdnf_factors

pytestmark = pytest.mark.compiled

VISUAL_CORTEX = {
    "learning_rate": 1.0,
    "ltd": 7.1e-3,
    "ltp": 6.5e-3,
    "ltp_pair": 0.0,
    "heterosynaptic": 0.0,
    "decay": 0.0,
    "softness": 0.0,
}
"""Minimal all-to-all triplet model, visual cortex: Pfister & Gerstner (2006), table 4."""


def rule(**changes: float) -> dict[str, float]:
    return {f"cue_exc.{key}": value for key, value in (VISUAL_CORTEX | changes).items()}


def pairing(lab: Lab, frequency: float, n_pairs: int, lags, **changes: float) -> dict[float, float]:
    """Return the weight change per pair by lag (s), post minus pre, pairing at ``frequency``.

    Cells of ``exc`` fire once a period because their drive is huge and their
    refractory period is one period long. Cue cell k fires ``lags[k]`` before them.
    """
    cells = lab.populations["cue"]
    period = 1 / frequency
    lags = np.resize(lags, cells)
    # cells fire in step 0; the first pair is completed by the second spike
    changed = silent(lab) | {
        "exc.bias": 2.0,
        "exc.adaptation_step": 0.0,
        "exc.refractory_period": period,
        "cue.peak_rate": EVERY_STEP,
        "cue.width": 0.05e-3,
        "cue.centre": (-lags) % period,
    }
    inputs = lab.inputs(
        plastic=True,
        trial_duration=period,
        changed=changed | rule(**changes),
        weights={"cue_exc": np.full(lab.plastic.synapses["cue_exc"], 0.5)},
    )
    outputs = ["cue_exc.w", "exc_spikes.count", "cue_spikes.count"]
    found = lab.run(inputs, plastic=True, duration=n_pairs * period, outputs=outputs)
    assert set(found["exc_spikes.count"]) == {n_pairs}
    assert set(found["cue_spikes.count"]) == {n_pairs}
    sources, _ = lab.anatomy.wiring["cue_exc"]
    change = (found["cue_exc.w"] - 0.5) / n_pairs
    return {float(lags[i]): float(change[sources == i].mean()) for i in set(sources)}


LAGS = np.array([-60, -40, -20, -10, -5, 5, 10, 20, 40, 60]) * 1e-3


def test_pre_before_post_potentiates_and_post_before_pre_depresses(lab):
    window = pairing(lab, 1.0, 4, LAGS, ltp_pair=5e-3, ltp=0.0)
    assert all(np.sign(change) == np.sign(lag) for lag, change in window.items())


def test_window_decays_with_the_published_time_constants(lab):
    window = pairing(lab, 1.0, 4, LAGS, ltp_pair=5e-3, ltp=0.0)
    up = np.log(window[0.005] / window[0.04])
    down = np.log(window[-0.005] / window[-0.04])
    assert up == pytest.approx(0.035 / 16.8e-3, rel=1e-3)
    assert down == pytest.approx(0.035 / 33.7e-3, rel=1e-3)


def test_area_of_the_window_is_negative_when_pair_terms_are_equal(lab):
    window = pairing(lab, 1.0, 4, LAGS, ltp_pair=7.1e-3, ltp=0.0)
    assert sum(window.values()) < 0


def test_potentiation_grows_with_the_frequency_of_pairing(lab):
    """Sjöström et al. (2001) as fitted by Pfister & Gerstner (2006), figure 2."""
    frequencies = (1.0, 10.0, 20.0, 40.0, 50.0)
    change = [pairing(lab, f, 12, [0.01])[0.01] for f in frequencies]
    assert all(np.diff(change) > 0)
    assert abs(change[0]) < 0.1 * change[-1]


def test_post_before_pre_depresses_when_slow_and_potentiates_when_fast(lab):
    change = {f: pairing(lab, f, 12, [-0.01])[-0.01] for f in (1.0, 10.0, 50.0)}
    assert change[1.0] < 0
    assert change[10.0] < 0
    assert change[50.0] > 0


def test_no_bdnf_removes_the_burst_term_of_potentiation_and_nothing_else(lab):
    without = bdnf_factors(BdnfAction(acts_on="burst_term"), 0.0)
    gated = pairing(lab, 20.0, 8, LAGS[4:6], ltp_pair=1e-2, bdnf_ltp=without.ltp,
                    bdnf_ltd=without.ltd)  # fmt: skip
    removed = pairing(lab, 20.0, 8, LAGS[4:6], ltp_pair=1e-2, ltp=0.0)
    intact = pairing(lab, 20.0, 8, LAGS[4:6], ltp_pair=1e-2)
    assert gated == pytest.approx(removed, rel=1e-12)
    assert gated[-0.005] < 0 < gated[0.005] < intact[0.005]


def test_no_bdnf_stops_all_plasticity_if_it_acts_on_the_whole_rule(lab):
    without = bdnf_factors(BdnfAction(acts_on="whole_rule"), 0.0)
    gated = pairing(lab, 20.0, 8, LAGS[4:6], bdnf_ltp=without.ltp, bdnf_ltd=without.ltd, decay=0.1)
    assert set(gated.values()) == {0.0}


def test_session_inputs_pass_the_bdnf_factors_of_the_configuration(lab):
    study = lab.study.model_copy(update={"bdnf": BdnfAction(acts_on="burst_term")})
    other = replace(lab, study=study)
    inputs = other.inputs(plastic=True, condition={"levels": {"bdnf": 0.0}})
    for name in ("cue_exc", "exc_exc", "exc_exc5", "exc5_motoneuron"):
        assert inputs[f"{name}.bdnf_ltp"] == 0.0
        assert inputs[f"{name}.bdnf_ltd"] == 1.0


TARGET = 8.0


def homeostasis(lab: Lab, bias: float, *, rate: float) -> float:
    """Return the mean rate (Hz) of exc after inhibitory plasticity, weights held."""
    quiet = {key: 0.0 for key in silent(lab) if "gain" in key or "rate" in key}
    changed = quiet | {
        "pv_exc.gain_gaba_a": 1.0,
        "exc.bias": bias,
        "pv.bias": 0.02,
        "exc.adaptation_step": 0.0,
        "pv_exc.learning_rate": rate,
        "pv_exc.alpha": 2 * TARGET * 0.02,
    }
    none = {"pv_exc": np.zeros(lab.plastic.synapses["pv_exc"])}
    learn = lab.inputs(plastic=True, changed=changed, weights=none)
    weights = lab.run(learn, plastic=True, duration=20.0, outputs=["pv_exc.w"])["pv_exc.w"]
    held = lab.inputs(plastic=False, changed=changed, weights={"pv_exc": weights})
    steps, _ = lab.spikes(lab.run(held, plastic=False, duration=4.0))["exc"]
    return len(steps) / lab.populations["exc"] / 4.0


def test_inhibitory_plasticity_brings_cells_to_the_target_rate(lab):
    """Vogels et al. (2011): the rate settles at the target whatever the drive."""
    drives = (0.024, 0.03)
    before = [homeostasis(lab, bias, rate=0.0) for bias in drives]
    after = [homeostasis(lab, bias, rate=2e-2) for bias in drives]
    assert min(before) > 2 * TARGET
    assert max(before) > 1.2 * min(before)
    # synapses see that their own spikes delay the cell, hence a little above the target
    assert after == pytest.approx([TARGET, TARGET], rel=0.35)
