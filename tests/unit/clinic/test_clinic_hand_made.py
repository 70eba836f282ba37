"""Every assessment on spikes made by hand: what is planted is what is measured."""

import math

import numpy as np
import pytest
from fixtures.assessments import AMT, HandMade, example, measured

from cortex_sim.clinic import examine
from cortex_sim.clinic.needs import thresholds_in
from cortex_sim.clinic.probe import motoneuron_pool
from cortex_sim.clinic.stimulation import hold_background
from cortex_sim.config.assessments.base import SETTLE
from cortex_sim.config.assessments.stimulation import BackgroundContraction

NOTHING = np.zeros(0)


def volley(time, spikes):
    """Return spikes 10 ms after a pulse, one each 0.1 ms."""
    return time + 0.010 + np.arange(round(spikes)) * 1e-4


def assess(settings, answer):
    """Return the measures of a subject with these answers, and the subject."""
    subject = HandMade(answer=answer)
    result = examine(subject, settings, subject.needs)
    return measured(subject.study, settings, result), subject


def responding(size):
    """Return an answer: spikes to each pulse by time since the pulse before it, see `size`.

    ``size(intensity, before, since)``: of the pulse and the one before it in multiples of AMT, and
    the time between them in ms; one long ago counts as none.
    """

    def answer(subject, name, duration, pulses, rest):
        found = []
        strength = pulses.intensity / AMT
        for i, time in enumerate(pulses.times):
            since = 1e3 * (time - pulses.times[i - 1]) if i else math.inf
            before = strength[i - 1] if since < 300 else 0.0
            found.append(volley(time, size(strength[i], before, since if before else math.inf)))
        every = np.concatenate([NOTHING, *found])
        return [every] * len(subject.study.muscles)

    return answer


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


# --- paired pulses ---


def paired(strength, before, since):
    """A weak pulse 2-3 ms before halves a response of 10, one 10-15 ms before adds 5; a weak
    pulse up to 5 ms after a strong one adds 2. Weak pulses alone do nothing."""
    if strength < 1:
        return 2 if before > 1 and since < 5.5 else 0
    if since < 5 and before < 1:
        return 5
    return 15 if since < 20 and before < 1 else 10


def test_sici_icf_and_sicf_are_the_planted_ratios():
    found, _ = assess(example("paired_pulse"), responding(paired))
    for muscle in ("DM", "LES"):
        assert found["sici", muscle] == pytest.approx(0.5)
        assert found["icf", muscle] == pytest.approx(1.5)
        assert found["sicf", muscle] == pytest.approx(1.2)
        assert found["test_mep", muscle] == pytest.approx(10.0)


def test_sici_of_each_interval_is_that_of_its_own_pairs():
    by_interval = {2.0: 3, 3.0: 6}

    def size(strength, before, since):
        return 0 if strength < 1 else by_interval.get(round(since, 3), 10)

    found, _ = assess(example("paired_pulse"), responding(size))
    assert found["sici_2_ms", "DM"] == pytest.approx(0.3)
    assert found["sici_3_ms", "DM"] == pytest.approx(0.6)
    assert found["icf_10_ms", "DM"] == pytest.approx(1.0)


def test_conditioning_comes_before_the_test_pulse_in_sici_and_icf_and_after_it_in_sicf():
    settings = example("paired_pulse")
    _, subject = assess(settings, responding(paired))
    for protocol, strengths in (("sici", (0.7, 1.2)), ("icf", (0.7, 1.2)), ("sicf", (1.2, 0.9))):
        pairs = {trial for trial in settings.trials() if trial.protocol == protocol}
        assert {tuple(s for _, s in trial.pulses) for trial in pairs} == {strengths}
    _, _, pulses, _ = subject.recordings[-1]
    weak = np.isclose(pulses.intensity, 0.7 * AMT)
    gap = np.diff(pulses.times)[weak[:-1]]
    assert not weak[-1], "a conditioning pulse is followed by its test pulse"
    assert gap.max() < 0.016


@pytest.mark.parametrize("kind", ["paired_pulse", "lici", "silent_period"])
def test_pulses_are_given_over_the_muscles_own_hot_spot_at_its_own_threshold(kind):
    subject, settings = HandMade(), example(kind)
    needs, names = subject.needs, subject.study.muscle_names
    dm, les = names.index("DM"), names.index("LES")
    needs.measured.hot_spots_mm[dm], needs.measured.hot_spots_mm[les] = (3.0, 1.0), (-2.0, -4.0)
    needs.measured.amt["LES"] = 2 * AMT
    examine(subject, settings, needs)
    given = {name: pulses for name, _, pulses, _ in subject.recordings if len(pulses.times)}
    assert given[f"{kind}/DM"].sites_mm.mean(axis=0) == pytest.approx([3.0, 1.0], abs=0.1)
    assert given[f"{kind}/LES"].sites_mm.mean(axis=0) == pytest.approx([-2.0, -4.0], abs=0.1)
    strongest = {muscle: given[f"{kind}/{muscle}"].intensity.max() for muscle in ("DM", "LES")}
    assert strongest["LES"] == pytest.approx(2 * strongest["DM"])


# --- LICI ---

AFTER = {50.0: 8, 100.0: 2, 150.0: 4, 200.0: 10}
"""Spikes of a test response by the time since an equal pulse, in ms."""


def long_interval(strength, before, since):
    return AFTER.get(round(since, 3), 10)


def test_lici_is_the_response_to_the_second_pulse_over_that_to_a_single_one():
    found, _ = assess(example("lici"), responding(long_interval))
    for muscle in ("DM", "LES"):
        assert found["lici", muscle] == pytest.approx(0.6)
        assert found["test_mep", muscle] == pytest.approx(10.0)


@pytest.mark.parametrize(("interval", "spikes"), AFTER.items())
def test_lici_of_each_interval_is_that_of_its_own_pairs(interval, spikes):
    found, _ = assess(example("lici"), responding(long_interval))
    assert found[f"lici_{interval:g}_ms", "DM"] == pytest.approx(spikes / 10)


def test_both_pulses_of_lici_are_at_1_2_of_the_threshold():
    _, subject = assess(example("lici"), responding(long_interval))
    _, _, pulses, _ = subject.recordings[-1]
    assert pulses.intensity == pytest.approx(1.2 * AMT)


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
    found, subject = assess(example("silent_period"), interrupted)
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
    """At rest 10 spikes a second, a burst before it settles; in movement 4 spikes after each cue."""
    muscles = len(subject.study.muscles)
    if rest.get("trials") is None:
        burst = np.linspace(0.01, SETTLE - 0.01, 100)
        return [np.concatenate([burst, np.arange(SETTLE + 0.05, duration, 0.1)])] * muscles
    period = rest["trial_duration"]
    starts = period * np.arange(round(duration / period))
    return [np.concatenate([starts + t for t in (0.05, 0.1, 0.2, 0.3)])] * muscles


def test_rate_and_irregularity_at_rest_are_those_of_a_clock():
    found, subject = assess(example("baseline"), ticking)
    pool, per_muscle = motoneuron_pool(subject.study)
    assert found[f"rate_rest_{pool}", ""] == pytest.approx(10 / per_muscle)
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
    settings = BackgroundContraction(duration="10 s", steps=12)
    drive, rates, used = hold_background(HandMade(answer=obeying), settings, "some")
    assert drive == pytest.approx(0.012 + 0.002 * np.arange(len(drive)), abs=5e-4)
    assert rates == pytest.approx(2.0, abs=0.1)
    assert used == pytest.approx(settings.model_time)


def test_feedback_searches_no_further_than_the_strongest_drive():
    settings = BackgroundContraction(duration="1 s", strongest_drive_mv=8.0)
    drive, _, _ = hold_background(HandMade(), settings, "some")
    assert drive == pytest.approx(0.008, abs=1e-4)
