"""Variants of a study stand beside what they are variants of, where they differ from it."""

import csv
from pathlib import Path

import numpy as np
import pytest

from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.outcome.result import StudyResult
from cortex_sim.report.variants import MERGING, PARTING, TRAINING, draw_change, write_changes
from cortex_sim.store.paths import SessionStore

TINY = Path(__file__).parents[3] / "configs" / "tiny.yaml"
MAPS = [f"phases.{phase}.visit=[map_structural]" for phase in ("healthy", "clbp", TRAINING)]
VARIANTS = {
    "as configured": [],
    "late in training": ["sequences.motor_control_training.based_on=clbp"],
    "no cue": ["sequences.healthy.cue=false"],
}


class Written(StudyResult):
    """A result whose readings rise with the rank of the phase, a little apart between subjects."""

    def values(self, assessment, measure, muscle, arm, phase):
        return list(self.study.phases).index(phase) + 0.01 * np.arange(len(self.subjects)) ** 2


@pytest.fixture(scope="module")
def found():
    return {
        label: Written(make_plan(load_study(TINY, [*MAPS, *changes])), SessionStore(Path("none")))
        for label, changes in VARIANTS.items()
    }


def test_a_variant_that_shares_all_sessions_of_a_change_has_no_row(found):
    assert set(draw_change(found, MERGING, "m").panels) == {"as configured", "no cue"}
    assert set(draw_change(found, PARTING, "p").panels) == set(VARIANTS)


def test_the_table_has_before_after_and_the_mean_change_of_every_reading(found, tmp_path):
    with write_changes(tmp_path / "changes.csv", found, [MERGING, PARTING]).open() as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3 * (2 + 3)
    for row in rows:
        assert float(row["mean_change"]) == pytest.approx(
            float(row["after"]) - float(row["before"])
        )
        assert float(row["mean_change"]) == pytest.approx(1)


class Faster(Written):
    """A result whose readings rise twice as fast."""

    def values(self, assessment, measure, muscle, arm, phase):
        return 2 * super().values(assessment, measure, muscle, arm, phase)


def test_a_variant_stands_against_the_first_in_the_same_subjects_alone(found, tmp_path):
    first, second = found["as configured"], found["no cue"]
    others = load_study(TINY, [*MAPS, "cohort.first_seed=50"])
    variants = {
        "as configured": first,
        "faster": Faster(second.plan, second.store),
        "other subjects": Faster(make_plan(others), second.store),
    }
    with write_changes(tmp_path / "changes.csv", variants, [MERGING]).open() as file:
        against = {row["variant"]: float(row["against"]) for row in csv.DictReader(file)}
    assert against["faster"] == pytest.approx(1)
    assert np.isnan([against["as configured"], against["other subjects"]]).all()
