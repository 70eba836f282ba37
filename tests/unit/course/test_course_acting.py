"""An override that changes no session is an error that names the nearest existing name."""

import pytest

from cortex_sim.course.acting import load_acting_study
from cortex_sim.errors import ConfigError


@pytest.fixture
def load(request):
    return lambda *overrides: load_acting_study(
        request.config.rootpath / "configs" / "tiny.yaml", overrides
    )


@pytest.mark.parametrize(
    ("override", "meant"),
    [
        ("phases.clpb.gaba_gain=0.7", "phases.clbp.gaba_gain"),
        ("phases.motor_control_traning.bdnf=0.7", "phases.motor_control_training.bdnf"),
        ("sequences.clpb.muscles.DM.delay=1 ms", "sequences.clbp.muscles.DM.delay"),
        ("phases.clpb.label=x", "phases.clbp.label"),
    ],
)
def test_a_misspelt_name_is_refused_with_the_nearest_one(load, override, meant):
    with pytest.raises(ConfigError, match=f"changes no session.*did you mean '{meant}'"):
        load(override)


@pytest.mark.parametrize("field", ["baseline=1", "acts_on.learning.gain=0.5", "time.on=2 h"])
def test_a_misspelt_modulator_is_refused_with_the_nearest_one(request, field):
    path = request.config.rootpath / "configs" / "dopamine.yaml"
    meant = f"slow_clock.modulators.dopamine.{field.partition('=')[0]}"
    with pytest.raises(ConfigError, match=f"changes no session.*did you mean '{meant}'"):
        load_acting_study(path, [f"slow_clock.modulators.dopamin.{field}"])


def test_a_phase_that_the_course_leaves_out_is_no_place_for_a_change(load):
    alone = ("course.phases=[healthy]", "course.arms={motor_control_training: null}")
    with pytest.raises(ConfigError, match="nothing that the course does depends on it"):
        load(*alone, "phases.motor_control_training.bdnf=0.5")


def test_one_misspelt_override_among_good_ones_is_the_one_that_is_named(load):
    with pytest.raises(ConfigError, match=r"override 'phases.clpb.bdnf=0.5'"):
        load("phases.clbp.gaba_gain=0.5", "phases.clpb.bdnf=0.5", "cohort.subjects=1")


@pytest.mark.parametrize(
    "override",
    [
        "phases.clbp.gaba_gain=0.61",
        "cohort.first_seed=9",
        "network.max_trials=512",
        "sequences.clbp.muscles.DM.delay=1 ms",
    ],
)
def test_what_changes_a_session_is_taken(load, override):
    assert load(override) != load()


@pytest.mark.parametrize(
    "override",
    ["name=other", "execution.workers=1", "primary_pair=[TrA, LES]", "muscles.DM.name=multifidus"],
)
def test_how_a_study_is_run_named_and_drawn_may_be_set(load, override):
    assert load(override) != load()


def test_what_holds_already_may_be_said_again(load):
    subjects = load().cohort.subjects
    assert load(f"cohort.subjects={subjects}") == load()


def test_a_phase_may_be_defined_and_used_by_two_overrides(load):
    new = "phases.rest={gaba_gain: 0.9, practice: [{sequence: clbp, duration: 300 ms}]}"
    assert "rest" in load(new, "course.phases=[healthy, clbp, rest]").phases


@pytest.mark.parametrize("override", ["phases={}", "phases.clbp={}", "phases={clbp: {levels: {}}}"])
def test_a_map_without_a_value_is_refused(load, override):
    with pytest.raises(ConfigError, match="changes nothing, because a map is merged"):
        load(override)


def test_an_empty_map_that_brings_something_is_taken(load):
    assert load("slow_clock={}").slow_clock is not None


def test_wrong_contrasts_are_said_with_their_file(load):
    wrong = "{kind: arms, arms: [no_training, motor_control_training], measure: overlp}"
    message = r"tiny.yaml: 1 problem\n  contrasts.a.measure: unknown 'overlp'"
    with pytest.raises(ConfigError, match=message):
        load(f"contrasts.a={wrong}")
