"""Stored TMS sessions as tables of pulses, read back as if a person had been measured."""

from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.analysis.excitability import fit_boltzmann, paired_pulse_ratio
from cortex_sim.emg.surface import Electrode
from cortex_sim.export.nibs_files import write_pulses
from cortex_sim.export.pulse_tables import PULSES, Pulse
from cortex_sim.people.read_stimuli import read_stimuli
from cortex_sim.people.session import measure

MUSCLES = ("DM", "LES")


def record(**arrays):
    named = {name: SimpleNamespace(values=np.asarray(values)) for name, values in arrays.items()}
    return SimpleNamespace(arrays=named)


def read_back(tmp_path, pulses):
    write_pulses(tmp_path, "sub-601_ses-clbp_task-x", pulses, Electrode())
    rows = measure(read_stimuli(tmp_path / "sub-601_ses-clbp_task-x_nibs.tsv"))
    return {(r.measure, r.muscle): r for r in rows}


def test_a_recruitment_curve_comes_back_with_its_fit(tmp_path, rng):
    levels, pulses = np.arange(10.0, 41.0, 3.0), 8
    true = 20 / (1 + np.exp((24 - levels) / 2))
    mep = true[None, :, None] + rng.normal(0, 1.0, (2, len(levels), pulses))
    study = SimpleNamespace(muscle_names=MUSCLES)
    stored = record(measured=[0, 1], intensity=levels, mep=mep, hot_spot=[[0.0, 1.0], [1.0, 0.5]])
    found = read_back(tmp_path, PULSES["recruitment"](stored, study, "recruitment"))
    for row, muscle in enumerate(MUSCLES):
        fit = fit_boltzmann(np.repeat(levels, pulses), mep[row].ravel())
        assert found["s50", muscle].value == pytest.approx(fit.s50, rel=1e-4)
        assert found["s50", muscle].unit == "mV"
        assert found["mep_max", muscle].value == pytest.approx(0.02 * fit.mep_max, rel=1e-4)


def test_pairs_come_back_with_their_ratios(tmp_path, rng):
    protocols = ("test", "sici", "icf")
    kind = np.repeat([0, 1, 1, 2], 5)
    interval = np.repeat([0.0, 2.0, 3.0, 12.0], 5)
    mep = rng.normal(10, 3, (1, 20)) * np.repeat([1.0, 0.3, 0.5, 1.4], 5)
    study = SimpleNamespace(
        muscle_names=MUSCLES, assessments={"pairs": SimpleNamespace(protocols=protocols)}
    )
    stored = record(measured=[1], protocol=kind, interval=interval, mep=mep)
    found = read_back(tmp_path, PULSES["paired_pulse"](stored, study, "pairs"))
    test = mep[0, kind == 0]
    assert found["sici", "LES"].value == pytest.approx(
        paired_pulse_ratio(mep[0, kind == 1], test), rel=1e-6
    )
    assert found["sici_3_ms", "LES"].value == pytest.approx(
        paired_pulse_ratio(mep[0, interval == 3], test), rel=1e-6
    )
    assert ("sici", "DM") not in found


def lines_of(path):
    head, *rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [dict(zip(head, row, strict=True)) for row in rows]


def test_pulses_alone_are_single_and_those_of_a_pair_dual(tmp_path):
    pulses = [
        Pulse("test", np.nan, 30.0, None, {"DM": 1.0}),
        Pulse("sici", 2.0, 30.0, None, {"DM": 0.5}),
    ]
    write_pulses(tmp_path, "x", pulses, Electrode())
    rows = lines_of(tmp_path / "x_nibs.tsv")
    assert [row["tms_stim_mode"] for row in rows] == ["single", "dual"]
    assert not (tmp_path / "x_markers.tsv").exists()


def test_each_muscle_is_stimulated_at_its_own_hot_spot(tmp_path):
    study = SimpleNamespace(muscle_names=MUSCLES)
    stored = record(
        measured=[1, 0], intensity=[20.0], mep=np.ones((2, 1, 1)), hot_spot=[[0.0, 1.0], [1.5, 0.5]]
    )
    write_pulses(tmp_path, "x", PULSES["recruitment"](stored, study, ""), Electrode())
    places = [
        (float(r["coil_x"]), float(r["coil_y"])) for r in lines_of(tmp_path / "x_markers.tsv")
    ]
    assert places == [(1.5, 0.5), (0.0, 1.0)]
