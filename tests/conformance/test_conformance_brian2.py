"""The kernel against Brian2's programs of the same networks: spikes and weights.

``exact`` draws Brian2's random numbers in Brian2's order, so both fire the same spikes. What
compilers round otherwise is a last digit in double precision, and weights are stored in
single.
"""

import numpy as np
import pytest
from fixtures.tiny_lab import (
    DT,
    ECHO_AND_LOOP,
    EVERYTHING,
    NEAREST_AND_RECORDED,
    Lab,
    brian2_lab,
    builds_folder,
    lab_of,
    movement,
)

from cortex_sim.config.channels import CoilTrain, Volleys
from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.engine.backends import ensure_program
from cortex_sim.model.given import Movements, given_populations, with_given_spikes
from cortex_sim.model.inputs import forcing
from cortex_sim.model.sequences import draw_trials
from cortex_sim.model.structure import structure_of
from cortex_sim.model.trials import volley_inputs

pytestmark = pytest.mark.compiled

ROUNDING = 1e-11
"""Largest relative difference of a weight: last digits, after some hundred changes."""

OTHER_KINDS = (*NEAREST_AND_RECORDED, *ECHO_AND_LOOP)
LABS = {"all spikes pair": (), "nearest spikes pair; echo and closed loop": OTHER_KINDS}


def exact_lab(*overrides: str) -> Lab:
    return lab_of("compiler.precision=exact", *EVERYTHING, *overrides)


def trials(lab: Lab, n_trials: int):
    sequence = resolve_sequence(lab.study.sequences, "healthy")
    rng = np.random.default_rng(3)
    return draw_trials(sequence, lab.study.muscle_names, n_trials, rng=rng), sequence.trial_duration


def both(lab: Lab, reference: Lab, inputs, **options):
    return lab.run(inputs, **options), reference.run(inputs, **options)


def assert_same_weights(lab: Lab, found, expected, start) -> None:
    for name in lab.plastic_names:
        np.testing.assert_allclose(found[f"{name}.w"], expected[f"{name}.w"], rtol=ROUNDING)
    moved = [n for n in lab.plastic_names if np.any(expected[f"{n}.w"] != start[n])]
    assert moved, "nothing has learned, so nothing was compared"


@pytest.mark.parametrize("overrides", LABS.values(), ids=LABS)
@pytest.mark.parametrize("stage", ["development", "adult"])
def test_practice_gives_the_same_spikes_and_weights(rng, overrides, stage):
    lab, reference = exact_lab(*overrides), brian2_lab(*overrides)
    start = {name: rng.uniform(0, 1, lab.plastic.synapses[name]) for name in lab.plastic_names}
    table, trial_duration = trials(lab, 3)
    inputs = lab.inputs(
        plastic=True,
        trials=table,
        trial_duration=trial_duration,
        weights=start,
        condition={"stage": stage, "levels": {"gaba_a": 0.7, "bdnf": 1.3}},
    )
    outputs = [f"{name}_spikes.{part}" for name in lab.populations for part in ("N", "count")]
    recorded = [n for n in lab.populations if f"{n}_spikes.t" in lab.plastic.outputs]
    assert bool(recorded) == bool(overrides)
    outputs += [f"{name}_spikes.{part}" for name in recorded for part in "ti"]
    outputs += [f"{name}.w" for name in lab.plastic_names]
    options = {"plastic": True, "duration": 3 * trial_duration, "seed": 11, "outputs": outputs}
    found, expected = both(lab, reference, inputs, **options)
    for name in lab.populations:
        assert expected[f"{name}_spikes.N"][0] > 20
        for part in ("N", "count"):
            key = f"{name}_spikes.{part}"
            np.testing.assert_array_equal(found[key], expected[key])
    for name in recorded:
        assert_same_spikes(found, expected, name)
    assert_same_weights(lab, found, expected, start)


def assert_same_spikes(found, expected, name: str) -> None:
    for outputs in (found, expected):
        outputs[f"{name}_spikes.step"] = np.rint(outputs[f"{name}_spikes.t"] / DT).astype(int)
    for part in ("step", "i"):
        key = f"{name}_spikes.{part}"
        np.testing.assert_array_equal(found[key], expected[key])


def pulses(n_pulses: int):
    """Pulses over the whole sheet, one of them early enough to meet refractory cells."""
    rng = np.random.default_rng(5)
    times = np.sort(np.append(0.05 + 0.03 * np.arange(n_pulses - 1), 0.0515))
    return times, rng.uniform(-2, 2, (n_pulses, 2)), rng.uniform(0.02, 0.15, n_pulses)


@pytest.mark.parametrize("seed", [1, 2**32 - 1])
def test_assessments_with_pulses_give_the_same_spikes(seed):
    lab, reference = exact_lab(), brian2_lab()
    table, trial_duration = trials(lab, 2)
    n_muscles = len(lab.study.muscles)
    inputs = lab.inputs(
        plastic=False,
        trials=table,
        trial_duration=trial_duration,
        pulses=pulses(30),
        condition={"tonic_drive": (0.004,) * n_muscles, "voluntary_drive": (0.003,) * n_muscles},
    )
    moving = ["g_nmda", "g_gaba_b", "g_gaba_b_spillover", "transmitter"]
    moving += ["g_afterhyperpolarisation", "g_t_current", "adaptation", "v"]
    outputs = [*lab.spike_outputs, *(f"exc.{name}" for name in moving)]
    options = {"plastic": False, "duration": 1.2, "seed": seed, "outputs": outputs}
    found, expected = both(lab, reference, inputs, **options)
    for name in lab.populations:
        assert len(expected[f"{name}_spikes.t"]) > 20
        assert_same_spikes(found, expected, name)
    for name in outputs[-len(moving) :]:
        assert np.any(expected[name] != 0)
        np.testing.assert_allclose(found[name], expected[name], rtol=1e-9, atol=1e-15)


def test_pulses_of_that_test_fire_cells_in_the_next_step():
    lab, given = exact_lab(), pulses(30)
    after = np.rint(given[0] / DT).astype(int) + 1
    quiet, shaken = (
        lab.spikes(lab.run(lab.inputs(plastic=False, pulses=each), plastic=False, duration=1.2))[
            "exc"
        ][0]
        for each in (None, given)
    )
    assert np.isin(shaken, after).sum() > 20 + 5 * np.isin(quiet, after).sum()


def test_stimulation_gives_the_same_spikes_and_weights(rng):
    """Theta bursts, volleys and a field at once, in the program that learns and has a coil."""
    lab, reference = exact_lab(*OTHER_KINDS), brian2_lab(*OTHER_KINDS)
    start = {name: rng.uniform(0, 1, lab.stimulated.synapses[name]) for name in lab.plastic_names}
    train = CoilTrain(muscle="DM", relative_intensity=1, pulses=15, rate="5 Hz", burst=3)
    times = np.array(train.times) - 0.9
    burst = (times, rng.uniform(-1, 1, (len(times), 2)), np.full(len(times), 0.05))
    inputs = lab.inputs(
        plastic=True,
        coil=True,
        pulses=burst,
        weights=start,
        condition={"polarisation": {"exc5": 2e-3}, "tonic_drive": (0.004, 0, 0, 0)},
    )
    inputs |= volley_inputs(lab.study, Volleys(muscles=("DM",), rate="40 Hz", spikes=2))
    outputs = [f"{name}_spikes.{part}" for name in lab.populations for part in ("N", "count")]
    outputs += [f"exc_spikes.{part}" for part in "ti"]
    outputs += [f"{name}.w" for name in lab.plastic_names]
    options = {"plastic": True, "coil": True, "duration": 1.2, "seed": 4, "outputs": outputs}
    found, expected = both(lab, reference, inputs, **options)
    for name in lab.populations:
        assert name == "cue" or expected[f"{name}_spikes.N"][0] > 20
        np.testing.assert_array_equal(
            found[f"{name}_spikes.count"], expected[f"{name}_spikes.count"]
        )
    assert_same_spikes(found, expected, "exc")
    after = np.rint(times / DT).astype(int) + 1
    assert np.isin(found["exc_spikes.step"], after).sum() > 20
    assert_same_weights(lab, found, expected, start)


@pytest.mark.parametrize("overrides", LABS.values(), ids=LABS)
@pytest.mark.parametrize("plastic", [True, False])
def test_both_backends_ask_for_the_same_inputs_and_offer_the_same_results(overrides, plastic):
    if overrides and not plastic:
        pytest.skip("frozen, it is the program of the other lab: the rules are not in it")
    lab, reference = exact_lab(*overrides), brian2_lab(*overrides)
    ours, theirs = (one.plastic if plastic else one.frozen for one in (lab, reference))
    assert ours.inputs == theirs.inputs
    assert ours.synapses == theirs.synapses
    assert ours.outputs <= theirs.outputs


def test_durations_that_are_no_whole_number_of_steps_end_at_the_same_step():
    lab, reference = exact_lab(), brian2_lab()
    for duration in (0.01, 0.0101, 0.0104999, 0.3):
        inputs = movement(lab)
        options = {"plastic": True, "duration": duration, "outputs": ["defaultclock.t"]}
        found, expected = both(lab, reference, inputs, **options)
        assert found["defaultclock.t"] == pytest.approx(expected["defaultclock.t"], abs=DT / 10)


def test_given_spikes_are_the_same_in_both_and_are_what_was_given(rng):
    patterns = (
        "{afferent: {kind: correlated, synchrony: 0.5}, pv: {kind: correlated, rate: 30 Hz}, "
        "exc: {kind: pulses, muscles: [DM, LES], burst: 3, burst_rate: 1000 Hz}}"
    )
    changes = [f"sequences.healthy.spikes={patterns}", "sequences.healthy.direction_overlap=0.5"]
    lab, reference = exact_lab(*changes), brian2_lab(*changes)
    sequence = resolve_sequence(lab.study.sequences, "healthy")
    given = given_populations(lab.study.network, sequence)
    table, trial_duration = trials(lab, 3)
    duration = 3 * trial_duration
    start = {name: rng.uniform(0, 1, lab.plastic.synapses[name]) for name in lab.plastic_names}
    plain = lab.inputs(plastic=False, trials=table, trial_duration=trial_duration, weights=start)
    movements = Movements(table, trial_duration, sequence)
    inputs = with_given_spikes(
        lab.study, lab.anatomy, plain, given, movements, duration=duration, seed=5
    )
    found, expected = (
        ensure_program(
            structure_of(one.study, plastic=False, given=given),
            one.study.compiler,
            builds_folder(),
        ).run(inputs, lab.anatomy.wiring, duration=duration, seed=11, outputs=one.spike_outputs)
        for one in (lab, reference)
    )
    for name in lab.populations:
        assert len(expected[f"{name}_spikes.t"]) > 20
        assert_same_spikes(found, expected, name)
    for name in ("afferent", "cue"):
        assert spikes_of_cells(found, name) == given_to(inputs, name, lab.populations[name])
    for name in ("exc", "pv"):
        wanted = given_to(inputs, forcing(name), lab.populations[name])
        fired = spikes_of_cells(found, name)
        # a step later, but where a cell is refractory or the recording has ended
        followed = {(step + 1, cell) for step, cell in wanted} & fired
        assert 0.3 * len(wanted) < len(followed) < len(fired)
        refractory = lab.study.network.cells[lab.study.network.populations[name].cell].refractory
        steps = round(refractory / DT)
        for step, cell in wanted:
            just_fired = any((step + 1 - ago, cell) in fired for ago in range(1, steps + 1))
            assert just_fired or (step + 1, cell) in fired or step + 1 >= duration / DT


def spikes_of_cells(outputs, name: str) -> set[tuple[int, int]]:
    """Return step and cell of all spikes of a population."""
    steps = np.rint(outputs[f"{name}_spikes.t"] / DT).astype(int)
    return set(zip(steps.tolist(), outputs[f"{name}_spikes.i"].tolist(), strict=True))


def given_to(inputs, name: str, size: int) -> set[tuple[int, int]]:
    """Return step and cell of all spikes that stand in the table for a population."""
    steps = np.rint(inputs["given_time.values"] / DT).astype(int)
    found = set()
    for cell, first in enumerate(inputs[f"{name}.first"].astype(int)):
        own = steps[first:]
        found |= {(int(step), cell) for step in own[: np.argmax(own > 1e9)]}
    assert len(inputs[f"{name}.first"]) == size
    return found
