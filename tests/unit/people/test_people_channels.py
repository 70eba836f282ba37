"""Recordings of MATLAB and Spike2, made by hand in the layouts of their makers."""

import numpy as np
import pytest
from scipy.io import savemat

from cortex_sim.errors import DataError
from cortex_sim.people.layout import Layout
from cortex_sim.people.read_emg import read_emg

RATE = 2000.0
WAVE = np.sin(np.linspace(0, 60, 4000))


def labchart(path, **changes):
    content = {
        "data": np.concatenate([WAVE, 2 * WAVE]),
        "datastart": np.array([[1], [4001]]),
        "dataend": np.array([[4000], [8000]]),
        "titles": np.array(["EMG DM ", "EMG LES"]),
        "samplerate": np.array([[RATE], [RATE]]),
        "unittext": np.array(["mV"]),
        "unittextmap": np.array([[1], [1]]),
    }
    savemat(path, content | changes)
    return path


@pytest.fixture(autouse=True)
def reader():
    pytest.importorskip("pymatreader")


def test_labcharts_export_is_read_in_mv(tmp_path):
    emg = read_emg(labchart(tmp_path / "x.mat"))
    assert emg.muscles == ("DM", "LES")
    assert emg.rate_hz == RATE
    assert emg.signal_mv == pytest.approx(np.column_stack([WAVE, 2 * WAVE]))


@pytest.mark.parametrize("unit", [" Volt", "v", "V"])
def test_volts_have_many_spellings(tmp_path, unit):
    channel = {"title": "DM", "interval": 1 / RATE, "units": unit, "values": WAVE / 1e3}
    savemat(tmp_path / "x.mat", {"V_Ch1": channel})
    assert read_emg(tmp_path / "x.mat").signal_mv[:, 0] == pytest.approx(WAVE)


def spike2_export(path, **changes):
    """Write two channels; the second has some changes."""
    one = {"title": "DM", "interval": 1 / RATE, "start": 0.0, "units": "mV", "values": WAVE}
    savemat(path, {"V_Ch1": one, "V_Ch2": one | {"title": "LES"} | changes})
    return path


def test_channels_that_take_turns_have_one_clock(tmp_path):
    path = spike2_export(tmp_path / "x.mat", start=0.2 / RATE, values=WAVE[:-1])
    assert read_emg(path).signal_mv.shape == (len(WAVE) - 1, 2)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"start": 2 / RATE}, "differ in start or length"),
        ({"values": WAVE[:-2]}, "differ in start or length"),
        ({"interval": 0.5}, "2, 2000 samples a second"),
        ({"interval": 0.0}, "is none"),
        ({"values": np.where(WAVE > 0.99, np.nan, WAVE)}, "no numbers, as of a pause"),
        ({"values": 60 * WAVE}, "EMG of LES would reach 60 mV"),
        ({"title": "EMG DM"}, "'DM' and 'EMG DM' would both be DM"),
    ],
)
def test_channels_that_cannot_be_one_emg_are_refused(tmp_path, changes, reason):
    with pytest.raises(DataError, match=reason):
        read_emg(spike2_export(tmp_path / "x.mat", **changes))


def test_labcharts_channels_must_lie_in_its_data(tmp_path):
    path = labchart(tmp_path / "x.mat", dataend=np.array([[4000], [8001]]))
    with pytest.raises(DataError, match="EMG LES: samples 4001 to 8001 of 8000"):
        read_emg(path)


def test_blocks_with_pauses_are_refused(tmp_path):
    two = np.array([[1, 2001], [4001, 6001]])
    path = labchart(tmp_path / "x.mat", datastart=two, dataend=two + 1999)
    with pytest.raises(DataError, match=r"x\.mat: holds 2 blocks with pauses"):
        read_emg(path)


def test_spike2s_export_is_read_with_its_start(tmp_path):
    pytest.importorskip("pymatreader")
    channel = {"title": "DM", "interval": 1 / RATE, "start": 0.5, "units": "uV", "values": WAVE}
    savemat(tmp_path / "x.mat", {"V_Ch1": channel, "V_Ch31": {"title": "Keyboard"}})
    emg = read_emg(tmp_path / "x.mat")
    assert emg.muscles == ("DM",)
    assert emg.start_s == 0.5
    assert emg.signal_mv[:, 0] == pytest.approx(WAVE / 1e3)


def test_other_matlab_files_and_damaged_ones_are_refused(tmp_path):
    savemat(tmp_path / "x.mat", {"mine": WAVE})
    with pytest.raises(DataError, match="it has mine"):
        read_emg(tmp_path / "x.mat")
    (tmp_path / "y.mat").write_bytes(b"MATLAB 5.0" + bytes(40))
    with pytest.raises(DataError, match="no whole MATLAB file"):
        read_emg(tmp_path / "y.mat")


def test_a_unit_that_is_no_voltage_is_named(tmp_path):
    path = labchart(tmp_path / "x.mat", unittext=np.array(["N"]))
    with pytest.raises(DataError, match=r"'EMG DM' \(N\)"):
        read_emg(path)


@pytest.mark.parametrize(("name", "todo"), [("x.smrx", "save it as .smr"), ("x.adicht", "MATLAB")])
def test_formats_of_their_makers_alone_say_what_to_do(tmp_path, name, todo):
    with pytest.raises(DataError, match=todo):
        read_emg(tmp_path / name)


def pascal(text, length):
    return (bytes([len(text)]) + text.encode()).ljust(length, b"\0")


def smr(path, raw):
    """Write a Spike2 file of one waveform channel with one block, as neo describes its layout."""
    layout = pytest.importorskip("neo.rawio.spike2rawio")
    head = np.zeros(1, layout.headerDescription)
    head["system_id"], head["us_per_time"], head["dtime_base"] = 6, 10, 1e-6
    head["channels"], head["chan_size"], head["max_ftime"] = 1, 140, 50 * len(raw)
    extra = [("scale", "f4"), ("offset", "f4"), ("unit", "S6"), ("interleave", "i2")]
    channel = np.zeros(1, layout.channelHeaderDesciption1)
    channel["firstblock"] = channel["lastblock"] = 512 + 140
    channel["blocks"], channel["max_data"], channel["l_chan_dvd"] = 1, len(raw), 50
    channel["title"], channel["kind"] = pascal("DM", 10), 1
    scale = np.zeros(1, extra)
    scale["scale"], scale["unit"], scale["interleave"] = 2.0, pascal("mV", 6), 1
    block = np.zeros(1, layout.blockHeaderDesciption)
    block["pred_block"] = block["succ_block"] = -1
    block["start_time"], block["end_time"] = 0, 50 * (len(raw) - 1)
    block["channel_num"], block["items"] = 1, len(raw)
    body = head.tobytes().ljust(512, b"\0")
    body += (channel.tobytes() + scale.tobytes()).ljust(140, b"\0")
    path.write_bytes(body + block.tobytes() + raw.astype("<i2").tobytes())
    return path


def test_a_spike2_file_is_read_in_mv(tmp_path):
    raw = np.round(3000 * WAVE).astype(int)
    emg = read_emg(smr(tmp_path / "x.smr", raw))
    assert emg.muscles == ("DM",)
    assert emg.rate_hz == pytest.approx(RATE)
    assert emg.signal_mv[:, 0] == pytest.approx(raw * 2.0 / 6553.6, abs=1e-6)
    (tmp_path / "y.smr").write_bytes(b"no Spike2")
    with pytest.raises(DataError, match="no whole Spike2 file"):
        read_emg(tmp_path / "y.smr")


def test_channels_are_chosen_by_the_mapping(tmp_path):
    path = labchart(tmp_path / "x.mat")
    assert read_emg(path, Layout(mep={"TrA": "EMG LES"})).muscles == ("TrA",)
    with pytest.raises(DataError, match="no channel 'OE'"):
        read_emg(path, Layout(mep={"OE": "OE"}))
