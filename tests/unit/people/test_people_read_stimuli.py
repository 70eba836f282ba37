"""Tables of pulses: what is read, and how bad rows are named."""

import os

import numpy as np
import pytest

from cortex_sim.errors import ConfigError, DataError
from cortex_sim.people.layout import Layout, load_layout
from cortex_sim.people.read_stimuli import read_stimuli
from cortex_sim.people.stimuli import doubts

HEAD = ["protocol", "x_mm", "y_mm", "intensity", "interval_ms", "mep_DM_mV"]


def test_the_packages_own_columns_need_no_mapping(write):
    path = write([HEAD, ["map", 1, 2, 60, "n/a", 0.5], ["sici", 1, 2, 60, 3, "n/a"]])
    found = read_stimuli(path)
    assert found.muscles == ("DM",)
    assert found.protocol.tolist() == ["map", "sici"]
    np.testing.assert_allclose(found.mep_mv[:, 0], [0.5, np.nan])
    np.testing.assert_allclose(found.interval_ms, [np.nan, 3])
    assert "1 pulse without an MEP of DM" in found.notes


def test_microvolt_in_the_name_of_a_column_is_converted(write):
    path = write([["protocol", "x_mm", "y_mm", "mep_DM_uV"], ["map", 0, 0, 250]])
    assert read_stimuli(path).mep_mv[0, 0] == pytest.approx(0.25)


def test_decimal_comma_and_semicolon(write):
    layout = Layout(
        delimiter=";", decimal=",", columns={"x": "X", "y": "Y"}, mep={"LES": "Amplitude"},
        constant={"protocol": "map"},
    )  # fmt: skip
    path = write([["X", "Y", "Amplitude"], ["1,5", "-2,25", "0,125"]], delimiter=";")
    found = read_stimuli(path, layout)
    np.testing.assert_allclose(found.xyz_mm, [[1.5, -2.25]])
    assert found.mep_mv[0, 0] == pytest.approx(0.125)


def test_a_mapping_without_columns_leaves_the_known_names(write):
    path = write([["x_mm", "y_mm", "mep_DM_uV"], ["1,5", "-2", "125"]], delimiter=";")
    found = read_stimuli(path, Layout(delimiter=";", decimal=",", constant={"protocol": "map"}))
    np.testing.assert_allclose(found.xyz_mm, [[1.5, -2]])
    assert found.mep_mv[0, 0] == pytest.approx(0.125)
    assert found.protocol.tolist() == ["map"]


def test_units_of_a_mapping_must_agree_with_the_names_of_columns(write):
    path = write([HEAD, ["map", 1, 2, 60, "n/a", 0.5]])
    with pytest.raises(DataError, match=r"columns say 'mV' and the mapping file units\.mep: 'uV'"):
        read_stimuli(path, Layout(units={"mep": "uV"}))
    assert read_stimuli(path, Layout(units={"intensity": "A/us"})).intensity_unit == "A/us"


@pytest.mark.parametrize("twice", [("mep_DM_mV", "mep_DM_uV"), ("intensity", "intensity_mV")])
def test_two_columns_of_one_thing_are_refused(write, twice):
    path = write([["protocol", "x_mm", "y_mm", *twice], ["map", 0, 0, 1, 1]])
    with pytest.raises(DataError, match=f"columns '{twice[0]}' and '{twice[1]}' both hold"):
        read_stimuli(path)


def test_a_pipe_has_no_end_and_is_refused(tmp_path):
    os.mkfifo(tmp_path / "pulses.csv")
    with pytest.raises(DataError, match="is no regular file"):
        read_stimuli(tmp_path / "pulses.csv")


def test_a_decimal_comma_that_nobody_announced_is_named_with_its_line(write):
    layout = Layout(delimiter=";", columns={"x": "X", "y": "Y"}, mep={"LES": "A"},
                    constant={"protocol": "map"})  # fmt: skip
    path = write([["X", "Y", "A"], ["1", "2", "0.1"], ["1", "2", "0,125"]], delimiter=";")
    with pytest.raises(DataError, match=r"line 3, column 'A': got '0,125'"):
        read_stimuli(path, layout)


def test_every_bad_cell_is_named_and_the_many_are_counted(write):
    rows = [["map", 0, 0, 60, "n/a", "oops"] for _ in range(20)]
    with pytest.raises(DataError, match=r"(?s)20 cells.*line 2, .*line 9, .*and 12 more"):
        read_stimuli(write([HEAD, *rows]))


def test_a_table_without_header_is_read_by_numbers_of_columns(write):
    """The layout of the public grid maps of Sinitsyn et al. (2019)."""
    layout = Layout.model_validate(
        {
            "delimiter": ";", "header": False, "units": {"mep": "uV"},
            "columns": {"subject": "1", "session": "2", "x": "3", "y": "4", "z": "5"},
            "mep": {"APB": "6"}, "constant": {"protocol": "map"},
        }
    )  # fmt: skip
    rows = [[1, 1, 121.7, 204.6, 106.5, 216.9], [2, 3, 114.3, 209.6, 101.1, 0.0]]
    found = read_stimuli(write(rows, delimiter=";"), layout)
    assert found.subject.tolist() == ["1", "2"]
    assert found.xyz_mm.shape == (2, 3)
    np.testing.assert_allclose(found.mep_mv[:, 0], [0.2169, 0.0])


def test_meps_that_nobody_can_have_mean_another_unit(write):
    with pytest.raises(DataError, match=r"line 2.*got '216'.*is units.mep right"):
        read_stimuli(write([HEAD, ["map", 0, 0, 60, "n/a", 216]]))


def test_swapped_columns_are_seen_by_negative_meps(write):
    with pytest.raises(DataError, match=r"column 'mep_DM_mV': got '-31'"):
        read_stimuli(write([HEAD, ["map", 0, 0.2, 60, "n/a", -31]]))


def test_a_row_of_another_length_is_named(write):
    with pytest.raises(DataError, match="line 3 has 2 cells, expected 6"):
        read_stimuli(write([HEAD, ["map", 0, 0, 60, "n/a", 1], ["map", 0]]))


def test_an_unknown_protocol_says_which_there_are(write):
    with pytest.raises(DataError, match=r"got 'SP100', expected map, recruitment"):
        read_stimuli(write([HEAD, ["SP100", 0, 0, 60, "n/a", 1]]))


def test_words_translate_protocols_and_skip_rows(write):
    layout = Layout(
        columns={"protocol": "task", "x": "x", "y": "y"}, mep={"DM": "a"},
        words={"M1": "map", "practice": "skip"},
    )  # fmt: skip
    rows = [["task", "x", "y", "a"], ["M1", 0, 0, 1], ["practice", 0, 0, 9]]
    found = read_stimuli(write(rows), layout)
    assert found.protocol.tolist() == ["map"]
    assert any("1 pulse left out" in note for note in found.notes)


def test_columns_that_nothing_explains_are_refused_with_their_names(write):
    with pytest.raises(DataError, match="'Target X', 'EMG 1'"):
        read_stimuli(write([["Target X", "EMG 1"], [1, 2]]))


def test_a_table_that_does_not_say_what_the_pulses_were_for_is_refused(write):
    with pytest.raises(DataError, match=r"constant: \{protocol: map\}"):
        read_stimuli(write([["x_mm", "y_mm", "mep_DM_mV"], [0, 0, 1]]))


def test_a_column_that_is_not_there_is_named(write):
    layout = Layout(columns={"x": "gone"}, constant={"protocol": "map"}, mep={"DM": "a"})
    with pytest.raises(DataError, match="no column 'gone'"):
        read_stimuli(write([["a"], [1]]), layout)


def test_an_empty_file_and_bytes_that_are_no_text_are_refused(tmp_path):
    empty, binary = tmp_path / "empty.csv", tmp_path / "binary.csv"
    empty.write_text("")
    binary.write_bytes(b"\xff\xfe\x00protocol")
    with pytest.raises(DataError, match="is empty"):
        read_stimuli(empty)
    with pytest.raises(DataError, match="no text in UTF-8"):
        read_stimuli(binary)
    with pytest.raises(DataError, match="cannot be read"):
        read_stimuli(tmp_path / "gone.csv")


NIBS = ["stim_id", "protocol_name", "inter_stimulus_interval", "pulse_intensity",
        "stim_validation", "motor_response", "response_channel_name"]  # fmt: skip


def test_a_bids_table_of_pulses_is_read_with_the_places_of_its_markers(write):
    rows = [
        NIBS,
        ["m1", "SP", "n/a", 100, "good", 240, "FDI"],
        ["m1", "SP", "n/a", 100, "good", 90, "ADM"],
        ["m2", "SICI", 2.0, 80, "good", 120, "FDI"],
        ["m3", "SICI", 2.0, 80, "bad", 999, "FDI"],
    ]
    path = write(rows, "sub-01_ses-2_task-a_nibs.tsv", "\t")
    places = [["stim_id", "coil_x", "coil_y", "coil_z"],
              ["m2", 1, 2, 3], ["m1", 4, 5, 6], ["m3", 7, 8, 9]]  # fmt: skip
    write(places, "sub-01_ses-2_task-a_markers.tsv", "\t")
    found = read_stimuli(path)
    assert found.muscles == ("FDI", "ADM")
    assert found.protocol.tolist() == ["test", "sici"]
    assert found.subject.tolist() == ["01", "01"]
    assert found.session.tolist() == ["2", "2"]
    np.testing.assert_allclose(found.mep_mv, [[0.24, 0.09], [0.12, np.nan]])
    np.testing.assert_allclose(found.xyz_mm, [[4, 5, 6], [1, 2, 3]])


def test_a_marker_that_is_not_there_is_named(write):
    path = write([NIBS, ["m1", "SP", "n/a", 100, "good", 240, "FDI"]], "a_nibs.tsv", "\t")
    write([["stim_id", "coil_x", "coil_y"], ["m9", 1, 2]], "a_markers.tsv", "\t")
    with pytest.raises(DataError, match="no marker 'm1'"):
        read_stimuli(path)


def test_a_bids_map_without_markers_says_which_file_is_needed(write):
    path = write([NIBS, ["m1", "map", "n/a", 100, "good", 240, "FDI"]], "a_nibs.tsv", "\t")
    with pytest.raises(DataError, match=r"map stand in a_markers.tsv .* not beside it; add it"):
        read_stimuli(path)


def test_a_marker_that_is_there_twice_is_named(write):
    marker = ["m1", 1, 2, 3]
    write([["stim_id", "coil_x", "coil_y", "coil_z"], marker, marker], "a_markers.tsv", "\t")
    path = write([NIBS, ["m1", "SP", "n/a", 100, "good", 240, "FDI"]], "a_nibs.tsv", "\t")
    with pytest.raises(DataError, match="two markers 'm1'"):
        read_stimuli(path)


def test_a_column_of_a_mapping_holds_one_thing():
    with pytest.raises(ValueError, match="'A' would be x and y"):
        Layout(columns={"x": "A", "y": "A"})
    with pytest.raises(ValueError, match="'A' would be x and DM"):
        Layout(columns={"x": "A"}, mep={"DM": "A"})


def test_a_constant_protocol_is_one_of_those_there_are(write):
    path = write([["x_mm", "y_mm", "mep_DM_mV"], [0, 0, 1]])
    with pytest.raises(DataError, match=r"constant\.protocol of the mapping file: got 'mapp'"):
        read_stimuli(path, Layout(constant={"protocol": "mapp"}))


def test_a_mapping_file_is_yaml_and_its_slips_are_named(tmp_path):
    path = tmp_path / "columns.yaml"
    path.write_text("columns: {x: X}\nmep: {LES: amplitude}\nconstant: {protocol: map}\n")
    assert load_layout(path).mep == {"LES": "amplitude"}
    path.write_text("column: {x: X}\n")
    with pytest.raises(ConfigError, match="column"):
        load_layout(path)


@pytest.mark.parametrize("label", ["n/a", "", "NA"])
def test_a_site_without_a_label_is_told_by_its_place(write, label):
    head = ["protocol", "site", "x_mm", "y_mm", "mep_DM_mV"]
    rows = [["map", label, 10 * (n % 3), 10 * (n // 3), 0.1] for n in range(9)]
    assert read_stimuli(write([head, *rows])).site.tolist() == [""] * 9


@pytest.mark.parametrize("text", ["1_0", "\u0661"])
def test_numbers_that_python_alone_reads_are_bad_cells(write, text):
    rows = [["protocol", "x_mm", "y_mm", "mep_DM_mV"], ["map", text, 0, 0.5], ["map", 1, 0, 0.5]]
    with pytest.raises(DataError, match="line 2, column 'x_mm'"):
        read_stimuli(write(rows))


def test_a_constant_number_has_no_unit_in_its_text(tmp_path):
    path = tmp_path / "map.yaml"
    path.write_text("constant: {protocol: map, intensity: 60 %}\n")
    with pytest.raises(ConfigError, match="intensity: got '60 %', expected a number alone"):
        load_layout(path)


def test_a_table_of_kinds_of_stimuli_holds_no_responses(write):
    rows = [["nibs_event_id", "nibs_type", "stimulus_intensity"], ["single", "TMS", 50]]
    with pytest.raises(DataError, match="a row for each kind of stimulus"):
        read_stimuli(write(rows, "sub-001_task-rest_nibs.tsv", "\t"))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Mep_LES_mV", "mep_LES_mV"),
        ("mep_OE_mv", "mep_OE_mV"),
        ("MEP_RA_uV", "mep_RA_uV"),
        ("mep_TrA", "mep_TrA_mV or mep_TrA_uV"),
        ("mep_LES_left_mV", "mep_LESleft_mV"),
        ("mep_LES_\u00b5V", "mep_LES_uV"),
        ("mep_LES_\u03bcV", "mep_LES_uV"),
        ("mep_LES_V", "mep_LES_mV or mep_LES_uV"),
        ("intensty", "intensity"),
        ("Intensity (%)", "intensity"),
        ("X_mm", "x_mm"),
        ("interval", "interval_ms"),
        ("Valid", "valid"),
        ("Subject", "subject"),
    ],
)
def test_a_column_that_is_almost_a_known_one_is_refused_with_what_to_write(write, name, meant):
    path = write([["protocol", "mep_DM_mV", name], ["recruitment", 0.3, 1]])
    with pytest.raises(DataError) as caught:
        read_stimuli(path)
    assert f"{name!r}: write {meant};" in str(caught.value)


@pytest.mark.parametrize(
    "name", ["mep_DM_latency_ms", "duration", "sample", "sites", "x", "comment", "EMG 1", "invalid"]
)
def test_a_column_that_holds_something_else_stays_unread(write, name):
    path = write([["protocol", "site", "x_mm", "y_mm", "mep_DM_mV", name], ["map", 1, 0, 0, 1, 9]])
    assert read_stimuli(path).muscles == ("DM",)


def test_a_mapping_file_that_names_columns_chooses_among_them(write):
    path = write([["protocol", "mep_DM_mV", "mep_LES_left_mV"], ["test", 0.3, 1]])
    layout = Layout(columns={"protocol": "protocol"}, mep={"DM": "mep_DM_mV"})
    assert read_stimuli(path, layout).muscles == ("DM",)


@pytest.mark.parametrize("good", ["TRUE", "true", "Good", "YES", "Y", "1", "1.0"])
@pytest.mark.parametrize("bad", ["FALSE", "bad", "No", "0"])
def test_whether_a_pulse_counts_is_read_in_any_case(write, good, bad):
    rows = [["protocol", "mep_DM_mV", "valid"], ["test", 0.3, good], ["test", 0.4, bad]]
    assert read_stimuli(write(rows)).mep_mv[:, 0].tolist() == [0.3]


def test_an_unknown_word_in_valid_is_named_with_its_line(write):
    rows = [["protocol", "mep_DM_mV", "valid"], ["test", 0.3, "good"], ["test", 0.4, "x"]]
    with pytest.raises(DataError, match=r"line 3, column 'valid': got 'x', expected one of good"):
        read_stimuli(write(rows))
    assert len(read_stimuli(write(rows), Layout(bad=("x",)))) == 1


def test_an_empty_cell_of_valid_is_told(write):
    rows = [["protocol", "mep_DM_mV", "valid"], ["test", 0.3, "good"], ["test", 0.4, ""]]
    found = read_stimuli(write(rows))
    assert len(found) == 1
    assert "1 row left out: the cell of 'valid' is empty" in found.notes


def test_a_file_that_names_no_subject_is_one_by_its_own_name(write):
    rows = [["protocol", "mep_DM_mV"], ["test", 0.3]]
    assert read_stimuli(write(rows, "anna.csv")).subject.tolist() == ["anna"]
    assert read_stimuli(write(rows, "rec_events.tsv", "\t")).subject.tolist() == ["rec"]
    assert read_stimuli(write(rows, "sub-07_events.tsv", "\t")).subject.tolist() == ["07"]


@pytest.mark.parametrize(
    ("intensity", "interval", "said"),
    [
        (55, 0.002, "no pair of pulses is more than 0.002 ms apart"),
        (55, 3000, "3000 ms apart"),
        (0.7, 3, "no intensity exceeds 0.7 % of the output"),
        (150, 3, "an intensity is 150 % of the output"),
        (55, 3, None),
    ],
)
def test_an_unlikely_interval_or_intensity_is_said(write, intensity, interval, said):
    rows = [["protocol", "intensity", "interval_ms", "mep_DM_mV"]]
    rows += [["test", intensity, "", 0.3], ["sici", intensity, interval, 0.2]]
    found = doubts(read_stimuli(write(rows)))
    assert len(found) == (said is not None)
    assert said is None or said in found[0]


def test_the_intensity_of_a_virtual_coil_is_no_percentage(write):
    rows = [["protocol", "intensity_mV", "mep_DM_mV"], ["test", 150, 0.3]]
    assert not doubts(read_stimuli(write(rows)))
