"""Cells, conductances and inputs of the compiled network against closed forms."""

import numpy as np
import pytest
from fixtures.tiny_lab import DT, EVERY_STEP, muscle_trials, silent

pytestmark = pytest.mark.compiled

E_L, THRESHOLD, RESET, TAU, REFRACTORY = -0.07, -0.05, -0.062, 0.02, 0.002


def alone(lab, **changes):
    """Return inputs of exc cells that nothing but their drive moves."""
    quiet = silent(lab) | {"exc.adaptation_step": 0.0}
    return quiet | {f"exc.{key}": value for key, value in changes.items()}


def record(lab, changed, *, duration, outputs=None, **given):
    inputs = lab.inputs(plastic=False, changed=changed, **given)
    return lab.run(inputs, plastic=False, duration=duration, outputs=outputs)


def interval_steps(bias):
    """Return the interspike interval in steps: refractory time plus climb."""
    target = E_L + bias
    climb = TAU * np.log((target - RESET) / (target - THRESHOLD))
    return round(REFRACTORY / DT) - 1 + int(np.floor(climb / DT)) + 1


@pytest.mark.parametrize("bias", [0.0205, 0.025, 0.03, 0.04, 0.06])
def test_firing_rate_follows_the_closed_form_of_the_lif_cell(lab, bias):
    spikes = lab.spikes(record(lab, alone(lab, bias=bias), duration=0.5))
    steps, cells = spikes["exc"]
    intervals = np.diff(steps[cells == 7])
    assert set(intervals) == {interval_steps(bias)}


@pytest.mark.parametrize("bias", [0.0, 0.01, 0.0199])
def test_cell_below_its_rheobase_is_silent(lab, bias):
    assert len(lab.spikes(record(lab, alone(lab, bias=bias), duration=0.5))["exc"][0]) == 0


def test_potential_relaxes_exponentially_to_its_drive(lab):
    duration = 0.03
    found = record(lab, alone(lab, bias=0.01), duration=duration, outputs=["exc.v"])["exc.v"]
    expected = E_L + 0.01 * (1 - np.exp(-duration / TAU))
    np.testing.assert_allclose(found, expected, rtol=1e-10)


def afferent_volley(lab, **changed):
    """All afferents fire once at 10 ms; their synapses on exc are the only ones that count."""
    drive = {"afferent.active_rate": EVERY_STEP, "afferent_exc.gain_ampa": 1e-3}
    trials = muscle_trials([0.01] * 4, 1)
    return alone(lab) | drive | changed, {"trials": trials, "trial_duration": 5.0}


@pytest.mark.parametrize("duration", [0.012, 0.02, 0.05])
def test_conductance_jumps_by_its_gain_and_decays_exactly(lab, duration):
    changed, given = afferent_volley(lab)
    g = record(lab, changed, duration=duration, outputs=["exc.g_ampa"], **given)["exc.g_ampa"]
    _, targets = lab.anatomy.wiring["afferent_exc"]
    contacts = np.bincount(targets, minlength=len(g))
    # spike at 10 ms, arrival 1 ms later; the last step's decay comes before its arrivals
    since = duration - DT - 0.011
    expected = 1e-3 * contacts * np.exp(-since / 0.005)
    np.testing.assert_allclose(g, expected, rtol=1e-9)


def test_small_conductances_move_the_potential_like_a_double_exponential(lab):
    changed, given = afferent_volley(lab, **{"afferent_exc.gain_ampa": 1e-7})
    duration = 0.03
    v = record(lab, changed, duration=duration, outputs=["exc.v"], **given)["exc.v"]
    _, targets = lab.anatomy.wiring["afferent_exc"]
    contacts = np.bincount(targets, minlength=len(v))
    since, tau_s = duration - 0.011, 0.005
    kernel = tau_s / (TAU - tau_s) * (np.exp(-since / TAU) - np.exp(-since / tau_s))
    expected = 0.07 * 1e-7 * contacts * kernel
    # the conductance is held over a step of a tenth of its decay: first order in dt
    np.testing.assert_allclose(v - E_L, expected, rtol=0.1)


def test_adaptation_grows_with_each_spike_and_decays(lab):
    changed = alone(lab, bias=0.03, adaptation_step=0.0006)
    outputs = ["exc.adaptation", "exc_spikes.t", "exc_spikes.i"]
    found = record(lab, changed, duration=0.3, outputs=outputs)
    times = found["exc_spikes.t"][found["exc_spikes.i"] == 3]
    # the last step ends before the spike of that step could decay
    expected = 0.0006 * np.exp(-(0.3 - DT - times) / 0.1).sum()
    assert found["exc.adaptation"][3] == pytest.approx(expected, rel=1e-9)
    assert np.all(np.diff(np.diff(np.rint(times / DT))[:5]) >= 0)


def test_gaba_gain_scales_inhibition_and_nothing_else(lab):
    """One volley of PV cells: the dip of the potential is proportional to the gain."""
    base = alone(lab) | {"pv.bias": 1.0, "pv.refractory_period": 10.0}
    base |= {"pv_exc.gain_gaba_a": 1e-6}
    dips = []
    for gain in (1.0, 0.55, 0.0):
        gains = {"exc.gaba_gain": np.full(lab.populations["exc"], gain)}
        found = record(lab, base | gains, duration=0.02, outputs=["exc.v", "exc.g_gaba_a"])
        dips.append(E_L - found["exc.v"].mean())
        assert found["exc.g_gaba_a"].max() > 0
    assert dips[1] == pytest.approx(0.55 * dips[0], rel=1e-6)
    assert dips[2] == pytest.approx(0.0, abs=1e-15)
    assert dips[0] > 0


def test_less_gaba_gain_makes_excitatory_cells_fire_more(lab):
    rates = []
    for gain in (1.0, 0.55, 0.2):
        gains = {"exc.gaba_gain": np.full(lab.populations["exc"], gain)}
        changed = gains | {"exc.bias": 0.02, "exc_exc.gain_ampa": 0.0, "pv.bias": 0.016}
        found = record(lab, changed, duration=2.0, outputs=["exc_spikes.N"])
        rates.append(int(found["exc_spikes.N"][0]))
    assert rates[0] * 1.2 < rates[1]
    assert rates[1] * 1.2 < rates[2]


def test_gaba_gain_of_the_condition_reaches_modulated_cells_only(lab):
    inputs = lab.inputs(plastic=True, condition={"levels": {"gaba_a": 0.55}})
    assert set(inputs["exc.gaba_gain"]) == {0.55}
    assert set(inputs["pv.gaba_gain"]) == {1.0}
    assert set(inputs["motoneuron.gaba_gain"]) == {1.0}


def test_motoneurons_are_recruited_in_the_order_of_their_thresholds(lab):
    counts = record(
        lab,
        silent(lab) | {"motoneuron.bias": 0.018},
        duration=0.5,
        outputs=["motoneuron_spikes.count"],
    )["motoneuron_spikes.count"].reshape(4, -1)
    assert (np.diff(counts, axis=1) <= 0).all()
    assert counts[0, 0] > 0
    assert counts[0, -1] == 0


def test_noise_has_the_variance_of_a_held_drive(lab):
    """OU with noise held for h: variance = sd^2 (1-a)/(1+a), a = exp(-h/tau)."""
    changed = alone(lab, noise_sd=0.012, v_threshold=1.0)
    pieces = []
    for seed in range(6):
        inputs = lab.inputs(plastic=False, changed=changed)
        found = lab.run(inputs, plastic=False, duration=0.4, outputs=["exc.v"], seed=seed)
        pieces.append(found["exc.v"])
    a = np.exp(-2e-3 / TAU)
    expected = 0.012 * np.sqrt((1 - a) / (1 + a))
    assert np.std(pieces) == pytest.approx(expected, rel=0.1)


def test_cue_cells_fire_in_their_order_around_their_centres(lab):
    changed = silent(lab) | {"cue.peak_rate": EVERY_STEP, "cue.width": 0.05e-3}
    centres = np.linspace(0.05, 0.55, lab.populations["cue"])
    changed["cue.centre"] = np.round(centres / DT) * DT
    steps, cells = lab.spikes(record(lab, changed, duration=1.2))["cue"]
    assert list(cells) == list(range(20)) * 2
    offset = steps[:20] * DT - changed["cue.centre"]
    np.testing.assert_allclose(offset, 0.0, atol=1e-9)


def test_cue_factor_zero_silences_the_peak(lab):
    assert lab.inputs(plastic=True, condition={"cue_factor": 0.0})["cue.peak_rate"] == 0.0


def test_afferents_fire_at_their_rate_while_their_muscle_is_active_and_not_before(lab):
    changed = silent(lab) | {"afferent.active_rate": 200.0}
    onsets = [0.1, np.nan, 0.3, 0.2]
    # half a step more and less, so that no edge falls on a step
    trials = muscle_trials(np.array(onsets) - DT / 2, 10, length=0.1)
    spikes = lab.spikes(record(lab, changed, duration=6.0, trials=trials))
    steps, cells = spikes["afferent"]
    time = (steps * DT) % 0.6
    for muscle, onset in enumerate(onsets):
        own = time[cells // 8 == muscle]
        if np.isnan(onset):
            assert len(own) == 0
            continue
        assert own.min() > onset - DT
        assert own.max() < onset + 0.1
        assert len(own) == pytest.approx(8 * 10 * 0.1 * 200, rel=0.2)


# --- the coil -------------------------------------------------------------------


def pulse(lab, intensity, site=(0.0, 0.0), **changed):
    """Return exc spikes and potentials after one pulse at 5 ms."""
    pulses = (np.array([0.005]), np.array([site]), np.array([intensity]))
    inputs = lab.inputs(plastic=False, changed=alone(lab) | changed, pulses=pulses)
    outputs = ["exc_spikes.t", "exc_spikes.i", "exc.v"]
    return lab.run(inputs, plastic=False, duration=0.02, outputs=outputs)


@pytest.mark.parametrize("site", [(0.0, 0.0), (1.8, -0.4), (-2.1, 0.9)])
def test_pulse_fires_exactly_the_cells_that_it_lifts_above_threshold(lab, site):
    intensity, width = 0.05, 0.45
    found = pulse(lab, intensity, site)
    inputs = lab.inputs(plastic=False)
    squared = (inputs["exc.x"] - site[0]) ** 2 + (inputs["exc.y"] - site[1]) ** 2
    kick = intensity * inputs["exc.tms_gain"] * np.exp(-squared / (2 * width**2))
    assert set(found["exc_spikes.i"]) == set(np.flatnonzero(E_L + kick > THRESHOLD))
    assert 0 < len(set(found["exc_spikes.i"])) < lab.populations["exc"]


def test_cells_that_a_pulse_does_not_fire_keep_no_charge(lab):
    found = pulse(lab, 0.05)
    others = np.setdiff1d(np.arange(lab.populations["exc"]), found["exc_spikes.i"])
    np.testing.assert_allclose(found["exc.v"][others], E_L, rtol=1e-12)


def test_hyperpolarised_soma_holds_down_a_coupled_axon_and_not_an_uncoupled_one(lab):
    low = np.full(lab.populations["exc"], E_L - 0.02)
    at_rest, coupled, uncoupled = (
        set(pulse(lab, 0.05, **changed)["exc_spikes.i"])
        for changed in ({}, {"exc.v": low}, {"exc.v": low, "coil.uncoupling": 1.0})
    )
    assert coupled < at_rest
    assert uncoupled == at_rest


def test_weak_pulses_one_after_the_other_do_not_add_up(lab):
    times = 0.005 + 2 * DT * np.arange(8)
    pulses = (times, np.zeros((8, 2)), np.full(8, 0.01))
    inputs = lab.inputs(plastic=False, changed=alone(lab), pulses=pulses)
    assert len(lab.spikes(lab.run(inputs, plastic=False, duration=0.02))["exc"][0]) == 0


def test_pulse_fires_a_cell_once_and_at_once(lab):
    found = pulse(lab, 0.08)
    assert len(found["exc_spikes.i"]) == len(set(found["exc_spikes.i"]))
    assert found["exc_spikes.t"].max() <= 0.005 + 2 * DT
    assert found["exc_spikes.t"].min() >= 0.005


def test_pulse_of_no_intensity_or_far_away_does_nothing(lab):
    assert len(pulse(lab, 0.0)["exc_spikes.i"]) == 0
    assert len(pulse(lab, 0.05, site=(40.0, 0.0))["exc_spikes.i"]) == 0


def test_refractory_cells_do_not_answer_the_next_pulse(lab):
    times = np.array([0.005, 0.006])
    pulses = (times, np.zeros((2, 2)), np.full(2, 0.08))
    inputs = lab.inputs(plastic=False, changed=alone(lab), pulses=pulses)
    steps, cells = lab.spikes(lab.run(inputs, plastic=False, duration=0.02))["exc"]
    assert len(cells) == len(set(cells)) > 0
    assert steps.max() * DT <= 0.006


def test_each_pulse_takes_its_own_place_and_intensity(lab):
    inputs = lab.inputs(plastic=False)
    place = np.column_stack([inputs["exc.x"], inputs["exc.y"]])
    pulses = (np.array([0.01, 0.03]), place[[17, 63]], np.array([0.06, 0.06]))
    inputs = lab.inputs(plastic=False, changed=alone(lab), pulses=pulses)
    steps, cells = lab.spikes(lab.run(inputs, plastic=False, duration=0.05))["exc"]
    near = [place[cells[abs(steps * DT - t) < 2e-3]].mean(axis=0) for t in (0.01, 0.03)]
    assert np.hypot(*(near[0] - place[17])) < 0.5
    assert np.hypot(*(near[1] - place[63])) < 0.5
