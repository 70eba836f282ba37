"""What may be a name, and what a name of a file is made from."""

import re

import pytest

from cortex_sim.errors import ConfigError, StorageError
from cortex_sim.names import IDENTIFIER, MUSCLE, NAME, file_name, same_but_for_case, slip_of

OUTSIDE = [
    "",
    ".",
    "..",
    ".hidden",
    "-v",
    "_x",
    "k/../../traversed",
    "a/b",
    "a\\b",
    "a b",
    "a\n",
    "a\x00",
    "ثالث",
    "a.b",
    "a" * 201,
    None,
    3,
]


@pytest.mark.parametrize("stem", OUTSIDE)
def test_what_could_lead_elsewhere_names_no_file(stem):
    with pytest.raises(StorageError, match=r"file name: got .*rename"):
        file_name(stem, ".png")


def test_a_name_names_a_file():
    assert file_name("tms_k-2", ".png") == "tms_k-2.png"


@pytest.mark.parametrize("narrower", [MUSCLE, IDENTIFIER])
@pytest.mark.parametrize("name", ["DM", "a1", "exc_exc5", "X", "a" * 40, "1a", "-", "a__b", "é"])
def test_names_of_muscles_and_in_the_network_are_names(name, narrower):
    assert re.fullmatch(NAME, name) or not re.fullmatch(narrower, name)


@pytest.mark.parametrize(
    ("name", "used", "meant"),
    [
        ("clpb", ["healthy", "clbp"], "clbp"),
        ("motor_control_traning", ["no_training", "motor_control_training"],
         "motor_control_training"),
        ("motr_control_traning", ["motor_control_training"], "motor_control_training"),
        ("Trunk", ["trunk"], "trunk"),
        ("clbp", ["clbp"], None),
        ("week_2", ["week_4", "week_12"], None),
        ("exc5", ["exc"], None),
        ("no_training", ["motor_control_training"], None),
        ("a", ["b"], None),
        ("rest", ["vest_2"], None),
        ("movement", ["omvement"], "omvement"),
        ("movement", ["moxxxent"], None),
    ],
)  # fmt: skip
def test_a_slip_is_a_letter_or_two_and_no_number(name, used, meant):
    assert slip_of(name, used) == meant


def test_names_that_differ_in_case_alone_are_found():
    assert same_but_for_case(["a", "B", "A"]) == ("a", "A")
    assert same_but_for_case(["a", "b", "c"]) is None


def test_a_message_does_not_steer_the_terminal():
    error = ConfigError("unknown key '\x1b[2J\x07\u202eDM'\n  next line")
    assert str(error) == "unknown key '\\x1b[2J\\x07\\u202eDM'\n  next line"
