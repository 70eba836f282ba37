"""What levels of modulators do, and a coil in a program that learns."""

import pytest
from fixtures.tiny_lab import CONFIG

from cortex_sim.config.load import load_study
from cortex_sim.model import modulation
from cortex_sim.model.modulation import Effects, effects_of
from cortex_sim.model.structure import structure_of


@pytest.fixture(scope="module")
def study():
    return load_study(CONFIG)


def test_health_changes_nothing(study):
    assert effects_of(study, {}) == pytest.approx(Effects())


def test_gaba_acts_on_inhibition_and_bdnf_on_plasticity(study):
    low = effects_of(study, {"gaba_a": 0.5, "bdnf": 0.5})
    assert low.gaba_gain == pytest.approx(0.5)
    assert low.potentiation == pytest.approx(0.4)
    assert effects_of(study, {"bdnf": 0.5}).gaba_gain == pytest.approx(1)


def test_synaptic_and_tonic_gaba_have_a_level_each(study):
    tonic, synaptic = effects_of(study, {"gaba_a_tonic": 0.5}), effects_of(study, {"gaba_a": 0.5})
    assert (tonic.tonic_gaba_gain, tonic.gaba_gain) == pytest.approx((0.5, 1))
    assert (synaptic.tonic_gaba_gain, synaptic.gaba_gain) == pytest.approx((1, 0.5))


def test_two_modulators_of_one_part_act_as_a_product(study, monkeypatch):
    acts = {**modulation.ACTS, "bdnf": lambda _, level: Effects(gaba_gain=level)}
    monkeypatch.setattr(modulation, "ACTS", acts)
    assert effects_of(study, {"gaba_a": 0.5, "bdnf": 0.5}).gaba_gain == pytest.approx(0.25)


def test_a_modulator_that_nobody_knows_is_an_error(study):
    with pytest.raises(KeyError):
        effects_of(study, {"dopamine": 1.0})


def test_a_structure_may_have_plasticity_and_the_coil(study):
    both = structure_of(study, plastic=True, coil=True)
    assert both["populations"]["exc"]["coil"]
    assert both["populations"]["exc"]["traces"]
    assert not structure_of(study, plastic=True)["populations"]["exc"]["coil"]
    assert structure_of(study, plastic=False)["coil"]
