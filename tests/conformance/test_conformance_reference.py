"""Every plastic projection against an independent reference, synapse by synapse."""

import numpy as np
import pytest
from fixtures.reference_rules import Inhibitory, Trace, Triplet, simulate
from fixtures.tiny_lab import DT, EVERY_STEP, Lab, lab_of, muscle_trials, silent

pytestmark = pytest.mark.compiled

TAU = {"fast_pre": 0.0168, "fast": 0.0337, "slow": 0.114, "trace": 0.02}
DELAY_STEPS = {
    "cue_exc": 2,
    "exc_exc": 3,
    "exc_exc5": 2,
    "exc5_motoneuron": 10,
    "pv_exc": 2,
    "pv_exc5": 4,
}
"""Delays of configs/base.yaml in steps of 0.5 ms."""
SINGLE_PRECISION = 1e-5
"""Largest error of a weight in single precision after some hundred changes."""
INHIBITORY = ("pv_exc", "pv_exc5")


def uncoupled(lab: Lab) -> dict[str, float]:
    """Plastic synapses transmit nothing, so weights do not feed back on spikes."""
    return {
        f"{name}.gain_{receptor}": 0.0
        for name in lab.plastic_names
        for receptor in lab.study.network.projections[name].gain
    }


def triplet_inputs(lab: Lab, rule: Triplet) -> dict[str, float]:
    values = {
        "learning_rate": rule.eta,
        "ltd": rule.a2_minus,
        "ltp": rule.a3_plus,
        "ltp_pair": rule.a2_plus,
        "heterosynaptic": rule.heterosynaptic,
        "decay": rule.decay,
        "latent_weight": rule.rest,
        "softness": rule.softness,
        "bdnf_ltp": rule.bdnf_potentiation,
        "bdnf_ltd": rule.bdnf_depression,
    }
    names = [n for n in lab.plastic_names if n not in INHIBITORY]
    return {f"{name}.{key}": value for name in names for key, value in values.items()}


def inhibitory_inputs(rule: Inhibitory) -> dict[str, float]:
    values = {"learning_rate": rule.eta, "alpha": 2 * rule.target_rate * rule.tau}
    return {f"{name}.{key}": value for name in INHIBITORY for key, value in values.items()}


def compare(lab: Lab, changed, rules, *, duration, start, tolerance=1e-6, **given):
    """Run both programs on the same spikes and compare all weights with the reference."""
    frozen = lab.inputs(plastic=False, changed=changed, **given)
    spikes = lab.spikes(lab.run(frozen, plastic=False, duration=duration))
    plastic = lab.inputs(plastic=True, changed=changed, weights=start, **given)
    counts = [f"{name}_spikes.count" for name in lab.populations]
    weights = [f"{name}.w" for name in lab.plastic_names]
    found = lab.run(plastic, plastic=True, duration=duration, outputs=counts + weights)
    for name, size in lab.populations.items():
        expected = np.bincount(spikes[name][1], minlength=size)
        np.testing.assert_array_equal(found[f"{name}_spikes.count"], expected)
    for name in lab.plastic_names:
        expected = reference(lab, name, rules[name], spikes, start[name], duration)
        limits = {"rtol": tolerance, "atol": 1e-12}
        if lab.study.compiler.precision == "fast":
            limits = {"rtol": 0, "atol": SINGLE_PRECISION}
        np.testing.assert_allclose(found[f"{name}.w"], expected, **limits)
    return spikes, {name: found[f"{name}.w"] for name in lab.plastic_names}


def reference(lab: Lab, name, rule, spikes, start, duration):
    row = lab.study.network.projections[name]
    pre, post = spikes[row.source], spikes[row.target]
    n_pre, n_post = lab.populations[row.source], lab.populations[row.target]
    if isinstance(rule, Triplet):
        nearest = lab.study.network.spike_pairing == "nearest_spike"
        of_pre = {"fast": Trace(pre, n_pre, TAU["fast_pre"], DT, nearest)}
        of_post = {key: Trace(post, n_post, TAU[key], DT, nearest) for key in ("fast", "slow")}
    else:
        of_pre = {"trace": Trace(pre, n_pre, TAU["trace"], DT)}
        of_post = {"trace": Trace(post, n_post, TAU["trace"], DT)}
    return simulate(
        rule,
        start,
        lab.anatomy.wiring[name],
        pre,
        post,
        (of_pre, of_post),
        delay=DELAY_STEPS[name],
        n_steps=round(duration / DT),
    )


def random_weights(lab: Lab, rng) -> dict[str, np.ndarray]:
    sizes = lab.plastic.synapses
    return {name: rng.uniform(0, 1, sizes[name]) for name in lab.plastic_names}


FULL = Triplet(
    eta=0.3, a2_minus=5e-3, a3_plus=8e-3, a2_plus=3e-3, heterosynaptic=2e-3, decay=0.01,
    rest=0.1, softness=0.5, bdnf_potentiation=1.3, bdnf_depression=0.8,
)  # fmt: skip
VIOLENT = Triplet(
    eta=40.0, a2_minus=2e-2, a3_plus=2e-2, a2_plus=1e-2, heterosynaptic=2e-3, decay=0.001,
    rest=0.1, softness=0.0,
)  # fmt: skip
BALANCE = Inhibitory(eta=2e-3, target_rate=3.0, tau=TAU["trace"])


def all_rules(lab: Lab, rule: Triplet, inhibitory: Inhibitory):
    return {n: inhibitory if n in INHIBITORY else rule for n in lab.plastic_names}


@pytest.mark.parametrize("seed", [1, 2])
def test_noise_driven_trains_give_the_weights_of_the_reference(lab, rng, seed):
    changed = uncoupled(lab) | {"exc.bias": 0.019, "exc5.bias": 0.021, "motoneuron.bias": 0.018}
    changed |= {"cue.base_rate": 12.0, "afferent.base_rate": 10.0}
    changed |= triplet_inputs(lab, FULL) | inhibitory_inputs(BALANCE)
    spikes, weights = compare(
        lab, changed, all_rules(lab, FULL, BALANCE), duration=0.6, start=random_weights(lab, rng)
    )
    assert {name for name, (steps, _) in spikes.items() if len(steps) <= 100} == set()
    assert all(np.ptp(w) > 0.5 for w in weights.values())


def test_pairing_of_nearest_spikes_agrees_and_differs_from_all_to_all(lab, rng):
    precision = f"compiler.precision={lab.study.compiler.precision}"
    nearest = lab_of(precision, "network.spike_pairing=nearest_spike")
    changed = uncoupled(nearest) | {"exc.bias": 0.019, "motoneuron.bias": 0.013}
    changed |= {"cue.base_rate": 30.0, "afferent.base_rate": 10.0}
    changed |= triplet_inputs(nearest, FULL) | inhibitory_inputs(BALANCE)
    start, duration = random_weights(nearest, rng), 0.3
    _, weights = compare(
        nearest, changed, all_rules(nearest, FULL, BALANCE), duration=duration, start=start
    )
    _, usual = compare(lab, changed, all_rules(lab, FULL, BALANCE), duration=duration, start=start)
    assert all(
        np.array_equal(weights[name], usual[name]) == (name in INHIBITORY) for name in weights
    )


def test_weights_that_hit_both_bounds_agree(lab, rng):
    changed = uncoupled(lab) | {"exc.bias": 0.019, "exc5.bias": 0.021, "motoneuron.bias": 0.018}
    changed |= {"cue.base_rate": 12.0, "afferent.base_rate": 10.0}
    strong = Inhibitory(eta=0.5, target_rate=15.0, tau=TAU["trace"])
    changed |= triplet_inputs(lab, VIOLENT) | inhibitory_inputs(strong)
    _, weights = compare(
        lab, changed, all_rules(lab, VIOLENT, strong), duration=0.6, start=random_weights(lab, rng)
    )
    assert all((w == 0).any() and (w == 1).any() for w in weights.values())


def volleys(lab: Lab, *, cue_lag: float, period: float, n_trials: int):
    """Return inputs with a cue volley and a postsynaptic volley in each trial.

    Cue cells fire at 20 ms + ``cue_lag``, exc cells some steps after 20 ms.
    """
    cells = lab.populations["cue"]
    changed = silent(lab) | {
        "cue.peak_rate": EVERY_STEP,
        "cue.width": 0.05e-3,
        "cue.centre": np.full(cells, 0.02 + cue_lag),
        "afferent.active_rate": EVERY_STEP,
        "afferent_exc.gain_ampa": 40.0,
        "afferent_pv.gain_ampa": 40.0,
        "afferent_motoneuron.gain_ampa": 40.0,
    }
    trials = muscle_trials([0.02, 0.02, 0.02, np.nan], n_trials)
    return changed, {"trials": trials, "trial_duration": period}


@pytest.mark.parametrize("lag_steps", [-20, -1, 0, 1, 2, 3, 4, 20])
def test_volleys_agree_also_where_arrival_and_spike_share_a_step(lab, rng, lag_steps):
    changed, given = volleys(lab, cue_lag=lag_steps * DT, period=0.06, n_trials=4)
    changed |= triplet_inputs(lab, FULL) | inhibitory_inputs(BALANCE)
    spikes, _ = compare(
        lab,
        changed,
        all_rules(lab, FULL, BALANCE),
        duration=0.24,
        start=random_weights(lab, rng),
        tolerance=1e-9,
        **given,
    )
    assert len(set(spikes["cue"][0])) == 4
    assert len(spikes["exc"][0]) > 40


def test_some_volley_has_arrival_and_postsynaptic_spike_in_one_step(lab):
    collisions = 0
    for lag_steps in range(5):
        changed, given = volleys(lab, cue_lag=lag_steps * DT, period=0.06, n_trials=1)
        inputs = lab.inputs(plastic=False, changed=changed, **given)
        spikes = lab.spikes(lab.run(inputs, plastic=False, duration=0.06))
        arrivals = set(spikes["cue"][0] + DELAY_STEPS["cue_exc"])
        collisions += len(arrivals & set(spikes["exc"][0]))
    assert collisions >= 1


def test_traces_after_a_long_silence_are_those_of_the_reference(lab, rng):
    changed, given = volleys(lab, cue_lag=-0.01, period=6.0, n_trials=2)
    changed |= triplet_inputs(lab, FULL) | inhibitory_inputs(BALANCE)
    compare(
        lab,
        changed,
        all_rules(lab, FULL, BALANCE),
        duration=6.06,
        start=random_weights(lab, rng),
        tolerance=1e-9,
        **given,
    )


def test_weights_of_a_silent_network_stay_bit_identical(lab, rng):
    start = random_weights(lab, rng)
    changed = silent(lab) | triplet_inputs(lab, FULL) | inhibitory_inputs(BALANCE)
    inputs = lab.inputs(plastic=True, changed=changed, weights=start)
    found = lab.run(inputs, plastic=True, duration=0.5)
    kept = np.float32 if lab.study.compiler.precision == "fast" else np.float64
    for name in lab.plastic_names:
        np.testing.assert_array_equal(found[f"{name}.w"], start[name].astype(kept))
