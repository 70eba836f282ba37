"""Arms whose subjects are other persons: same seeds, wiring and noise, other traits."""

from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ConfigError

CONFIGS = Path(__file__).parents[3] / "configs"
MET = "course.persons={no_training: {genotype: met_carrier}}"
VAL = "course.persons.motor_control_training={genotype: val_val}"


def study(name, *changes):
    return load_study(CONFIGS / f"{name}.yaml", ["cohort.subjects=1", *changes])


def sessions(arm, *changes, name="tiny"):
    plan = make_plan(study(name, *changes))
    return [session for session in plan.sessions if session.place.arm == arm]


def test_another_person_goes_through_the_past_too():
    changes = ("course.persons={no_training: {traits: {learning: {mean: 0.5}}}}",)
    own = sessions("no_training", *changes)
    phases = list(dict.fromkeys(session.place.phase for session in own))
    assert phases == ["healthy", "clbp", "no_training"]
    common = sessions("", *changes)
    assert {s.subject.individual.learning for s in own} == {0.5}
    assert 0.5 not in {s.subject.individual.learning for s in common}
    shared = [s for s in own if s.place.phase != "no_training"]
    assert [s.spec.seed for s in shared] == [s.spec.seed for s in common]


def test_a_genotype_pair_differs_in_release_alone():
    changes = (MET, VAL)
    met, val = (
        sessions(arm, *changes, name="slow_clock")[0].subject.person
        for arm in ("no_training", "motor_control_training")
    )
    assert (met.genotype, val.genotype) == ("met_carrier", "val_val")
    assert met.release < val.release
    assert (met.bdnf, met.age_years) == (val.bdnf, val.age_years)


def test_other_arms_are_as_they_were():
    one, other = (sessions("motor_control_training", *c) for c in ((), (
        "course.persons={no_training: {traits: {learning: {mean: 0.5}}}}",)))  # fmt: skip
    assert [s.session_id for s in one] == [s.session_id for s in other]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (MET, r"persons\.no_training\.genotype: has no effect without a slow clock"),
        ("course.persons={unheard: {genotype: val_val}}", "unknown 'unheard'"),
        ("course.persons={no_training: {}}", "says nothing, so the subjects are who they are"),
        ("course.persons={no_training: {traits: {height: {mean: 1}}}}", "unknown trait 'height'"),
    ],
)
def test_a_person_that_cannot_be_is_refused(change, message):
    with pytest.raises(ConfigError, match=message):
        study("tiny", change)
