"""The echo of a go signal: closed forms, normalisation, and what a subject's seed draws."""

import numpy as np
import pytest
from fixtures.tiny_lab import CONFIG, ECHO_AND_LOOP

from cortex_sim.config.inputs import EchoInput
from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError
from cortex_sim.model.echo import echo_columns, echo_rates, echo_rows
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.state import initial_state
from cortex_sim.model.structure import structure_of
from cortex_sim.model.subject import Individual, draw_anatomy

TIMES = 1e-3 * np.arange(1000)


def study(*more):
    return load_study(CONFIG, (*ECHO_AND_LOOP, *more))


def rates(stages, decay, **settings):
    source = EchoInput(kind="echo", **settings)
    return echo_rates(source, TIMES, np.array(stages), np.array(decay))


def test_a_chain_of_one_stage_charges_during_the_pulse_and_decays_after_it():
    found = rates(
        [1],
        [0.02],
        rectified_at=0.05,
        half_drive=1e6,
        highest_rate="1000 Hz",
        mean_rate="1000000 Hz",
    )[:, 0]
    charged = (1 - np.exp(-TIMES / 0.02)) / (1 - np.exp(-0.05 / 0.02))
    shape = np.where(TIMES < 0.05, charged, np.exp(-(TIMES - 0.05) / 0.02))
    expected = np.maximum(shape - 0.05, 0)
    np.testing.assert_allclose(found[:-1], expected[:-1], rtol=1e-6, atol=1e-9)


def test_slower_and_longer_chains_answer_later():
    found = rates([3, 3, 12], [0.01, 0.03, 0.03])
    centre = TIMES @ found / found.sum(axis=0)
    assert (np.diff(centre) > 0).all()


def test_nothing_fires_at_the_cue_or_at_the_end_of_the_table():
    found = rates([3, 12], [0.008, 0.035])
    assert not found[0].any()
    assert not found[-1].any()


def test_a_cell_fires_where_its_chain_is_above_the_share_of_its_peak():
    found = rates([1], [0.02], rectified_at=0.5)[:, 0]
    # up: 1 - exp(-t/20) = half of the peak; down: ln 2 time constants after the pulse
    start = -0.02 * np.log(1 - 0.5 * (1 - np.exp(-2.5)))
    stop = 0.05 + 0.02 * np.log(2)
    active = TIMES[found > 0]
    assert active[0] == pytest.approx(start, abs=1.5e-3)
    assert active[-1] == pytest.approx(stop, abs=1.5e-3)


def test_normalisation_holds_the_mean_rate_however_many_cells_answer():
    few, many = (rates([2] * n, [0.02] * n).mean(axis=1).max() for n in (5, 500))
    assert few == pytest.approx(many)
    assert many == pytest.approx(7.6 * 0.5 / 0.53)


def test_no_cell_fires_faster_than_the_highest_rate():
    found = rates([3, *[3] * 200], [0.01, *[0.034] * 200], highest_rate="60 Hz")
    assert found.max() == pytest.approx(60.0)


def test_the_table_covers_the_slowest_echo():
    network = study().network
    source = network.populations["cue"].input
    times = network.input_interval * np.arange(echo_rows(network))
    slowest = np.array([source.stages[1]]), np.array([source.stage_decay[1]])
    found = echo_rates(source.model_copy(update={"rectified_at": 0.05}), times, *slowest)[:, 0]
    assert found.max() > 0
    assert found[-5:].max() == 0


def test_an_echo_is_the_subject_s_own_and_always_the_same():
    one, again, other = (draw_anatomy(study(), seed).echo_rates["cue"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.allclose(one, other)
    assert one.shape == (echo_rows(study().network), 20)


def test_cells_are_in_no_order_of_time():
    table = draw_anatomy(study("network.populations.cue.layout.size=400"), 1).echo_rates["cue"]
    centre = np.arange(len(table)) @ table / table.sum(axis=0)
    assert abs(np.corrcoef(np.arange(400), centre)[0, 1]) < 0.15


def test_two_echoes_have_columns_of_their_own_in_one_table():
    both = study("network.populations.other={layout: {kind: line, size: 7}, role: input, "
                 "input: {kind: echo, pulse: 100 ms}}")  # fmt: skip
    columns = echo_columns(both.network)
    assert sorted([*columns["cue"], *columns["other"]]) == list(range(27))
    anatomy, condition = draw_anatomy(both, 1), Condition(cue_factor=0.5)
    inputs = session_inputs(both, Individual(), anatomy, initial_state(both), condition)
    table = inputs["echo_rate.values"]
    shape = structure_of(both, plastic=True)["echo"]
    assert table.shape == (shape["rows"], shape["columns"])
    for name, column in columns.items():
        np.testing.assert_array_equal(table[:, column], anatomy.echo_rates[name])
        np.testing.assert_array_equal(inputs[f"{name}.column"], column)
    assert inputs["cue.strength"] == 0.5


def test_a_network_without_echo_or_loop_has_the_structure_it_had():
    plain = structure_of(load_study(CONFIG), plastic=True)
    assert {"echo", "feedback"}.isdisjoint(plain)
    assert plain["populations"]["afferent"]["kind"] == "afferent"


def test_a_closed_loop_names_whom_it_follows_and_how_late():
    found = structure_of(study(), plastic=True)
    assert found["feedback"] == {"afferent": {"source": "motoneuron", "delay": 0.025}}
    assert found["populations"]["afferent"]["kind"] == "following"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("cue.input.stages=[5, 3]", "the first must be the smaller"),
        ("cue.input.stage_decay=[20 ms, 10 ms]", "the first must be the smaller"),
        ("cue.layout={kind: pools, per_muscle: 3}", "need the layout 'line'"),
        ("afferent.input.feedback_delay=25.3 ms", "feedback_delay.* not a whole multiple"),
        ("afferent.input.feedback=-1", "feedback"),
    ],
)
def test_impossible_echoes_and_loops_are_refused(override, message):
    with pytest.raises(ConfigError, match=message):
        study(f"network.populations.{override}")


def test_a_loop_without_motoneurons_is_refused():
    with pytest.raises(ConfigError, match="no motoneurons"):
        study("network.populations.motoneuron.role=cortical_excitatory")
