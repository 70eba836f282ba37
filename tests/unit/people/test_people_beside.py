"""People among virtual subjects."""

import math

import numpy as np
import pytest

from cortex_sim.errors import DataError
from cortex_sim.people.beside import beside, read_measured
from cortex_sim.people.found import MeasuredRow, as_csv


def row(measure, value, muscle="DM-LES"):
    where = ("anna", "", "pre", math.nan, "map", measure)
    return MeasuredRow(*where, muscle, value, "", "anna.csv", "")


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


def test_people_and_studies_without_a_measure_in_common_are_refused(results):
    with pytest.raises(DataError, match="are the muscles called alike"):
        beside([row("overlap", 0.2, "APB-FDI")], results.result)
