"""EMGs that were recorded: files, epochs, MEPs, latencies, silence, onsets."""

import numpy as np
import pytest

from cortex_sim.errors import DataError
from cortex_sim.people.emg import Emg, meps_of_emg
from cortex_sim.people.layout import Layout
from cortex_sim.people.read_emg import read_emg
from cortex_sim.people.read_stimuli import read_stimuli
from cortex_sim.people.reading import Reading
from cortex_sim.people.session import measure

RATE = 2000.0


def emg_of(rng, onsets, shape, noise=0.01, length=None):
    """Return an EMG of one muscle in which a shape follows each onset."""
    signal = rng.normal(0, noise, round((length or onsets[-1] + 2) * RATE))
    for onset in onsets:
        first = round(onset * RATE)
        signal[first : first + len(shape)] += shape
    return Emg("made.edf", ("DM",), RATE, signal[:, None])


def pulses_at(write, onsets, protocol="test"):
    rows = [["onset", "trial_type"], *[[onset, protocol] for onset in onsets]]
    return read_stimuli(write(rows, "events.tsv", "\t"))


def mep_shape(height, latency=0.018, width=0.012):
    time = np.arange(0, 0.1, 1 / RATE)
    wave = np.sin(2 * np.pi * (time - latency) / width)
    return height / 2 * wave * ((time >= latency) & (time < latency + width))


def test_meps_are_peak_to_peak_above_the_background(write, rng):
    onsets = 1.0 + np.arange(20)
    stimuli, reading = pulses_at(write, onsets), Reading()
    emg = emg_of(rng, onsets, mep_shape(1.0))
    found = meps_of_emg(stimuli, emg, reading)
    assert found.mep_mv.mean() == pytest.approx(1.0, abs=0.06)
    nothing = meps_of_emg(stimuli, emg_of(rng, onsets, mep_shape(0.0)), reading)
    assert nothing.mep_mv.mean() == pytest.approx(0.0, abs=0.01)


def test_each_protocol_has_the_background_of_its_own_contraction(write, rng):
    onsets = 1.0 + np.arange(40)
    rows = [[onset, "test" if n < 20 else "silent_period"] for n, onset in enumerate(onsets)]
    stimuli = read_stimuli(write([["onset", "trial_type"], *rows], "events.tsv", "\t"))
    emg = emg_of(rng, onsets, mep_shape(1.0))
    emg.signal_mv[round(20.5 * RATE) :] += rng.normal(0, 0.1, (len(emg.signal_mv) - 41000, 1))
    found = meps_of_emg(stimuli, emg, Reading())
    assert found.mep_mv[:20].mean() == pytest.approx(1.0, abs=0.06)
    assert [n.split(":")[0] for n in found.notes if n.startswith("background")] == [
        "background, peak to peak, pairs", "background, peak to peak, silent_period",
    ]  # fmt: skip


def test_a_cue_has_neither_an_mep_nor_a_background(write, rng):
    onsets = 1.0 + np.arange(4)
    rows = [[onset, "test" if n < 2 else "movement"] for n, onset in enumerate(onsets)]
    stimuli = read_stimuli(write([["onset", "trial_type"], *rows], "events.tsv", "\t"))
    found = meps_of_emg(stimuli, emg_of(rng, onsets, mep_shape(1.0)), Reading())
    assert np.isfinite(found.mep_mv[:, 0]).tolist() == [True, True, False, False]
    assert not any("movement" in note for note in found.notes)


def test_latency_and_background_are_read_from_the_signal(write, rng):
    onsets = 1.0 + np.arange(20)
    emg = emg_of(rng, onsets, mep_shape(1.0))
    rows = measure(meps_of_emg(pulses_at(write, onsets), emg, Reading()), Reading(), emg)
    found = {row.measure: row for row in rows}
    assert found["mep_latency"].value == pytest.approx(18.5, abs=1.0)
    assert "20 single pulses" in found["mep_latency"].note
    assert found["background_rms"].value == pytest.approx(0.01, rel=0.1)


def test_a_silent_period_ends_where_the_contraction_returns(write, rng):
    onsets = 1.0 + np.arange(60)
    signal = rng.normal(0, 0.1, round((onsets[-1] + 2) * RATE))
    for onset in onsets:
        first = round(onset * RATE)
        signal[first + round(0.03 * RATE) : first + round(0.15 * RATE)] *= 0.02
        signal[first + round(0.08 * RATE)] = 0.5  # a sample alone does not end it
        signal[first : first + 200] += mep_shape(2.0)
    emg = Emg("made", ("DM",), RATE, signal[:, None])
    rows = measure(pulses_at(write, onsets, "silent_period"), Reading("active"), emg)
    (row,) = rows
    assert row.measure == "silent_period"
    assert row.value == pytest.approx(150, abs=8)


@pytest.mark.parametrize("method", ["hodges-bui", "teager-kaiser"])
def test_onsets_of_movements_are_found_by_either_method(write, rng, method):
    onsets = 1.0 + 2.0 * np.arange(10)
    burst = np.concatenate([np.zeros(round(0.3 * RATE)), rng.normal(0, 0.2, round(0.5 * RATE))])
    emg = emg_of(rng, onsets, burst)
    rows = measure(pulses_at(write, onsets, "movement"), Reading(onset=method), emg)
    found = {row.measure: row for row in rows}
    assert found["onset"].value == pytest.approx(300, abs=27)
    assert found["onset"].note.startswith("10 of 10")


@pytest.mark.parametrize("method", ["hodges-bui", "teager-kaiser"])
def test_noise_alone_has_no_onset(write, rng, method):
    cues = 1.0 + 2.0 * np.arange(20)
    emg = emg_of(rng, cues, np.zeros(1))
    rows = measure(pulses_at(write, cues, "movement"), Reading(onset=method), emg)
    assert all(np.isnan(row.value) for row in rows)
    assert "of 20 trials have an onset" in rows[0].note


def test_pulses_outside_of_the_record_are_refused_or_left_out(write, rng):
    emg = emg_of(rng, [1.0], mep_shape(1.0), length=3)
    with pytest.raises(DataError, match="none of 2 pulses lies in the record of 3 s"):
        meps_of_emg(pulses_at(write, [1000.0, 2000.0]), emg, Reading())
    found = meps_of_emg(pulses_at(write, [1.0, 2000.0]), emg, Reading())
    assert np.isnan(found.mep_mv[1, 0])
    assert any("1 pulse outside" in note for note in found.notes)


def test_an_emg_in_text_is_read_with_its_clock(write):
    rows = [["time_s", "emg_DM_uV"], [10.0, 100], [10.001, -50], [10.002, 0]]
    emg = read_emg(write(rows, "emg.csv"))
    assert emg.rate_hz == pytest.approx(1000)
    assert emg.start_s == pytest.approx(10)
    np.testing.assert_allclose(emg.signal_mv[:, 0], [0.1, -0.05, 0.0])


def test_an_emg_needs_a_clock_that_is_said(write):
    path = write([["time_s", "A"], [0, 0.1], [0.001, 0.2]])
    with pytest.raises(DataError, match=r"or say 'columns: {time: NAME}' or 'rate_hz'"):
        read_emg(path, Layout(mep={"DM": "A"}))
    chosen = Layout(mep={"DM": "A"}, columns={"time": "time_s"})
    assert read_emg(path, chosen).rate_hz == pytest.approx(1000)


def test_a_gap_in_the_clock_is_named_by_its_line(write):
    rows = [["time_s", "emg_DM_mV"], *[[t, 0] for t in (0, 0.001, 0.002, 0.9, 0.901)]]
    with pytest.raises(DataError, match=r"line 5, column 'time_s'.*not equally spaced"):
        read_emg(write(rows, "emg.csv"))


def test_an_emg_in_another_unit_is_refused(write):
    rows = [["time_s", "emg_DM_mV"], [0, 100], [0.001, 250]]
    with pytest.raises(DataError, match="would reach 250 mV"):
        read_emg(write(rows, "emg.csv"))


def test_edf_is_read_in_mv_and_a_truncated_one_is_refused(tmp_path, rng):
    edfio = pytest.importorskip("edfio")
    wave = rng.normal(0, 50, 4000)
    signal = edfio.EdfSignal(wave, 2000, label="EMG LES", physical_dimension="uV")
    other = edfio.EdfSignal(np.zeros(4000), 2000, label="force", physical_dimension="N")
    path = tmp_path / "a_emg.edf"
    edfio.Edf([signal, other]).write(path)
    emg = read_emg(path)
    assert emg.muscles == ("LES",)
    np.testing.assert_allclose(emg.signal_mv[:, 0], wave / 1e3, atol=0.01)
    renamed = read_emg(path, Layout(mep={"ES": "EMG LES"}))
    assert renamed.muscles == ("ES",)
    with pytest.raises(DataError, match="no channel 'gone'"):
        read_emg(path, Layout(mep={"ES": "gone"}))
    whole = path.read_bytes()
    for length in (len(whole) - 1000, len(whole) // 2, 700):
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match="no whole EDF or BDF"):
            read_emg(path)
    with pytest.raises(DataError, match="no such file"):
        read_emg(tmp_path / "gone.edf")
