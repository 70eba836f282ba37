"""People among virtual subjects."""

import math
import os

import numpy as np
import pytest

from cortex_sim.errors import DataError
from cortex_sim.people.beside import beside, read_measured
from cortex_sim.people.found import MeasuredRow, as_csv
from cortex_sim.pictures.beside import beside_pictures
from cortex_sim.pictures.manifest import picture_problem, save_picture


def row(measure, value, muscle="DM-LES", assessment="map", subject="anna"):
    where = (subject, "", "pre", math.nan, assessment, measure)
    return MeasuredRow(*where, muscle, value, "", f"{subject}.csv", "")


def test_an_overlap_stands_beside_every_visit_with_its_share_below(results):
    study = results.result
    found = beside([row("overlap", 2.0), row("cog_x", 3.0, "DM")], study)
    assert {one.visit for one in found} == {visit.path for visit in study.visits}
    assert {one.measure for one in found} == {"overlap"}
    first = found[0]
    values = study.values("map_structural", "overlap", "DM-LES", *study.visits[0])
    assert first.mean == pytest.approx(np.nanmean(values))
    assert first.n == len(study.subjects)
    assert first.below == 1.0


def test_interpolated_maps_are_left_out_because_virtual_ones_are_not(results):
    rows = [row("overlap", 0.2), row("overlap", 0.9, assessment="map_interpolated")]
    assert {one.value for one in beside(rows, results.result)} == {0.2}


def test_what_a_map_rests_on_stands_beside_the_settings_of_virtual_maps(results):
    rows = [row("overlap", 0.2), row("overlap", 0.3, subject="ben")]
    rows += [row("sites", 49.0, "DM"), row("pulses", 245.0, "DM"), row("pulses", 240.0, "LES")]
    said = {one.subject: one.measured for one in beside(rows, results.result)}
    assert said == {"anna": "map, 49 sites, 245 pulses", "ben": "map"}


def test_a_picture_has_the_cohort_the_people_and_their_sessions(results, tmp_path):
    study = results.result
    rows = [row("overlap", 0.2), row("overlap", 0.3, subject="ben"), row("sites", 49.0, "DM")]
    found = beside(rows, study)
    (picture,) = beside_pictures(found, study)
    n_panels = len({one.assessment for one in found})
    drawn = [r for r in picture.table if r["who"] == "virtual"]
    assert len(drawn) == n_panels * len(study.visits) * len(study.subjects)
    assert {(r["subject"], r["value"]) for r in picture.table if r["who"] == "measured"} == {
        ("anna", 0.2),
        ("ben", 0.3),
    }
    assert picture.caption.startswith("n = 3 subjects")
    assert "anna pre by map, 49 sites; ben pre by map" in picture.caption
    assert len(picture.panels) == n_panels
    save_picture(picture, tmp_path, [study])
    assert {path.suffix for path in tmp_path.iterdir()} == {".pdf", ".png", ".csv", ".json"}
    assert picture_problem(tmp_path / "beside.json", [study]) is None


def test_people_of_one_name_are_told_apart_by_their_files(results):
    rows = [row("overlap", 0.2), row("overlap", 0.3)._replace(session="later.csv")]
    (picture,) = beside_pictures(beside(rows, results.result), results.result)
    assert "anna pre later.csv by map" in picture.caption


def test_a_table_of_measures_is_read_back(tmp_path):
    path = tmp_path / "table.csv"
    path.write_text(as_csv([row("overlap", 0.25)]))
    (back,) = read_measured(path)
    assert back.value == 0.25
    assert math.isnan(back.day)


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n"])
def test_other_tables_are_refused(tmp_path, text):
    path = tmp_path / "table.csv"
    path.write_text(text)
    with pytest.raises(DataError, match="is no table of"):
        read_measured(path)


def test_a_table_that_cannot_be_read_is_an_error_of_ours(tmp_path):
    os.mkfifo(tmp_path / "table.csv")
    with pytest.raises(DataError, match="is no regular file"):
        read_measured(tmp_path / "table.csv")


def test_people_and_studies_without_a_measure_in_common_are_refused(results):
    with pytest.raises(DataError, match="are the muscles called alike"):
        beside([row("overlap", 0.2, "APB-FDI")], results.result)
