"""Looks of conditions by their place in a study."""

from cortex_sim.figures.looks import looks_of_study
from cortex_sim.figures.palette import condition_style, condition_styles

ARMS = {"strong": [["strong"], ["strong_pause"]], "weak": [["weak"]], "wait": [["wait"]]}
STUDY = (["well", "ill"], ARMS, ["wait"])


def look(name):
    style = condition_style(name)
    return style.colour, style.marker


def test_phases_with_names_of_their_own_look_like_those_of_the_main_study_in_their_place():
    with looks_of_study(*STUDY):
        assert look("well") == look("healthy")
        assert look("ill") == look("clbp")
        assert look("strong") == look("motor_control_training")
        assert look("wait") == look("no_training")
        assert condition_style("ill").label == "ill"


def test_all_conditions_of_a_study_differ_and_look_the_same_in_each_picture():
    with looks_of_study(*STUDY):
        names = ["well", "ill", *ARMS]
        styles = condition_styles(names)
        assert len({style.colour for style in styles.values()}) == len(names)
        assert condition_styles(["weak"])["weak"] == styles["weak"]


def test_no_colour_of_a_named_condition_is_given_away():
    with looks_of_study(["healthy", "ill"], {"own": [["own"]], "motor_control_training": []}):
        assert look("own")[0] not in {look("motor_control_training")[0], look("healthy")[0]}


def test_a_later_phase_has_the_colour_of_its_arm_and_another_marker():
    with looks_of_study(*STUDY):
        assert look("strong_pause")[0] == look("strong")[0]
        assert look("strong_pause") != look("strong")


def test_more_arms_than_colours_differ_in_colour_or_marker():
    arms = {f"arm_{number}": [[f"arm_{number}"]] for number in range(40)}
    with looks_of_study(["well", "ill"], arms):
        assert len({look(arm) for arm in arms}) == len(arms)


def test_outside_of_a_study_the_name_decides():
    before = condition_style("ill")
    with looks_of_study(*STUDY):
        assert condition_style("ill") != before
    assert condition_style("ill") == before
