"""Seeds that parameters were chosen on are named wherever they are used."""

from itertools import pairwise
from pathlib import Path

import pytest

from cortex_sim.catalog.chosen_seeds import chosen_seeds, chosen_seeds_note
from cortex_sim.config.load import load_study

TINY = Path(__file__).parents[3] / "configs" / "tiny.yaml"


def note(first, subjects):
    changes = [f"cohort.first_seed={first}", f"cohort.subjects={subjects}"]
    return chosen_seeds_note(load_study(TINY, changes))


@pytest.mark.parametrize(
    ("first", "subjects", "said"),
    [
        (1, 4, "4 subjects (seed 1 to 4: parameters"),
        (8, 3, "1 subject (seed 8: parameters"),
        (520, 40, "3 subjects (seed 520 to 522: settings"),
    ],
)
def test_a_study_says_which_of_its_subjects_were_looked_at(first, subjects, said):
    assert said in note(first, subjects)


def test_a_study_of_other_subjects_says_nothing():
    assert note(1001, 50) == ""


def test_ranges_are_in_order_and_do_not_overlap():
    rows = chosen_seeds()
    assert all(a.last < b.first for a, b in pairwise(rows))
