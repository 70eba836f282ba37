"""Main measures and their changes as rows, and what is compared with what."""

import numpy as np
import pytest
from fixtures.hand_made import hand_made_study, write_all

from cortex_sim.outcome.stored import open_study
from cortex_sim.outcome.summary import contrasts, main_measures
from cortex_sim.outcome.tables import change_rows, each_of_few, measure_rows, visit_rows


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """Return a study whose sessions are written by hand."""
    folder = write_all(hand_made_study(), tmp_path_factory.mktemp("tables") / "results")
    return open_study(folder, folder.parent)[0]


def test_arms_are_compared_with_the_end_of_the_common_past(result):
    named = [(before.key, after.key) for before, after in contrasts(result)]
    assert named == [
        ("healthy", "clbp"),
        ("clbp", "motor_control_training"),
        ("clbp", "no_training"),
    ]


def test_a_row_of_a_visit_holds_the_mean_and_each_of_few_subjects(result):
    title, assessment, measure, muscle, unit = main_measures(result)[0]
    row = next(row for row in visit_rows(result) if row["visit"] == "clbp")
    values = result.values(assessment, measure, muscle, "", "clbp")
    assert (row["title"], row["unit"], row["n"]) == (title, unit, len(values))
    assert row["mean"] == pytest.approx(values.mean())
    assert row["subjects"] == pytest.approx(values)
    assert row["sd"] is None  # of three subjects it says less than they do


def test_a_measure_that_nobody_has_is_a_row_without_a_mean(result):
    missing = [row for row in visit_rows(result) if row["n"] == 0]
    assert all(row["mean"] is None and row["sd"] is None for row in missing)


def test_a_row_of_a_change_holds_the_mean_change_within_subjects(result):
    row = next(row for row in change_rows(result) if row["after"] == "no_training")
    where = (row["assessment"], row["measure"], row["muscle"])
    change = result.values(*where, "no_training", "no_training") - result.values(*where, "", "clbp")
    assert row["change"] == pytest.approx(np.nanmean(change))
    assert np.isnan(row["low"])  # three subjects have no interval
    assert row["subjects"] == pytest.approx(change[np.isfinite(change)])


def test_only_few_subjects_are_told_one_by_one():
    assert each_of_few(np.arange(5.0)) == (0, 1, 2, 3, 4)
    assert each_of_few(np.arange(6.0)) is None


def test_every_measure_is_a_row(result):
    assert len(list(measure_rows(result))) == len(result.rows)
