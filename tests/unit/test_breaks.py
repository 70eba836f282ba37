"""Deliberate breaks can be made: their text and their tests are there."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest

PATH = Path(__file__).resolve().parents[1] / "breaks" / "run_breaks.py"


@pytest.fixture(scope="module")
def table():
    spec = importlib.util.spec_from_file_location("run_breaks", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_break_finds_its_text_and_its_tests(table):
    assert [fault for each in table.BREAKS for fault in table.faults(each)] == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"old": "no such text"}, "0 times"),
        ({"file": "cortex_sim/no_such_module.py"}, "0 times"),
        ({"tests": ("tests/unit/no_such_folder",)}, "no tests/unit/no_such_folder"),
        ({"tests": ("tests/unit/test_breaks.py::test_none",)}, "no tests/unit/test_breaks.py::te"),
    ],
)
def test_a_break_that_the_code_has_left_behind_is_said(table, change, said):
    (fault,) = table.faults(replace(table.BREAKS[0], **change))
    assert said in fault
