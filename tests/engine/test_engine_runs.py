"""What a run of a compiled program promises, whatever simulates; which silences are errors."""

import numpy as np
import pytest
from fixtures.tiny_lab import brian2_lab, lab_of, movement

from cortex_sim.errors import RunError
from cortex_sim.model.coil import pulse_inputs

pytestmark = pytest.mark.compiled

DURATION = 0.6


@pytest.fixture(scope="module", params=["fast", "exact", "brian2"])
def lab(request):
    if request.param == "brian2":
        return brian2_lab()
    return lab_of(f"compiler.precision={request.param}")


@pytest.fixture(scope="module")
def practice(lab):
    """Inputs of a short practice with movement."""
    return movement(lab)


def run(lab, inputs, **options):
    return lab.run(inputs, plastic=True, **({"duration": DURATION} | options))


def equal(one, other):
    return all(np.array_equal(one[name], other[name]) for name in one)


def test_same_seed_is_bit_identical(lab, practice):
    assert equal(run(lab, practice, seed=7), run(lab, practice, seed=7))


def test_another_seed_differs_in_every_projection(lab, practice):
    one, other = run(lab, practice, seed=7), run(lab, practice, seed=8)
    assert not any(np.array_equal(one[name], other[name]) for name in one)


def test_seeds_differ_over_all_32_bits(lab, practice):
    one, other = run(lab, practice, seed=1), run(lab, practice, seed=2**31 + 1)
    assert not equal(one, other)


def test_another_wiring_is_really_used(lab, practice):
    wiring = dict(lab.anatomy.wiring)
    sources, targets = wiring["exc5_motoneuron"]
    wiring["exc5_motoneuron"] = (np.zeros_like(sources), targets)
    outputs = ["exc5_motoneuron.w", "exc5_motoneuron._synaptic_pre"]
    found = run(lab, practice, wiring=wiring, outputs=outputs)
    assert set(found["exc5_motoneuron._synaptic_pre"]) == {0}
    assert len(set(found["exc5_motoneuron.w"])) < lab.populations["motoneuron"] + 2


def test_learning_switched_off_leaves_every_weight_bit_identical(lab, rng):
    sizes = lab.plastic.synapses
    start = {name: rng.uniform(0, 1, sizes[name]) for name in lab.plastic_names}
    inputs = lab.inputs(plastic=True, weights=start, condition={"is_learning": False})
    found = run(lab, inputs)
    assert all(np.array_equal(found[f"{name}.w"], start[name]) for name in start)


def test_frozen_program_leaves_every_weight_bit_identical(lab, rng):
    sizes = lab.frozen.synapses
    start = {name: rng.uniform(0, 1, sizes[name]) for name in lab.plastic_names}
    inputs = lab.inputs(plastic=False, weights=start, condition={"stage": "development"})
    outputs = [f"{name}.w" for name in start]
    found = lab.run(inputs, plastic=False, duration=DURATION, outputs=outputs)
    assert all(np.array_equal(found[f"{name}.w"], start[name]) for name in start)


def test_frozen_program_knows_no_learning_rate(lab):
    assert not [name for name in lab.frozen.inputs if "learning_rate" in name]
    assert [name for name in lab.plastic.inputs if "learning_rate" in name]


def test_both_programs_fire_alike_when_nothing_learns(lab):
    """Another seed, so the agreement is one of statistics: 8 s of 130 cells."""
    drive = {"exc.bias": 0.018, "exc5.bias": 0.018, "pv.bias": 0.018, "motoneuron.bias": 0.012}
    drive["pv_exc.gain_gaba_b"] = 0.0
    totals = [f"{name}_spikes.N" for name in lab.populations]
    found = []
    for plastic in (True, False):
        condition = {"is_learning": False}
        inputs = lab.inputs(plastic=plastic, condition=condition, changed=drive)
        options = {"duration": 8.0, "outputs": totals, "seed": 1 + plastic}
        found.append(lab.run(inputs, plastic=plastic, **options))
    for name in ("exc_spikes.N", "exc5_spikes.N", "pv_spikes.N", "motoneuron_spikes.N"):
        assert found[0][name][0] > 500
        assert found[0][name][0] == pytest.approx(found[1][name][0], rel=0.15)


def test_both_programs_give_the_same_spikes_for_one_seed_when_weights_are_equal(lab):
    counts = [f"{name}_spikes.count" for name in lab.populations]
    condition = {"is_learning": False}
    one, other = (
        lab.run(
            lab.inputs(plastic=plastic, condition=condition),
            plastic=plastic,
            duration=1.0,
            outputs=counts,
        )
        for plastic in (True, False)
    )
    assert equal(one, other)


def test_duration_is_what_was_asked_for(lab):
    inputs = lab.inputs(plastic=False)
    outputs = ["defaultclock.t", "exc_spikes.t"]
    found = lab.run(inputs, plastic=False, duration=0.25, outputs=outputs)
    assert found["exc_spikes.t"].max() < 0.25
    assert found["defaultclock.t"][0] == pytest.approx(0.25)


def test_missing_input_is_refused(lab, practice):
    inputs = {key: value for key, value in practice.items() if key != "exc.tau_m"}
    with pytest.raises(RunError, match=r"not given: exc\.tau_m"):
        run(lab, inputs)


def test_unknown_input_is_refused(lab, practice):
    with pytest.raises(RunError, match=r"no such input: exc\.tau_x"):
        run(lab, practice | {"exc.tau_x": 1.0})


@pytest.mark.parametrize("name", ["exc_exc.w", "exc.bias", "trial_onset.values"])
def test_array_of_the_wrong_size_is_refused(lab, practice, name):
    with pytest.raises(RunError, match=f"input {name} has 3 values"):
        run(lab, practice | {name: np.zeros(3)})


def test_array_for_a_scalar_is_refused(lab, practice):
    with pytest.raises(RunError, match=r"input exc\.tau_m has 100 values"):
        run(lab, practice | {"exc.tau_m": np.full(100, 0.02)})


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("name", ["exc.tau_m", "exc_exc.w"])
def test_input_that_is_not_finite_is_refused(lab, practice, name, value):
    bad = np.array(practice[name], dtype=float)
    bad.flat[-1] = value
    with pytest.raises(RunError, match=f"input {name} is not finite"):
        run(lab, practice | {name: bad})


def test_wiring_of_the_wrong_length_is_refused(lab, practice):
    sources, targets = lab.anatomy.wiring["exc_exc"]
    wiring = lab.anatomy.wiring | {"exc_exc": (sources[:-1], targets[:-1])}
    with pytest.raises(RunError, match="wiring of exc_exc has"):
        run(lab, practice, wiring=wiring)


def test_missing_wiring_is_refused(lab, practice):
    wiring = {name: pair for name, pair in lab.anatomy.wiring.items() if name != "exc_exc"}
    with pytest.raises(RunError, match="wiring names"):
        run(lab, practice, wiring=wiring)


@pytest.mark.parametrize("index", [-1, 10**6])
def test_wiring_to_a_cell_that_does_not_exist_is_refused(lab, practice, index):
    sources, targets = lab.anatomy.wiring["exc_exc"]
    bad = sources.copy()
    bad[0] = index
    with pytest.raises(RunError):
        run(lab, practice, wiring=lab.anatomy.wiring | {"exc_exc": (bad, targets)})


@pytest.mark.parametrize("duration", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_duration_is_refused(lab, practice, duration):
    with pytest.raises(RunError, match=r"duration: got .* above 0"):
        run(lab, practice, duration=duration)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_seed_beyond_32_bits_is_refused(lab, practice, seed):
    with pytest.raises(RunError, match=r"seed: got .* \(32 bits\)"):
        run(lab, practice, seed=seed)


def test_unknown_output_is_named_with_what_is_known(lab, practice):
    with pytest.raises(RunError, match=r"no array 'exc\.nothing'; known: .*exc\.v"):
        run(lab, practice, outputs=["exc.nothing"])


def test_more_pulses_than_the_table_holds_are_refused(lab):
    rows = lab.study.network.max_pulses
    times = np.arange(rows) * 0.1
    with pytest.raises(ValueError, match=f"max_pulses = {rows}"):
        pulse_inputs(times, np.zeros((rows, 2)), np.zeros(rows), rows)


def test_pulses_out_of_order_are_refused():
    with pytest.raises(ValueError, match="increase"):
        pulse_inputs(np.array([0.2, 0.1]), np.zeros((2, 2)), np.zeros(2), 10)
