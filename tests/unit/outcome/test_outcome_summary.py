"""The table that a run ends with."""

import numpy as np
import pytest

from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.outcome.summary import _change, _effect_size, visit_cell


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.1, 0.2, 0.3], "0.100; 0.200; 0.300"),
        ([30.0, np.nan, 20.0], "30; 20 (2 of 3)"),
        ([np.nan] * 3, "–"),
        ([1.0, 2.0, 3.0, 1.0, 2.0, 3.0], "2.00 ± 0.89"),
    ],
)
def test_a_visit_shows_few_subjects_and_of_more_mean_and_sd(values, shown):
    assert visit_cell(np.array(values)) == shown


def test_a_change_shows_few_subjects_and_of_more_intervals():
    few = paired_effect([0, 0, 0], [0.1, 0.3, -0.2], rng=np.random.default_rng(1))
    assert (_change(few), _effect_size(few)) == ("+0.1; +0.3; -0.2", "–")
    more = paired_effect(np.zeros(6), np.arange(6), rng=np.random.default_rng(1))
    assert _change(more).startswith("+2.5 [")
    assert "[" in _effect_size(more)
