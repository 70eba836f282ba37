"""Scalars that relax and move each other: closed form against integration."""

import numpy as np
import pytest

from cortex_sim.slow.scalars import Scalar, System

HOUR = 3600.0


def random_scalars(rng, n):
    """Return a random graph without circles, in random order."""
    rows = []
    for number in range(n):
        earlier = [f"s{m}" for m in range(number) if rng.random() < 0.4]
        on = float(rng.uniform(0.2, 5) * HOUR)
        rows.append(
            Scalar(
                f"s{number}",
                on,
                on if earlier else float(rng.uniform(0.2, 5) * HOUR),
                {f"u{k}": float(rng.normal()) for k in range(3) if rng.random() < 0.7},
                {name: float(rng.normal()) for name in earlier},
                float(rng.uniform(-1, 0.8)),
            )
        )
    return [rows[i] for i in rng.permutation(n)]


def slope(scalars, state, inputs, leaves):
    """Return the time derivatives as the equation says them."""
    found = {}
    for row in scalars:
        push = sum(gain * inputs.get(name, 0.0) for name, gain in row.inputs.items())
        push += sum(gain * state[name] for name, gain in row.moved_by.items())
        tau = row.on if leaves[row.name] else row.off
        found[row.name] = (push - (1 - row.self_gain) * state[row.name]) / tau
    return found


def integrated(scalars, start, inputs, time, n=4000):
    """Return the state by fourth-order Runge-Kutta."""
    state, step, leaves = dict(start), time / n, {}
    for row in scalars:
        push = sum(gain * inputs.get(name, 0.0) for name, gain in row.inputs.items())
        target = push / (1 - row.self_gain)
        leaves[row.name] = (target - start[row.name]) * target > 0

    def moved(by, share):
        return {name: state[name] + share * step * by[name] for name in state}

    for _ in range(n):
        k1 = slope(scalars, state, inputs, leaves)
        k2 = slope(scalars, moved(k1, 0.5), inputs, leaves)
        k3 = slope(scalars, moved(k2, 0.5), inputs, leaves)
        k4 = slope(scalars, moved(k3, 1.0), inputs, leaves)
        mean = {m: (k1[m] + 2 * k2[m] + 2 * k3[m] + k4[m]) / 6 for m in state}
        state = moved(mean, 1.0)
    return state


@pytest.mark.parametrize("seed", range(12))
def test_closed_form_agrees_with_integration_on_random_graphs(seed):
    rng = np.random.default_rng(seed)
    scalars = random_scalars(rng, int(rng.integers(1, 9)))
    start = {row.name: float(rng.normal()) for row in scalars}
    inputs = {f"u{k}": float(rng.normal()) for k in range(3)}
    system, time = System(scalars), float(rng.uniform(0.5, 10) * HOUR)
    found = system.advanced(np.array([start[n] for n in system.names]), system.pushed(inputs), time)
    expected = integrated(scalars, start, inputs, time)
    scale = max(map(abs, expected.values())) + 1
    assert found == pytest.approx([expected[n] for n in system.names], abs=1e-6 * scale)


@pytest.mark.parametrize("seed", range(6))
def test_a_stretch_may_be_cut_anywhere_and_rows_stand_in_any_order(seed):
    rng = np.random.default_rng(100 + seed)
    scalars = random_scalars(rng, 8)
    start = {row.name: float(rng.normal()) for row in scalars}
    inputs = {f"u{k}": float(rng.normal()) for k in range(3)}
    whole = System(scalars)
    first = np.array([start[n] for n in whole.names])
    push = whole.pushed(inputs)
    once = dict(zip(whole.names, whole.advanced(first, push, 5 * HOUR), strict=True))
    other = System(scalars[::-1])
    state = np.array([start[n] for n in other.names])
    for share in rng.dirichlet(np.ones(7)):
        state = other.advanced(state, other.pushed(inputs), float(share) * 5 * HOUR)
    cut = dict(zip(other.names, state, strict=True))
    scale = max(map(abs, once.values())) + 1
    assert [cut[n] for n in once] == pytest.approx(list(once.values()), abs=1e-9 * scale)


def test_without_input_nothing_moves_at_all():
    scalars = random_scalars(np.random.default_rng(3), 8)
    system = System(scalars)
    found = system.advanced(np.zeros(8), system.pushed({}), 1e7)
    assert np.all(found == 0)


def test_on_and_off_differ_and_self_gain_slows_and_enlarges():
    system = System([Scalar("a", 1.0, 4.0, {"u": 1.0}), Scalar("b", 1.0, 1.0, {"u": 1.0}, {}, 0.5)])
    up = system.advanced(np.zeros(2), system.pushed({"u": 1.0}), 1.0)
    assert up == pytest.approx([1 - np.exp(-1), 2 * (1 - np.exp(-0.5))])
    down = system.advanced(np.array([1.0, 0.0]), system.pushed({}), 1.0)
    assert down[0] == pytest.approx(np.exp(-0.25))


def test_months_cost_as_much_as_seconds_and_stay_finite():
    scalars = random_scalars(np.random.default_rng(5), 8)
    system = System(scalars)
    push = system.pushed({"u0": 1.0, "u1": -1.0, "u2": 0.5})
    late = system.advanced(np.zeros(8), push, 3e8)
    later = system.advanced(late, push, 3e8)
    assert np.all(np.isfinite(late))
    assert later == pytest.approx(late, rel=1e-6, abs=1e-9)
