"""What the kernel is told of a session follows from its structure."""

import pytest
from fixtures.tiny_lab import EVERYTHING, NEAREST_AND_RECORDED, lab_of

from cortex_sim.engine.kernel.interface import (
    input_sizes,
    output_names,
    plan_text,
    recorded_in,
    steps_in,
)
from cortex_sim.model.structure import structure_of


def structure(*overrides, plastic):
    return structure_of(lab_of(*overrides).study, plastic=plastic)


def plan(chosen, learning, **options):
    options = {"precision": "fast", "seed": 1, "duration": 0.1, "outputs": []} | options
    return plan_text(chosen, learning=learning, **options).splitlines()


def line_of(lines, head):
    return next(line for line in lines if line.startswith(f"{head} ")).split()


@pytest.mark.parametrize(
    ("duration", "steps"),
    [(0.0005, 1), (0.1, 200), (0.3, 600), (0.0007, 2), (0.00051, 2), (1e-9, 1), (1200.0, 2400000)],
)
def test_a_session_has_as_many_steps_as_brian2s_clock_counts(duration, steps):
    assert steps_in(duration, 0.0005) == steps


def test_frozen_sessions_need_pulses_and_no_rates_of_learning():
    plastic, frozen = (input_sizes(structure(plastic=p)) for p in (True, False))
    assert {"pulse_time.values", "coil.width"} <= set(frozen) - set(plastic)
    assert not [name for name in frozen if "learning_rate" in name or "tau_r1" in name]
    assert plastic["exc.bias"] == 100
    assert plastic["exc.tau_m"] == 1


def test_only_recorded_populations_offer_their_spikes_in_practice():
    chosen = structure(*NEAREST_AND_RECORDED, plastic=True)
    assert recorded_in(chosen) == {"exc", "exc5"}
    assert {"exc_spikes.t", "pv_spikes.count"} <= output_names(chosen)
    assert "pv_spikes.t" not in output_names(chosen)
    assert "pv_spikes.t" in output_names(structure(plastic=False))


def test_projections_at_rest_have_no_rule_and_their_cells_no_traces():
    chosen = structure(plastic=True)
    at_rest = plan(chosen, dict.fromkeys(chosen["projections"], False))
    assert "rule=-" in line_of(at_rest, "projection exc_exc")
    assert "traces=" in line_of(at_rest, "population exc")
    learning = dict.fromkeys(chosen["projections"], False) | {"exc_exc": True}
    one = plan(chosen, learning)
    assert "rule=triplet" in line_of(one, "projection exc_exc")
    assert "traces=o1,o2,r1" in line_of(one, "population exc")
    assert "rule=-" in line_of(one, "projection pv_exc")
    assert "traces=" in line_of(one, "population pv")


def test_the_plan_names_conductances_depression_pairing_delays_and_order():
    chosen = structure(*EVERYTHING, *NEAREST_AND_RECORDED, plastic=True)
    lines = plan(chosen, {n: r["rule"] is not None for n, r in chosen["projections"].items()})
    assert "pairing=nearest_spike" in line_of(lines, "session")
    found = (
        "conductances=afterhyperpolarisation,ampa,gaba_a,gaba_b,gaba_b_spillover,nmda,t_current,"
        "tonic_gaba_a"
    )
    assert found in line_of(lines, "population exc")
    assert "depresses=1" in line_of(lines, "projection exc_exc")
    assert "depresses=0" in line_of(lines, "projection exc_exc5")
    assert "delay=3" in line_of(lines, "projection exc_exc")
    heads = [line.split()[1] for line in lines if line.startswith("projection")]
    # '5' comes before '_': Brian2 sorts by the whole name of an object
    assert heads.index("exc_exc5") < heads.index("exc_exc")
