"""The contract of every rule in the table: a new one is held to it without a new test."""

import ast
from pathlib import Path

import numpy as np
import pytest

from cortex_sim.config.load import load_study
from cortex_sim.config.projections import Projection
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.state import initial_state
from cortex_sim.model.subject import Individual, draw_anatomy
from cortex_sim.plasticity import RULES, TRACES, TraceDecay, decays_of
from cortex_sim.plasticity.bdnf import BdnfFactors
from cortex_sim.plasticity.rule import PlasticityRule, Surroundings

CONFIG = Path(__file__).parents[3] / "configs" / "tiny.yaml"
RATE = {"development": 0.3, "adult": 0.1}
REQUIRED = {"triplet": {"ltd": 5e-3, "ltp": 1.2e-2}, "inhibitory": {}}
"""Fields without a default, by rule."""


def section(name, **more) -> PlasticityRule:
    data = {"rule": name, "learning_rate": RATE, **REQUIRED.get(name, {}), **more}
    return RULES[name].SECTION.model_validate(data)


def around(**more) -> Surroundings:
    settings = {
        "stage": "adult",
        "learning": 1.0,
        "bdnf": BdnfFactors(1.0, 1.0),
        "depression": 1.0,
        "trace_decay": dict.fromkeys(TRACES, 0.02),
    }
    return Surroundings(**settings | more)


@pytest.fixture(params=RULES)
def name(request):
    return request.param


def test_its_name_in_the_table_is_the_one_in_the_configuration(name):
    assert section(name).rule == name


def test_it_gives_a_number_to_every_input_of_its_statements(name):
    given = section(name).inputs(around())
    assert set(given) == set(RULES[name].INPUTS)
    assert np.isfinite(list(given.values())).all()


def test_its_statements_read_its_inputs_and_traces_and_nothing_else(name):
    rule = RULES[name]
    seen = {f"{t}_pre" for t in rule.PRE_TRACES} | {f"{t}_post" for t in rule.POST_TRACES}
    code = ast.walk(ast.parse(f"{rule.ON_PRE}\n{rule.ON_POST}"))
    used = {node.id for node in code if isinstance(node, ast.Name)}
    assert used - {"w", "clip", "exp"} == seen | set(rule.INPUTS)


def test_each_trace_has_a_decay_in_the_configuration(name):
    rule = RULES[name]
    assert set(rule.PRE_TRACES + rule.POST_TRACES) == set(rule.TRACES)
    assert {trace.decay for trace in rule.TRACES.values()} == set(rule.TRACE_SECTION.model_fields)


def test_no_trace_belongs_to_two_rules():
    assert len(TRACES) == sum(len(rule.TRACES) for rule in RULES.values())
    assert set(TraceDecay.model_fields) == {trace.decay for trace in TRACES.values()}


def test_stage_and_person_set_its_learning_rate(name):
    young = section(name).inputs(around(stage="development", learning=0.5))
    assert young["learning_rate"] == pytest.approx(0.15)
    assert section(name).inputs(around())["learning_rate"] == pytest.approx(0.1)


def test_it_rests_where_learning_is_switched_off(name):
    assert section(name).inputs(around(learning=0.0))["learning_rate"] == 0.0


def test_what_it_forgets_and_scales_lies_between_none_and_all(name):
    rule = section(name)
    assert rule.forgets_to is None or 0 <= rule.forgets_to <= 1
    assert 0 <= rule.scaling_share <= 1


def test_the_triplet_rule_alone_forgets_and_scales():
    triplet = section("triplet", latent_weight=0.2, synaptic_scaling=0.6)
    assert (triplet.forgets_to, triplet.scaling_share) == (0.2, 0.6)
    inhibitory = section("inhibitory")
    assert (inhibitory.forgets_to, inhibitory.scaling_share) == (None, 0.0)


def test_the_triplet_rule_gets_bdnf_and_probdnf():
    given = section("triplet").inputs(around(bdnf=BdnfFactors(0.4, 0.7), depression=1.5))
    assert (given["bdnf_ltp"], given["bdnf_ltd"]) == (0.4, 0.7)
    assert given["ltd"] == pytest.approx(1.5 * 5e-3)


def test_decays_are_found_by_trace():
    settings = TraceDecay(pre_fast="1 ms", post_fast="2 ms", post_slow="3 ms", inhibitory="4 ms")
    assert decays_of(settings) == {"r1": 1e-3, "o1": 2e-3, "o2": 3e-3, "z": 4e-3}


def test_a_session_hands_every_plastic_projection_the_inputs_of_its_rule():
    study = load_study(CONFIG)
    condition = Condition(is_plastic=True)
    anatomy, state = draw_anatomy(study, 1), initial_state(study)
    given = session_inputs(study, Individual(), anatomy, state, condition)
    plastic = {n: row for n, row in study.network.projections.items() if row.plasticity}
    assert plastic
    for name, row in plastic.items():
        for key in RULES[row.plasticity.rule].INPUTS:
            assert f"{name}.{key}" in given


def test_a_projection_refuses_a_rule_that_is_not_in_the_table():
    data = {
        "source": "a", "target": "b", "fan": {"count": 1}, "delay": "1 ms", "gain": {"ampa": 1.0},
        "plasticity": {"rule": "wishful", "learning_rate": RATE},
    }  # fmt: skip
    with pytest.raises(ValueError, match="'triplet', 'inhibitory'"):
        Projection.model_validate(data)
