"""Every assessment on spikes made by hand: what is planted is what is measured."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fixtures.assessments import AMT, NOTHING, HandMade, assess, examine, example, volley

from cortex_sim.clinic.background import hold_background
from cortex_sim.clinic.needs import thresholds_in
from cortex_sim.clinic.probe import Recording, UnitSpikes, motoneuron_pool, unit_spikes_of
from cortex_sim.clinic.stimulation import Meps, count_meps
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.assessments.stimulation import BackgroundContraction, Mep
from cortex_sim.config.load import load_study
from cortex_sim.model.motor_units import unit_sizes

BASE = Path(__file__).parents[3] / "configs" / "base.yaml"

# --- recruitment ---


def excitable(subject, name, duration, pulses, rest):
    """DM answers at (1, 0) mm from 16 mV on, LES at (0, -1) mm from 12 mV on, others never."""
    places = {"DM": ((1.0, 0.0), 0.016), "LES": ((0.0, -1.0), 0.012)}
    found = []
    for muscle in subject.study.muscle_names:
        site, threshold = places.get(muscle, ((9.0, 9.0), 1.0))
        near = np.hypot(*(pulses.sites_mm - site).T) < 0.1 if len(pulses.times) else NOTHING > 0
        answered = pulses.times[near & (pulses.intensity >= threshold)]
        found.append(np.concatenate([NOTHING, *(volley(time, 10) for time in answered)]))
    return found


def test_threshold_lies_between_the_last_silent_and_the_first_answered_intensity():
    found, _ = assess(example("recruitment"), excitable)
    assert found["amt", "DM"] == pytest.approx(16.0)
    assert found["amt", "LES"] == pytest.approx(12.0)
    assert found["mep_max", "DM"] == pytest.approx(10.0, rel=0.05)


def test_a_hunt_finds_the_threshold_and_gives_no_curve():
    settings = example("recruitment", method="hunt", pulses=4, rounds=10)
    found, subject = assess(settings, excitable)
    assert found["amt", "DM"] == pytest.approx(16.0, rel=0.03)
    assert found["amt", "LES"] == pytest.approx(12.0, rel=0.03)
    assert ("mep_max", "DM") not in found
    result = examine(HandMade(answer=excitable), settings, subject.needs)
    assert result.arrays["mep"].values.shape == (2, 10, 4)
    assert result.arrays["tried"].values.shape == (2, 10)
    assert result.model_time == pytest.approx(settings.model_time, rel=0.05)


def test_a_hunt_in_a_muscle_that_never_answers_has_no_threshold():
    found, _ = assess(example("recruitment", method="hunt", muscles=["OE"]), excitable)
    assert math.isnan(found["amt", "OE"])


def test_hot_spot_is_the_site_of_the_largest_mep():
    subject = HandMade(answer=excitable)
    result = examine(subject, example("recruitment"), subject.needs)
    record = type("Record", (), {"arrays": result.arrays})
    names = subject.study.muscle_names
    thresholds = thresholds_in(record, names)
    assert thresholds.hot_spots_mm[names.index("DM")] == pytest.approx([1.0, 0.0])
    assert thresholds.hot_spots_mm[names.index("LES")] == pytest.approx([0.0, -1.0])
    assert thresholds.amt == pytest.approx({"DM": 0.016, "LES": 0.012})
    assert thresholds.strongest == pytest.approx(0.026)


# --- motor units ---


def test_an_mep_counts_each_spike_by_the_size_of_its_unit():
    """The spikes made by hand are those of each pool's first, smallest unit."""
    study = load_study(BASE, ["network.populations.motoneuron.unit_range=100"])
    equal, sized = (
        examine(subject, example("recruitment"), subject.needs).arrays
        for subject in (HandMade(answer=excitable), HandMade(study=study, answer=excitable))
    )
    _, units = motoneuron_pool(study)
    smallest = unit_sizes(units, 100.0)[0]
    assert equal["mep"].values.max() == 10
    np.testing.assert_allclose(sized["mep"].values, smallest * equal["mep"].values)
    for result in (equal, sized):
        np.testing.assert_array_equal(result["mep_spikes"].values, equal["mep"].values)


def test_sizes_and_spikes_of_a_window_are_summed_apart():
    units = UnitSpikes(np.array([0.08, 0.11, 0.112, 0.3]), np.array([0.5, 2.0, 0.25, 9.0]))
    meps = count_meps([units], np.array([0.1, 0.2]), Mep())
    assert meps.after[:, 0].tolist() == [2.25, 0.0]
    assert meps.before[:, 0].tolist() == [0.5, 0.0]
    assert meps.spikes_after[:, 0].tolist() == [2, 0]
    assert meps.amplitude[:, 0].tolist() == [2.0, -0.25]


def test_units_of_different_sizes_are_told_apart():
    study = load_study(BASE, ["network.populations.motoneuron.unit_range=100"])
    pool, units = motoneuron_pool(study)
    times, cells = np.array([0.1, 0.2, 0.3]), np.array([0, units - 1, units + 1])
    spikes = {name: (NOTHING, NOTHING.astype(int)) for name in study.network.populations}
    first, second, *_ = unit_spikes_of(study, Recording({**spikes, pool: (times, cells)}, 1.0))
    assert first.sizes[1] / first.sizes[0] == pytest.approx(100)
    assert first.times.tolist() == [0.1, 0.2]
    assert second.sizes[0] > first.sizes[0]


# --- TMS map ---


def mapped(subject, name, duration, pulses, rest):
    """DM answers at (1, 0) mm alone, LES at (-1, 0) mm, at 1.2 times the threshold."""
    found = []
    for muscle in subject.study.muscle_names:
        site = {"DM": (1.0, 0.0), "LES": (-1.0, 0.0)}.get(muscle, (9.0, 9.0))
        near = np.hypot(*(pulses.sites_mm - site).T) < 0.1 if len(pulses.times) else NOTHING > 0
        answered = pulses.times[near & np.isclose(pulses.intensity, 1.2 * AMT)]
        found.append(np.concatenate([NOTHING, *(volley(time, 8) for time in answered)]))
    return found


def test_map_of_a_muscle_lies_where_its_pulses_were_answered():
    found, _ = assess(example("tms_map"), mapped)
    assert (found["cog_x", "DM"], found["cog_y", "DM"]) == pytest.approx((1.0, 0.0))
    assert (found["cog_x", "LES"], found["cog_y", "LES"]) == pytest.approx((-1.0, 0.0))
    assert found["largest_mep", "DM"] == pytest.approx(8.0)


def test_maps_without_a_common_site_do_not_overlap():
    found, _ = assess(example("tms_map"), mapped)
    assert found["overlap", "DM-LES"] == pytest.approx(0.0)
    assert found["cog_distance", "DM-LES"] == pytest.approx(2.0)
    assert found["area", "DM"] == pytest.approx(1.0)


# --- silent period ---


def interrupted(subject, name, duration, pulses, rest):
    """Fire 200 times a second; an MEP of 30 spikes 10 ms after a pulse, then silence to 100 ms.

    Around the first pulse every other bin is empty: a baseline without any change is none.
    """
    if not len(pulses.times):
        return [NOTHING] * len(subject.study.muscles)
    first = pulses.times[0]
    steady = np.arange(first % 0.005 + 0.0025, duration, 0.005)
    odd = (np.round((steady - first - 0.0025) / 0.005) % 2).astype(bool)
    steady = steady[~(odd & (steady < first + 0.5))]
    for time in pulses.times:
        steady = steady[(steady < time) | (steady > time + 0.100)]
    meps = [time + 0.0125 + np.arange(30) * 1e-5 for time in pulses.times]
    return [np.sort(np.concatenate([steady, *meps]))] * len(subject.study.muscles)


def test_silent_period_runs_from_the_pulse_to_the_return_of_firing():
    found, _ = assess(example("silent_period"), interrupted)
    assert found["silent_period", "DM"] == pytest.approx(102.5, abs=0.1)
    assert found["silent_period", "LES"] == pytest.approx(102.5, abs=0.1)


def test_silent_period_does_not_depend_on_the_width_of_the_bins():
    found, _ = assess(example("silent_period", bin_width="10 ms"), interrupted)
    assert found["silent_period", "DM"] == pytest.approx(105, abs=0.1)


def test_silent_period_is_of_a_contraction_held_through_the_cortex():
    _, subject = assess(example("silent_period"), interrupted)
    assert all("voluntary_drive" in rest for _, _, _, rest in subject.recordings)


def test_a_stretch_before_the_pulse_without_bins_is_refused():
    with pytest.raises(ValueError, match="fewer than 3 bins"):
        example("silent_period", before="10 ms")


# --- cued movement ---


def moving(subject, name, duration, pulses, rest):
    """DM answers each cue after 100 ms, TrA after 60 ms, others never; without a cue nobody."""
    starts = np.arange(0, duration, rest["trial_duration"])
    if rest.get("cue_factor", 0.0) != 2.0:
        starts = NOTHING
    after = {"DM": 0.1, "TrA": 0.06}
    names = subject.study.muscle_names
    return [starts + after[m] if m in after else NOTHING for m in names]


def test_onset_of_a_muscle_is_where_it_answers_the_cue():
    found, _ = assess(example("cued_movement"), moving)
    for muscle, time in (("DM", 100.0), ("TrA", 60.0)):
        # half the height of a spike smoothed with an SD of 20 ms
        assert found["onset", muscle] == pytest.approx(time - 1.18 * 20, abs=3)
        assert found["centre_of_mass", muscle] == pytest.approx(time, abs=3)


def test_a_muscle_that_does_not_answer_the_cue_has_no_onset():
    found, _ = assess(example("cued_movement"), moving)
    assert math.isnan(found["onset", "LES"])
    assert math.isnan(found["onset", "OE"])
    assert found["peak_rate", "LES"] == pytest.approx(0.0)


# --- baseline ---


def ticking(subject, name, duration, pulses, rest):
    """At rest a burst until it settles, then 10 spikes a second; in movement 4 after each cue."""
    muscles = len(subject.study.muscles)
    if rest.get("trials") is None:
        burst = np.linspace(0.01, SETTLE - 0.01, 100)
        return [np.concatenate([burst, np.arange(SETTLE + 0.05, duration, 0.1)])] * muscles
    period = rest["trial_duration"]
    starts = period * np.arange(round(duration / period))
    return [np.concatenate([starts + t for t in (0.05, 0.1, 0.2, 0.3)])] * muscles


def test_rate_at_rest_is_that_of_the_clock_once_the_network_has_settled():
    found, subject = assess(example("baseline"), ticking)
    pool, per_muscle = motoneuron_pool(subject.study)
    assert found[f"rate_rest_{pool}", ""] == pytest.approx(10 / per_muscle)


def test_a_clock_is_not_irregular():
    found, subject = assess(example("baseline"), ticking)
    pool, _ = motoneuron_pool(subject.study)
    assert found[f"cv_rest_{pool}", ""] == pytest.approx(0.0, abs=1e-6)


def test_rate_in_movement_is_that_of_the_time_after_the_cue():
    found, subject = assess(example("baseline"), ticking)
    pool, per_muscle = motoneuron_pool(subject.study)
    period = subject.needs.sequence.trial_duration
    assert found[f"rate_movement_{pool}", ""] == pytest.approx(4 / 0.4 / per_muscle)
    assert found[f"rate_session_{pool}", ""] == pytest.approx(4 / period / per_muscle)


def test_what_counts_as_movement_is_a_setting():
    found, subject = assess(example("baseline", movement="150 ms"), ticking)
    pool, per_muscle = motoneuron_pool(subject.study)
    assert found[f"rate_movement_{pool}", ""] == pytest.approx(2 / 0.15 / per_muscle)


# --- what several share ---


def obeying(subject, name, duration, pulses, rest):
    """Each muscle fires in proportion to its drive: 2 Hz per unit at 12, 14, ... mV."""
    _, per_muscle = motoneuron_pool(subject.study)
    rates = 2.0 * rest["tonic_drive"] / (0.012 + 0.002 * np.arange(len(rest["tonic_drive"])))
    counts = np.round(rates * per_muscle * duration).astype(int)
    return [np.linspace(0, duration, n, endpoint=False) for n in counts]


def test_feedback_finds_the_drive_that_holds_the_contraction():
    settings = BackgroundContraction(duration="10 s", steps=6)
    found = hold_background(HandMade(answer=obeying), settings, "some")
    drive = found.drive
    assert drive == pytest.approx(0.012 + 0.002 * np.arange(len(drive)), abs=5e-4)
    assert found.rates == pytest.approx(2.0, abs=0.1)
    wanted = 2.0 * drive / (0.012 + 0.002 * np.arange(len(drive)))
    assert found.rates == pytest.approx(wanted, rel=0.03)
    assert found.time_used == pytest.approx(settings.model_time)
    assert found.is_held.all()


def test_feedback_searches_no_further_than_the_strongest_drive():
    settings = BackgroundContraction(duration="1 s", strongest_drive_mv=8.0, steps=8)
    found = hold_background(HandMade(), settings, "some")
    assert found.drive == pytest.approx(0.008, abs=1e-4)
    assert not found.is_held.any()


def unsteady(subject, name, duration, pulses, rest):
    """The first muscle fires at 12 Hz whatever its drive, the others obey."""
    trains = obeying(subject, name, duration, pulses, rest)
    return [np.linspace(0, duration, round(240 * duration)), *trains[1:]]


def test_a_contraction_that_no_drive_holds_is_known_and_stored():
    settings = BackgroundContraction(duration="10 s")
    found = hold_background(HandMade(answer=unsteady), settings, "some")
    assert not found.is_held[0]
    assert found.is_held[1:].all()
    stored = found.arrays()
    assert stored["background_held"].values.tolist() == [0] + [1] * (len(found.rates) - 1)
    np.testing.assert_array_equal(stored["background_rate"].values, found.rates)


def growing(subject, name, duration, pulses, rest):
    """Each muscle fires at 2 Hz per unit at 11 mV, and e times as often 3 mV above it."""
    _, per_muscle = motoneuron_pool(subject.study)
    rates = 2.0 * np.exp((rest["tonic_drive"] - 0.011) / 0.003)
    counts = np.round(rates * per_muscle * duration).astype(int)
    return [np.linspace(0, duration, n, endpoint=False) for n in counts]


def test_five_looks_are_enough_where_the_rate_grows_with_the_drive():
    settings = BackgroundContraction(duration="10 s")
    drive = hold_background(HandMade(answer=growing), settings, "some").drive
    assert settings.steps == 5
    assert drive == pytest.approx(0.011, abs=2e-4)


@pytest.mark.parametrize("kind", ["tms_map", "paired_pulse", "lici"])
def test_a_background_that_is_known_is_not_searched_for_again(kind):
    subject = HandMade()
    known = np.full(len(subject.study.muscles), 0.009)
    examine(subject, example(kind), replace(subject.needs, tonic_drive=known))
    assert [name for name, *_ in subject.recordings if "background" in name] == []
    assert all(rest["tonic_drive"] is known for *_, rest in subject.recordings)


# --- background ---


def test_an_mep_is_what_exceeds_the_mean_background():
    after, before = np.array([[5, 2], [7, 4]]), np.array([[1, 0], [3, 4]])
    assert Meps(after, before, after, before).amplitude.tolist() == [[3.0, 0.0], [5.0, 2.0]]


def restless(subject, name, duration, pulses, rest):
    """Before and after every second pulse 4 spikes, and to pulses of 16 mV or more 3 on top."""
    found = [NOTHING]
    for number, (time, strength) in enumerate(zip(pulses.times, pulses.intensity, strict=True)):
        noise = 4 * (number % 2)
        found += [volley(time - 0.035, noise), volley(time, noise + 3 * (strength >= 0.016))]
    return [np.sort(np.concatenate(found))] * len(subject.study.muscles)


def test_a_response_must_exceed_the_scatter_of_the_background():
    """Of 2 +- 2 spikes of background and 3 on top none exceeds mean + 3 SD, all exceed the mean."""
    strict, _ = assess(example("recruitment", criterion_sd=3.0), restless)
    lax, _ = assess(example("recruitment", criterion_sd=0.01), restless)
    assert math.isnan(strict["amt", "DM"])
    assert lax["amt", "DM"] <= 16.0
