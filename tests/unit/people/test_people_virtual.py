"""What the recordings of an assessment were for, told from its pulses."""

import numpy as np
import pytest
from fixtures.assessments import AMT, HandMade, examine, example, volley

from cortex_sim.clinic.probe import unit_spikes_of
from cortex_sim.emg.surface import Electrode, muscles_emg
from cortex_sim.people.emg import Emg, meps_of_emg
from cortex_sim.people.session import measure
from cortex_sim.people.virtual import READING, TAKES, Heard, read_above

QUIET = Electrode(noise_mv=0.0005)


def heard_by(settings, answer, electrode):
    """Return pulses and EMG of each recording of an assessment of a subject made by hand."""
    kept = []

    class Kept(HandMade):
        def record(self, name, duration, *, pulses=None, **rest):
            given = {} if pulses is None else {"pulses": pulses}
            recording = super().record(name, duration, **given, **rest)
            kept.append((self.recordings[-1][2], recording))
            return recording

    subject = Kept(answer=answer)
    examine(subject, settings, subject.needs)
    found = []
    for pulses, recording in kept:
        pools = unit_spikes_of(subject.study, recording)
        rng = np.random.default_rng(1)
        signal = muscles_emg(pools, recording.duration, electrode, rng)
        emg = Emg("made", subject.study.muscle_names, electrode.rate_hz, signal)
        found.append(Heard(pulses.times, pulses.sites_mm, pulses.intensity * 1e3, emg))
    return found, subject.study.muscle_names


def taken(kind, answer, electrode=QUIET, reading=READING, **changes):
    settings = example(kind, **changes)
    heard, muscles = heard_by(settings, answer, electrode)
    take = next(how for section, how in TAKES if isinstance(settings, section))
    rows = []
    for stimuli, emg in take(settings, heard, muscles):
        rows += measure(meps_of_emg(stimuli, emg, reading), reading, emg)
    return {(r.measure, r.muscle): r.value for r in rows}


def test_pairs_of_pulses_are_told_by_intervals_and_levels():
    """A weak first pulse halves the answer, however the trials are shuffled."""

    def answer(subject, name, duration, pulses, rest):
        fired = []
        for time, intensity in zip(pulses.times, pulses.intensity, strict=True):
            if intensity < AMT:
                continue
            before = pulses.times[(pulses.times < time) & (pulses.times > time - 0.02)]
            fired.append(volley(time, 10 if len(before) else 20))
        each = np.concatenate(fired) if fired else np.zeros(0)
        return [each] * len(subject.study.muscles)

    found = taken("paired_pulse", answer, sicf_intervals=[])
    assert found["sici_2_ms", "DM"] == pytest.approx(0.5, abs=0.1)
    assert found["icf_10_ms", "LES"] == pytest.approx(0.5, abs=0.1)
    assert found["test_mep", "DM"] > 0.1


def test_a_curve_is_that_of_the_muscle_under_the_coil():
    def answer(subject, name, duration, pulses, rest):
        spikes = []
        for limit in (0.011, 0.016, 0.020, 0.024):
            strong = pulses.times[pulses.intensity > limit]
            spikes.append(np.concatenate([np.zeros(0), *(volley(time, 30) for time in strong)]))
        return spikes

    found = taken("recruitment", answer)
    assert {muscle for _, muscle in found} == {"DM", "LES"}
    assert found["amt", "DM"] == pytest.approx(16.0, abs=1.5)
    assert found["amt", "LES"] == pytest.approx(20.0, abs=1.5)


def test_a_map_has_the_nominal_sites_and_all_muscles():
    def answer(subject, name, duration, pulses, rest):
        near = pulses.times[np.hypot(*(pulses.sites_mm - [1.0, 0.0]).T) < 0.5]
        each = np.concatenate([volley(time, 20) for time in near]) if len(near) else np.zeros(0)
        return [each] * len(subject.study.muscles)

    found = taken("tms_map", answer)
    assert found["hot_spot_x", "OE"] == 1.0
    assert found["area_mm2", "TrA"] == pytest.approx(1.0)
    assert found["sites", "DM"] == 25


def test_noise_passes_for_no_site_of_a_map():
    def answer(subject, name, duration, pulses, rest):
        near = pulses.times[np.hypot(*(pulses.sites_mm - [1.0, 0.0]).T) < 0.5]
        each = np.concatenate([volley(time, 1) for time in near]) if len(near) else np.zeros(0)
        return [each] * len(subject.study.muscles)

    noisy = Electrode(noise_mv=0.005)
    assert taken("tms_map", answer, noisy)["area", "DM"] > 3
    above = taken("tms_map", answer, noisy, read_above(noisy.noise_mv))
    assert above["area", "DM"] == 1


def test_the_onset_of_a_cued_movement_is_read_from_the_emg():
    def answer(subject, name, duration, pulses, rest):
        starts = 0.8 * np.arange(20)
        each = np.concatenate([start + 0.1 + np.arange(40) * 0.002 for start in starts])
        return [each] * len(subject.study.muscles)

    found = taken("cued_movement", answer, practised_trials=0)
    assert found["onset", "DM"] == pytest.approx(100, abs=20)


def test_long_pairs_are_timed_from_their_second_pulse():
    def answer(subject, name, duration, pulses, rest):
        fired = [np.zeros(0)]
        for time in pulses.times:
            before = pulses.times[(pulses.times < time) & (pulses.times > time - 0.21)]
            fired.append(volley(time, 10 if len(before) else 20))
        return [np.concatenate(fired)] * len(subject.study.muscles)

    found = taken("lici", answer, intervals=["100 ms"])
    assert found["lici", "DM"] == pytest.approx(0.5, abs=0.1)
