"""Spikes of echo cells and of afferents in a closed loop."""

import numpy as np
import pytest
from fixtures.tiny_lab import DT, ECHO_AND_LOOP, EVERY_STEP, lab_of, muscle_trials, silent

pytestmark = pytest.mark.compiled

DELAY = round(0.025 / DT)


@pytest.fixture(scope="module", params=["exact", "fast"])
def closed(request):
    return lab_of(f"compiler.precision={request.param}", *ECHO_AND_LOOP)


def record(lab, changed, *, duration, **options):
    inputs = lab.inputs(plastic=False, changed=changed, **options)
    return lab.spikes(lab.run(inputs, plastic=False, duration=duration))


def quiet(lab):
    return silent(lab) | {"cue.strength": 0.0, "afferent.feedback": 0.0}


def test_echo_cells_fire_at_the_rates_of_their_table_after_every_cue(closed):
    table = np.zeros_like(closed.inputs(plastic=False)["echo_rate.values"])
    for cell in range(table.shape[1]):
        table[100 + 10 * cell : 110 + 10 * cell, cell] = EVERY_STEP
    changed = quiet(closed) | {"cue.strength": 1.0, "echo_rate.values": table}
    steps, cells = record(closed, changed, duration=1.2)["cue"]
    expected = np.concatenate([k + np.arange(100, 300) for k in (0, round(0.6 / DT))])
    assert sorted(steps) == sorted(expected)
    assert (cells == (steps % round(0.6 / DT) - 100) // 10).all()


def test_echo_is_silent_without_a_go_signal_and_at_the_cue(closed):
    asleep = record(closed, quiet(closed), duration=1.2)["cue"]
    assert len(asleep[0]) == 0
    awake = record(closed, quiet(closed) | {"cue.strength": 1.0}, duration=6.0)["cue"]
    since_cue = (awake[0] * DT) % 0.6
    assert len(since_cue) > 100
    assert since_cue.min() > 0.005


def driven(lab, muscle, **changed):
    """Return spikes with one pool of motoneurons that fires from 100 ms on, and follows nothing."""
    onsets = np.full(4, np.nan)
    onsets[muscle] = 0.1
    per_muscle = lab.populations["motoneuron"] // 4
    bias = np.zeros(4 * per_muscle)
    bias[muscle * per_muscle : (muscle + 1) * per_muscle] = 0.04
    inputs = quiet(lab) | {"motoneuron.bias": bias} | changed
    return record(lab, inputs, duration=1.2, trials=muscle_trials(onsets, 2))


def test_afferents_follow_the_motoneurons_of_their_own_muscle_a_delay_later(closed):
    found = driven(closed, 2, **{"afferent.feedback": 1.0, "afferent.highest_rate": 1e6})
    (volley, units), (steps, cells) = found["motoneuron"], found["afferent"]
    assert set(units // 6) == {2}
    assert set(cells // 8) == {2}
    assert steps.min() > volley.min() + DELAY
    rate = len(volley) / 6 / 1.2
    assert len(steps) / 8 / 1.2 == pytest.approx(rate, rel=0.15)


def test_in_an_open_loop_they_do_not(closed):
    found = driven(closed, 2)
    assert len(found["motoneuron"][0]) > 100
    assert len(found["afferent"][0]) == 0


def test_the_ceiling_bounds_what_feedback_adds(closed):
    found = driven(closed, 1, **{"afferent.feedback": 100.0, "afferent.highest_rate": 70.0})
    first = found["motoneuron"][0].min() + DELAY + round(0.05 / DT)
    steps = found["afferent"][0]
    late = steps[steps > first]
    duration = 1.2 - first * DT
    assert len(late) / 8 / duration == pytest.approx(70.0, rel=0.15)


def test_the_trace_is_the_recent_rate_of_the_pool(closed):
    """A spike adds 1 / (n tau) after the delay, which decays with tau until the look."""
    inputs = closed.inputs(plastic=False, changed=quiet(closed))
    bias = np.zeros(24)
    bias[6:12] = 0.04
    inputs |= {"motoneuron.bias": bias}
    outputs = ["motoneuron_spikes.t", "motoneuron_spikes.i", "afferent.pool_rate"]
    found = closed.run(inputs, plastic=False, duration=0.3, outputs=outputs)
    arrived = found["motoneuron_spikes.t"] + 0.025
    # what arrives in a step begins to decay in the next, and nothing decays after the last one
    since = 0.3 - DT - arrived[arrived < 0.3 - DT / 2]
    expected = np.exp(-since / 0.015).sum() / (6 * 0.015)
    pool_rate = found["afferent.pool_rate"].reshape(4, 8)
    np.testing.assert_allclose(pool_rate[1], expected, rtol=1e-6)
    assert not pool_rate[[0, 2, 3]].any()
