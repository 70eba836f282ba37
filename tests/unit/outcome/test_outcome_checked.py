"""Results of other settings are refused with what differs and what to type."""

import pytest
from fixtures.finished_study import folder, results, study  # noqa: F401

from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ResultError
from cortex_sim.outcome.checked import checked_result
from cortex_sim.store.paths import SessionStore


@pytest.fixture
def refusal(study, folder):  # noqa: F811
    """Return what is said of the finished study with another cohort."""

    def refused(**cohort):
        changed = study.config.model_copy(
            update={"cohort": study.config.cohort.model_copy(update=cohort)}
        )
        with pytest.raises(ResultError) as error:
            checked_result(make_plan(changed), SessionStore(folder.parent), "mine")
        return str(error.value)

    return refused


def test_other_settings_are_named_instead_of_missing_sessions(refusal, folder):  # noqa: F811
    said = refusal(subjects=4)
    assert f"{folder}: was run with other settings than mine has" in said
    assert "1 field differs: cohort.subjects (3 → 4); name the folder" in said
    assert "'cortex-sim run mine' first" in said  # three of the four are there
    assert "\n" not in said


def test_what_a_run_would_overwrite_gets_a_name_of_its_own(refusal):
    assert "run 'cortex-sim run mine --set name=hand_made_2' first" in refusal(first_seed=7)
