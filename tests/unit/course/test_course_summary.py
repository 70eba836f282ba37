"""The table that a run ends with, on planted values."""

from pathlib import Path

import numpy as np
import pytest

from cortex_sim.config.load import load_study
from cortex_sim.course.visit import visits_of
from cortex_sim.outcome.summary import summary_table

ARMS = Path(__file__).resolve().parents[3] / "configs" / "arms.yaml"


class Planted:
    """Six subjects in all arms; every measure has the same values, but for what is planted."""

    subjects = (1, 2, 3, 4, 5, 6)

    def __init__(self, **planted):
        self.study = load_study(ARMS, ["cohort.subjects=6"])
        self.visits = visits_of(self.study.course)
        self.planted = planted

    def values(self, assessment, measure, muscle, arm, phase):
        if assessment not in self.study.stages[phase].visit:
            return np.full(6, np.nan)
        return np.array(self.planted.get(measure, [0.1, 0.2, 0.3] * 2))


@pytest.fixture
def row():
    """Return a function that gives the cells of a row of the first table, by its header."""

    def cells(result, title):
        lines = [line.strip("|").split("|") for line in summary_table(result).splitlines()]
        header = [cell.strip() for cell in lines[2]]
        found = next(line for line in lines if line[0].strip().startswith(title))
        return dict(zip(header, (cell.strip() for cell in found), strict=True))

    return cells


def test_mean_and_sd_are_over_subjects(row):
    cells = row(Planted(), "DM-LES overlap, structural map")
    assert cells["healthy"] == cells["CLBP"] == "0.200 ± 0.089"


def test_what_a_visit_does_not_measure_is_not_called_undefined(row):
    result = Planted()
    cells = row(result, "DM active motor threshold")
    assert cells["motor control training: retention"] == "not measured"
    assert cells["healthy"] == "0.200 ± 0.089"
    assert "no intensity of the assessment" not in summary_table(result)


def test_what_no_subject_has_is_given_a_reason_and_few_are_counted(row):
    nothing = Planted(amt=[np.nan] * 6)
    assert "no intensity of the assessment reached the threshold" in summary_table(nothing)
    few = Planted(amt=[1.0, 2.0, np.nan] * 2)
    assert row(few, "DM active motor threshold")["CLBP"].endswith("(4 of 6)")
