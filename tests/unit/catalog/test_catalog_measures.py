"""Every measure has a meaning."""

import pytest
from fixtures.assessments import EXAMPLES, assess, example, silence

from cortex_sim.catalog.measures import meaning_of, measure_meanings


@pytest.mark.parametrize("kind", EXAMPLES)
def test_the_measures_of_every_assessment_have_a_meaning(kind):
    found, _ = assess(example(kind), silence)
    unknown = {name for name, _ in found if not meaning_of(name)}
    assert unknown == set()


def test_an_exact_name_comes_before_a_pattern():
    assert meaning_of("onset_sd") == "its standard deviation over trials"
    assert meaning_of("sici_3_ms") == "the same at one interval"
    assert meaning_of("no_such_measure") == ""


def test_no_name_stands_twice():
    names = [name for row in measure_meanings() for name in row.names]
    assert len(set(names)) == len(names)
