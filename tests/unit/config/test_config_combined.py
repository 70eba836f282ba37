"""The study of combined treatments: two 2 x 2 with equal controls, compared after a pause too."""

import pytest

from cortex_sim.config.contrasts import InteractionContrast
from cortex_sim.config.load import load_study
from cortex_sim.course.compared import check_contrasts, compared_visits

STUDY = load_study("combined")
INTERACTIONS = {n: c for n, c in STUDY.contrasts.items() if isinstance(c, InteractionContrast)}


def row(phase):
    (found,) = STUDY.phases[phase].practice
    return found


def test_every_arm_rests_for_four_weeks_under_the_load_of_its_treatment():
    check_contrasts(STUDY)
    for arm in STUDY.course.arms:
        treated, rest = (STUDY.stages[name] for name in STUDY.timeline.arms[arm])
        assert rest.pause == 4 * 7 * 86400
        assert not rest.practice
        assert treated.nociceptive_load == rest.nociceptive_load == 0.5
        assert treated.visit == rest.visit


def test_interactions_are_read_after_the_pause_and_those_of_the_end_before_it():
    assert len(INTERACTIONS) == 8
    for name, contrast in INTERACTIONS.items():
        for arm in contrast.arms:
            (visit,) = compared_visits(STUDY, contrast, arm)
            phases = [f"{arm}", "retention"]
            assert visit.phase.endswith(phases["_end" not in name]), (name, arm)


@pytest.mark.parametrize("name", sorted(INTERACTIONS))
def test_a_two_by_two_adds_the_same_to_either_row(name):
    neither, first, second, both = map(row, INTERACTIONS[name].arms)
    added = {*first.interventions} - {*neither.interventions}
    assert added
    assert {*both.interventions} == {*second.interventions} | added
    assert (first.sequence, second.sequence) == (neither.sequence, both.sequence)
    assert (neither.sequence, both.sequence) == (None, "motor_control_training")
    assert first.duration == neither.duration
    assert second.duration == both.duration
    assert len({(r.sessions, r.interval) for r in (neither, first, second, both)}) == 1
