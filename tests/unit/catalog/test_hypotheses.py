"""Works stand with the side of a hypothesis that they support."""

from pathlib import Path
from typing import get_args

import pytest

from cortex_sim.catalog.citations import load_citations
from cortex_sim.catalog.hypotheses import SOURCES, as_lines, hypotheses_of
from cortex_sim.config.load import load_study
from cortex_sim.config.plasticity import BdnfAction
from cortex_sim.config.slow_clock import Hypotheses

SLOW = Path(__file__).parents[3] / "configs/slow_clock.yaml"


def test_every_hypothesis_has_sides_that_exist_and_known_works():
    choices = {name: field.annotation for name, field in Hypotheses.model_fields.items()}
    choices["bdnf_acts_on"] = BdnfAction.model_fields["acts_on"].annotation
    assert SOURCES.keys() == choices.keys()
    for name, sides in SOURCES.items():
        allowed = ("true", "false") if choices[name] is bool else get_args(choices[name])
        assert set(sides) <= set(allowed)
        assert all(key in load_citations() for works in sides.values() for key in works)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("bdnf.acts_on=whole_rule", "for whole_rule: no source; for burst_term: Edelmann"),
        ("bdnf.acts_on=burst_term", "(for burst_term: Edelmann et al. 2015)"),
        ("slow_clock.hypotheses.bdnf_and_gaba=raises", "(for raises: Colino-Oliveira et al. 2016;"),
        ("slow_clock.hypotheses.lactate_raises_bdnf=false", "(for false: Röja et al. 2025;"),
    ],
)
def test_the_side_in_force_comes_first_with_its_own_works(change, line):
    assert any(line in printed for printed in as_lines(load_study(SLOW, [change])))


def test_works_of_every_side_are_there_whatever_is_in_force():
    found = {row.name: row for row in hypotheses_of(load_study(SLOW, []))}
    assert set(found["bdnf_and_gaba"].sources) == {"lowers", "raises"}
