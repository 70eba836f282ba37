"""What the page on protocols says about its example."""

from pathlib import Path

import pytest

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.model.sequences import draw_trials

DOCS = Path(__file__).parents[3] / "docs"
ONE = ["cohort.subjects=1"]


@pytest.fixture(scope="module")
def study():
    return load_study(DOCS / "examples" / "graded_training.yaml", ONE)


def practice_ids(study, phase):
    return [
        session.session_id
        for session in make_plan(study).sessions
        if session.kind == "practice" and session.place.phase == phase
    ]


@pytest.mark.parametrize("phase", ["healthy", "clbp"])
def test_the_common_past_is_shared_with_other_studies(study, phase):
    base = load_study(DOCS.parent / "configs" / "base.yaml", [*ONE, "cohort.first_seed=201"])
    assert practice_ids(study, phase) == practice_ids(base, phase)


def test_only_deep_muscles_are_active_in_the_first_stage(study, rng):
    sequence = resolve_sequence(study.sequences, "deep_alone")
    table = draw_trials(sequence, study.muscle_names, 50, rng=rng)
    active = {m for m, drive in zip(study.muscle_names, table.drive.T, strict=True) if drive.any()}
    assert active == {"TrA", "DM"}
