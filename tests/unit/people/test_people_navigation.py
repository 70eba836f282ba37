"""Exports of navigation systems, made by hand in their layouts."""

import pytest

from cortex_sim.errors import DataError
from cortex_sim.people.layout import Layout
from cortex_sim.people.read_stimuli import read_stimuli
from cortex_sim.people.session import measure

NAMES = (
    "Sample Name\tSession Name\tIndex\tAssoc. Target\tLoc. X\tLoc. Y\tLoc. Z\tStim. Power A\t"
    "EMG Channels\tEMG Peak-to-peak 1\tEMG Peak-to-peak 2\tEMG Data 1"
)
MAP = Layout(constant={"protocol": "map"})


def brainsight(folder, rows, names=NAMES):
    lines = [
        "# Version: 13", "# Coordinate system: NIfTI:Aligned", "# Created by: Brainsight 2.5",
        "# Units: millimetres, degrees, milliseconds, and microvolts", "# Encoding: UTF-8",
        "# Target Name\tLoc. X\tLoc. Y\tLoc. Z", "T1\t-30.0\t-20.0\t60.0",
        f"# {names}", *rows, "# Planned Landmark Name\tLoc. X\tLoc. Y\tLoc. Z", "Nose\t0\t90\t0",
    ]  # fmt: skip
    path = folder / "session.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


def sample(number, x, y, mep, other="(null)"):
    return (
        f"Sample {number}\tSession 1\t{number}\tT{number % 4}\t{x}\t{y}\t60.0\t55\t2\t{mep}\t"
        f"{other}\t1.0;2.0;3.0"
    )


def test_a_brainsight_export_is_read_with_places_and_meps_in_mv(tmp_path):
    rows = [sample(n, 10 * (n % 4), 10 * (n // 4), 100 * n, 50) for n in range(8)]
    found = read_stimuli(brainsight(tmp_path, rows), MAP)
    assert found.muscles == ("EMG1", "EMG2")
    assert found.mep_mv[:, 0] == pytest.approx([0.1 * n for n in range(8)])
    assert found.xyz_mm.shape == (8, 3)
    assert found.xyz_mm[5].tolist() == [10, 10, 60]
    assert set(found.intensity) == {55}
    assert set(found.session) == {"Session 1"}
    assert found.site[1] == "T1"


def test_names_of_muscles_come_from_the_mapping_and_null_is_missing(tmp_path):
    layout = Layout(constant={"protocol": "map"}, mep={"FDI": "EMG Peak-to-peak 2"})
    rows = [sample(1, 0, 0, 10), sample(2, 10, 0, 10, 300)]
    found = read_stimuli(brainsight(tmp_path, rows), layout)
    assert found.muscles == ("FDI",)
    assert found.mep_mv[1, 0] == pytest.approx(0.3)
    assert found.notes == ("1 pulse without an MEP of FDI",)


def test_what_the_pulses_were_for_is_not_guessed(tmp_path):
    with pytest.raises(DataError, match="what the pulses were for"):
        read_stimuli(brainsight(tmp_path, [sample(1, 0, 0, 10)]))


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "empty"),
        (["Sample 1\tSession 1"], "line 9 has 2 cells"),
        ([sample(1, 0, 0, "x")], "line 9, column 'EMG Peak-to-peak 1': got 'x'"),
    ],
)
def test_damaged_brainsight_exports_are_named(tmp_path, rows, reason):
    with pytest.raises(DataError, match=reason):
        read_stimuli(brainsight(tmp_path, rows), MAP)


def test_empty_lines_of_an_export_are_left_out_and_doubled_columns_refused(tmp_path):
    rows = [sample(1, 0, 0, 10), "", sample(2, 10, 0, 20)]
    assert len(read_stimuli(brainsight(tmp_path, rows), MAP)) == 2
    twice = NAMES.replace("Peak-to-peak 2", "Peak-to-peak 1")
    with pytest.raises(DataError, match="two columns are called 'EMG Peak-to-peak 1'"):
        read_stimuli(brainsight(tmp_path, rows, twice), MAP)


def test_a_nexstim_export_without_stimulations_says_so(tmp_path):
    path = tmp_path / "session.txt"
    path.write_text("Peeling depth 25 mm\n")
    with pytest.raises(DataError, match="it has none at all"):
        read_stimuli(path, MAP)


def nexstim(folder, depths=(25.0,)):
    lines = ["Exported from NBS", "Subject made by hand"]
    for depth in depths:
        lines.append(f"Peeling depth {depth:g} mm")
        for n in range(9):
            x, y = 10.0 * (n % 3), 10.0 * (n // 3)
            emg = f"EMG1({100 * n}, 22.1) EMG2(-)"
            lines.append(f"ID(1.1.{n}) {emg} MRI coord ({x:.1f}, {y:.1f}, {60 - depth:.1f})")
    path = folder / "session.txt"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_nexstim_export_is_read_and_measured(tmp_path):
    found = read_stimuli(nexstim(tmp_path), MAP)
    assert found.mep_mv[:, 0] == pytest.approx([0.1 * n for n in range(9)])
    assert found.xyz_mm[4].tolist() == [10, 10, 35]
    assert found.notes == ("9 pulses without an MEP of EMG2",)
    rows = {(r.measure, r.muscle): r.value for r in measure(found)}
    assert rows["hot_spot_x", "EMG1"] == pytest.approx(20)


def test_several_peeling_depths_need_a_choice(tmp_path):
    path = nexstim(tmp_path, (15.0, 25.0))
    with pytest.raises(DataError, match=r"15\.0, 25\.0; say which"):
        read_stimuli(path, MAP)
    found = read_stimuli(path, Layout(constant={"protocol": "map"}, peeling_mm=15))
    assert len(found) == 9
    assert found.xyz_mm[0, 2] == 45
    with pytest.raises(DataError, match="no stimulation at that peeling depth"):
        read_stimuli(path, Layout(constant={"protocol": "map"}, peeling_mm=20))
