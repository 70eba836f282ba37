"""What a cell's spikes do to itself and to what it releases, against answers known by hand."""

import numpy as np
import pytest
from fixtures.tiny_lab import DT, EVERY_STEP, EVERYTHING, Lab, lab_of, silent

pytestmark = pytest.mark.compiled

NEVER_DECAYS = 1e9
DEPRESSING = "network.projections.cue_exc.short_term_depression={kept: 0.65, recovery: 50 ms}"


@pytest.fixture(scope="module", params=["exact", "fast"])
def full(request: pytest.FixtureRequest) -> Lab:
    return lab_of(f"compiler.precision={request.param}", *EVERYTHING, DEPRESSING)


def run(lab: Lab, changed, *outputs: str, duration: float, **given):
    inputs = lab.inputs(plastic=False, changed=silent(lab) | changed, **given)
    assert set(changed) <= set(inputs)
    found = lab.run(inputs, plastic=False, duration=duration, outputs=list(outputs))
    return [found[name] for name in outputs]


def driven(bias: float, **more: float) -> dict[str, float]:
    return {"exc.bias": bias, "exc.adaptation_step": 0.0} | {
        f"exc.{key}": value for key, value in more.items()
    }


def test_each_spike_adds_to_the_conductance_of_its_own_cell(full):
    name = "afterhyperpolarisation"
    lasting = driven(0.06, **{f"tau_{name}": NEVER_DECAYS, f"{name}_step": 0.5})
    g, counts = run(full, lasting, f"exc.g_{name}", "exc_spikes.count", duration=0.1)
    assert counts.min() >= 2
    np.testing.assert_allclose(g, 0.5 * counts, rtol=1e-5)


def test_it_holds_the_cell_back_and_is_over_after_its_decay(full):
    name = "afterhyperpolarisation"
    rates = [
        run(
            full,
            driven(0.04, **{f"{name}_step": step, f"tau_{name}": decay}),
            "exc_spikes.count",
            duration=0.5,
        )[0].mean()
        for step, decay in ((0.0, 0.03), (3.0, 0.03), (3.0, 1e-4))
    ]
    assert rates[1] < 0.6 * rates[0]
    assert rates[2] == pytest.approx(rates[0], rel=0.05)


def release(arrivals, kept: float, recovery: float) -> float:
    """Return what spikes transmit together, each relative to a spike after rest."""
    resource, total, last = 1.0, 0.0, None
    for time in arrivals:
        if last is not None:
            resource = 1 - (1 - resource) * np.exp((last - time) / recovery)
        total += resource
        resource, last = kept * resource, time
    return total


@pytest.mark.parametrize("spikes", [1, 2, 7])
def test_a_spike_transmits_what_was_left_when_it_was_fired(full, spikes):
    """Cue cells fire in each step for a while, so some spikes are under way together."""
    delay = round(full.study.network.projections["cue_exc"].delay / DT)
    assert delay >= 2
    changed = {
        "cue.base_rate": EVERY_STEP,
        "cue_exc.gain_ampa": 0.1,
        "cue_exc.gain_nmda": 0.0,
        "exc.tau_ampa": NEVER_DECAYS,
        "exc.E_ampa": -0.07,
    }
    duration = (spikes + delay) * DT
    (g,) = run(full, changed, "exc.g_ampa", duration=duration)
    expected = release(np.arange(spikes) * DT, 0.65, 0.05)
    weight = full.study.network.projections["cue_exc"].weight
    contacts = full.study.network.projections["cue_exc"].fan.count
    np.testing.assert_allclose(g, 0.1 * weight * contacts * expected, rtol=1e-5)


def test_depression_ends_with_its_recovery(full):
    """Two volleys apart give twice one volley if nothing is left of the first."""
    found = []
    for recovery in (1e-4, NEVER_DECAYS):
        changed = {
            "cue.peak_rate": EVERY_STEP,
            "cue.width": 0.05e-3,
            "cue.centre": np.full(full.populations["cue"], 0.01),
            "cue_exc.gain_ampa": 0.1,
            "cue_exc.gain_nmda": 0.0,
            "cue_exc.recovery_time": recovery,
            "exc.tau_ampa": NEVER_DECAYS,
            "exc.E_ampa": -0.07,
        }
        given = {"condition": {"cue_factor": 1.0}, "trial_duration": 0.02}
        (g,) = run(full, changed, "exc.g_ampa", duration=0.04, **given)
        found.append(g.mean())
    assert found[1] == pytest.approx(found[0] * 1.65 / 2, rel=1e-4)


@pytest.mark.parametrize(("cooperative", "power"), [(1.0, 4), (0.0, 1)])
@pytest.mark.parametrize("relative", [0.3, 1.0, 3.0])
def test_transmitter_opens_receptors_by_its_power(full, cooperative, power, relative):
    """Transmitter that is not taken up opens as many receptors as close."""
    row = full.study.network.projections["pv_exc"]
    arrived = row.fan.count * row.weight
    changed = {
        "pv.bias": 0.03,
        "pv.refractory_period": 5.0,
        "exc.uptake_time": NEVER_DECAYS,
        "exc.cooperative": cooperative,
        "exc.half_transmitter": arrived / relative,
        "pv_exc.gain_gaba_b_spillover": 1.0,
    }
    s, g = run(full, changed, "exc.transmitter", "exc.g_gaba_b_spillover", duration=1.5)
    np.testing.assert_allclose(s, arrived, rtol=1e-5)
    inputs = full.inputs(plastic=False)
    rise, decay, largest = (
        inputs[f"exc.{key}"] for key in ("rise_time", "tau_gaba_b_spillover", "largest_conductance")
    )
    effect = relative**power / (1 + relative**power)
    np.testing.assert_allclose(
        g, largest * (effect / rise) / (effect / rise + 1 / decay), rtol=1e-3
    )


def test_transmitter_is_taken_up_and_receptors_close(full):
    volley = {"pv.bias": 0.03, "pv.refractory_period": 5.0, "pv_exc.gain_gaba_b_spillover": 5.0}
    s, early = run(full, volley, "exc.transmitter", "exc.g_gaba_b_spillover", duration=0.05)
    later, late = run(full, volley, "exc.transmitter", "exc.g_gaba_b_spillover", duration=0.2)
    np.testing.assert_allclose(later, s * np.exp(-0.15 / 5e-3), atol=1e-9, rtol=1e-3)
    np.testing.assert_allclose(late, early * np.exp(-1.0), rtol=0.02)


@pytest.mark.parametrize("share", [0.0, 0.5, 2.0])
def test_a_tonic_conductance_pulls_a_silent_cell_towards_its_reversal(full, share):
    """By Ohm's law, in units of the leak."""
    rest, reversal = -0.07, -0.08
    size = full.populations["exc"]
    changed = {
        "exc.E_L": rest,
        "exc.largest_t_current": 0.0,
        "exc.E_tonic_gaba_a": reversal,
        "exc.g_tonic_gaba_a": np.full(size, share),
    }
    (v,) = run(full, changed, "exc.v", duration=0.5)
    np.testing.assert_allclose(v, (rest + share * reversal) / (1 + share), rtol=1e-5)


T_STEADY = {"cue_exc.gain_nmda": 0.0, "exc.afterhyperpolarisation_step": 0.0}


def volley(lab: Lab, time: float, gain: float) -> dict[str, object]:
    """Return inputs in which every cue cell fires once, at a time."""
    return {
        "cue.peak_rate": EVERY_STEP,
        "cue.width": 0.05e-3,
        "cue.centre": np.full(lab.populations["cue"], time),
        "cue_exc.gain_ampa": gain,
    }


def test_t_channels_recover_below_activation(full):
    """At the resting potential of -70 mV nothing opens them."""
    g, largest, recovery = 0.0, 1.5, 0.1
    changed = {"exc.largest_t_current": largest, "exc.t_recovery": recovery}
    for duration in (0.02, 0.1):
        (g,) = run(full, changed, "exc.g_t_current", duration=duration)
        expected = largest * (1 - np.exp(-duration / recovery))
        np.testing.assert_allclose(g, expected, rtol=1e-3)


def test_t_channels_inactivate_above_activation(full):
    """A volley that lasts holds cells at -55 mV, above activation and below threshold."""
    changed = {
        **T_STEADY,
        **volley(full, 0.1, 1e3),
        "exc.tau_ampa": NEVER_DECAYS,
        "exc.E_ampa": -0.055,
        "exc.E_t_current": -0.055,
        "exc.t_activation": -0.06,
    }
    given = {"condition": {"cue_factor": 1.0}, "trial_duration": 0.3}
    outputs = "exc.g_t_current", "exc_spikes.count"
    before, _ = run(full, changed, *outputs, duration=0.1, **given)
    early, _ = run(full, changed, *outputs, duration=0.11, **given)
    late, counts = run(full, changed, *outputs, duration=0.13, **given)
    assert counts.max() == 0
    assert (early < 0.8 * before).all()
    np.testing.assert_allclose(late, early * np.exp(-1.0), rtol=1e-3)


@pytest.mark.parametrize(("largest", "bias", "spikes"), [(2, 0, 2), (0, 0, 0), (2, 8e-3, 0)])
def test_a_volley_after_hyperpolarisation_alone_makes_a_burst(full, largest, bias, spikes):
    """Not without the current, and not in cells that were held above its activation."""
    changed = {
        **T_STEADY,
        **volley(full, 0.2, 0.4),
        "exc.bias": bias,
        "exc.adaptation_step": 0.0,
        "exc.largest_t_current": largest,
        "exc.t_activation": -0.065,
    }
    given = {"condition": {"cue_factor": 1.0}, "trial_duration": 0.4}
    before, after = (
        run(full, changed, "exc_spikes.count", duration=stop, **given)[0] for stop in (0.2, 0.25)
    )
    counts = after - before
    assert (counts.min() >= spikes) if spikes else (counts.max() == 0)
