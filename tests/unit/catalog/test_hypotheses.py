"""Works stand with the side of a hypothesis that they support."""

from pathlib import Path

import pytest

from cortex_sim.catalog.citations import load_citations
from cortex_sim.catalog.hypotheses import SOURCES, as_lines, hypotheses_of, sides_of
from cortex_sim.config.load import load_study
from cortex_sim.config.slow_clock import Hypotheses

SLOW = Path(__file__).parents[3] / "configs/slow_clock.yaml"


def test_every_hypothesis_has_sides_that_exist_and_known_works():
    assert SOURCES.keys() == {*Hypotheses.model_fields, "bdnf_acts_on"}
    assert sides_of("load_on_gaba") == ("lowers", "none", "raises")
    assert sides_of("bdnf_consolidates") == ("true", "false")
    for name, sides in SOURCES.items():
        assert set(sides) <= set(sides_of(name))
        assert all(key in load_citations() for works in sides.values() for key in works)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ("bdnf.acts_on=whole_rule", "for whole_rule: no source; for burst_term: Edelmann"),
        (
            "bdnf.acts_on=burst_term",
            "for burst_term: Edelmann et al. 2015; for whole_rule: no source",
        ),
        ("slow_clock.hypotheses.bdnf_and_gaba=raises", "(for raises: Colino-Oliveira et al. 2016;"),
        ("slow_clock.hypotheses.lactate_raises_bdnf=false", "(for false: Röja et al. 2025;"),
    ],
)
def test_the_side_in_force_comes_first_with_its_own_works(change, line):
    assert any(line in printed for printed in as_lines(load_study(SLOW, [change])))


def test_works_of_every_side_are_there_whatever_is_in_force():
    found = {row.name: row for row in hypotheses_of(load_study(SLOW, []))}
    assert set(found["bdnf_and_gaba"].sources) == {"lowers", "none", "raises"}


def test_a_side_without_a_source_is_named_as_well():
    (line,) = (text for text in as_lines(load_study(SLOW, [])) if "gaba_after_practice" in text)
    assert line.endswith(
        "(for lowers: Floyer-Lea et al. 2006; for none: no source; for raises: no source)"
    )
