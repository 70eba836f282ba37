"""Whose numbers the inputs of a program are: areas, cells that are modulated, streams."""

import numpy as np
import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.config.load import load_study
from cortex_sim.model import subject as module
from cortex_sim.model.modulation import effects_of
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.state import initial_state
from cortex_sim.model.subject import Individual, draw_anatomy

HAND = "muscles.FDI={name: hand, depth: remote, position: [1.0 mm, 1.0 mm], area: hand}"
BIAS = "network.cells.motoneuron.bias=5 mV"
"""By default these cells, whose excitability no one modulates, have none."""


@pytest.fixture(scope="module")
def study():
    return load_study(CONFIG, [HAND, BIAS])


@pytest.fixture(scope="module")
def anatomy(study):
    return draw_anatomy(study, 1)


def inputs(study, anatomy, individual=None, **condition):
    individual = individual or Individual()
    return session_inputs(study, individual, anatomy, initial_state(study), Condition(**condition))


def hand_cells(study, anatomy, name):
    """Return which cells of a sheet lie nearest to the hand."""
    offset = anatomy.positions_mm[name][:, None, :] - anatomy.centres_mm[None]
    return (offset**2).sum(axis=2).argmin(axis=1) == study.muscle_names.index("FDI")


def test_the_gain_of_the_trunk_leaves_the_hand_patch_as_in_health(study, anatomy):
    """On this rests that SICI falls in the back and not in the hand."""
    found = inputs(study, anatomy, levels={"gaba_a": 0.5})
    for name, population in study.network.populations.items():
        if population.cell is None or not study.network.cells[population.cell].gaba_modulated:
            continue
        is_hand = hand_cells(study, anatomy, name)
        assert 0 < is_hand.sum() < len(is_hand)
        np.testing.assert_array_equal(found[f"{name}.gaba_gain"], np.where(is_hand, 1.0, 0.5))


def test_the_tonic_level_scales_the_tonic_conductance_of_modulated_trunk_cells(anatomy):
    given = "{conductance: 0.2, reversal: -80 mV}"
    cells = ("pyramidal", "parvalbumin")
    study = load_study(CONFIG, [HAND, *(f"network.cells.{c}.tonic_gaba_a={given}" for c in cells)])
    found = inputs(study, anatomy, levels={"gaba_a_tonic": 0.5})
    is_hand = hand_cells(study, anatomy, "exc")
    np.testing.assert_allclose(found["exc.g_tonic_gaba_a"], np.where(is_hand, 0.2, 0.1))
    np.testing.assert_allclose(found["pv.g_tonic_gaba_a"], 0.2)
    np.testing.assert_allclose(found["exc.gaba_gain"], 1.0)


def test_excitability_scales_the_bias_of_marked_cells_alone(study, anatomy):
    usual, excitable = (
        inputs(study, anatomy, Individual(excitability=value)) for value in (1.0, 1.2)
    )
    seen = set()
    for name, population in study.network.populations.items():
        if population.cell is None:
            continue
        cell = study.network.cells[population.cell]
        shift = excitable[f"{name}.bias"] - usual[f"{name}.bias"]
        expected = 0.2 * cell.bias if cell.excitability_modulated else 0.0
        assert shift == pytest.approx(expected)
        seen.add(cell.excitability_modulated)
    assert seen == {True, False}


def test_loss_of_drive_scales_the_bias_of_relay_cells_alone():
    study = load_study("thalamus")
    anatomy = draw_anatomy(study, 1)
    usual, lost = (inputs(study, anatomy, factors={"relay_bias": f}) for f in (1.0, 0.25))
    changed = [key for key, value in usual.items() if not np.array_equal(lost[key], value)]
    assert changed == ["relay.bias"]
    shift = usual["relay.bias"] - lost["relay.bias"]
    assert shift == pytest.approx(0.75 * study.network.cells["relay"].bias)


def test_bdnf_on_the_burst_term_scales_potentiation_and_not_depression(study):
    bdnf = study.bdnf.model_copy(update={"acts_on": "burst_term"})
    effects = effects_of(study.model_copy(update={"bdnf": bdnf}), {"bdnf": 0.5})
    assert effects.potentiation < 0.9
    assert effects.depression == 1.0


def test_every_draw_of_an_anatomy_has_a_stream_of_its_own(study, monkeypatch):
    asked, real = [], module.rng_for

    def note(*parts):
        asked.append(parts)
        return real(*parts)

    monkeypatch.setattr(module, "rng_for", note)
    draw_anatomy(study, 7)
    assert len(asked) > len(study.network.projections)
    assert len(set(asked)) == len(asked)
