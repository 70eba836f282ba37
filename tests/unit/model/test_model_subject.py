"""Places, traits, BDNF, inputs: what a subject is before anything fires."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from cortex_sim.config.cohort import Trait, Traits
from cortex_sim.config.load import load_study
from cortex_sim.model.layout import cell_positions, muscle_centres, pool_of
from cortex_sim.model.parameters import Condition, session_inputs
from cortex_sim.model.state import initial_state
from cortex_sim.model.structure import structure_of, synapse_count
from cortex_sim.model.subject import Individual, draw_anatomy, draw_individual
from cortex_sim.model.trials import no_movement, trial_inputs
from cortex_sim.plasticity import inhibitory
from cortex_sim.plasticity.bdnf import BdnfAction, bdnf_factors

CONFIG = Path(__file__).parents[3] / "configs" / "tiny.yaml"
SPREAD = Traits(bdnf=Trait(mean=1.0, sd=0.3, low=0.5, high=1.2), delay=Trait(mean=1.0, sd=0.2))


@cache
def study():
    return load_study(CONFIG)


@cache
def anatomy(seed=1):
    return draw_anatomy(study(), seed)


def inputs(individual=None, changes=(), **condition):
    changed = load_study(CONFIG, changes) if changes else study()
    person = individual or Individual()
    settings = Condition(**({"is_plastic": True} | condition))
    return session_inputs(changed, person, anatomy(), initial_state(changed), settings)


# --- layout -----------------------------------------------------------------------


def test_sheet_cells_cover_the_sheet_evenly_row_by_row():
    places = cell_positions(
        study().network.populations["exc"], study().network, np.zeros((4, 1, 2))
    )
    assert places.shape == (100, 2)
    np.testing.assert_allclose(places[0], [-2.7, -2.7])
    np.testing.assert_allclose(places[1] - places[0], [0.6, 0.0], atol=1e-12)
    np.testing.assert_allclose(places[10] - places[0], [0.0, 0.6], atol=1e-12)
    np.testing.assert_allclose(places.mean(axis=0), 0.0, atol=1e-12)


def test_columns_come_before_rows_in_the_size_of_a_sheet():
    population = study().network.populations["exc"]
    layout = population.layout.model_copy(update={"size": (4, 2)})
    wide = population.model_copy(update={"layout": layout})
    places = cell_positions(wide, study().network, np.zeros((4, 1, 2)))
    assert len(set(places[:, 0])) == 4
    assert len(set(places[:, 1])) == 2


def test_pool_cells_share_the_place_of_their_muscle():
    centres = np.arange(8.0).reshape(4, 2)
    population = study().network.populations["motoneuron"]
    places = cell_positions(population, study().network, centres[:, None])
    np.testing.assert_array_equal(places, centres[pool_of(population, 4)])
    assert list(pool_of(population, 4)) == sorted([0, 1, 2, 3] * 6)


def test_pool_cells_are_dealt_out_to_the_patches_of_their_muscle():
    population = study().network.populations["motoneuron"]
    patches = [np.array([[0.0, 0.0], [1.0, 1.0]]), *np.full((3, 1, 2), 2.0)]
    places = cell_positions(population, study().network, patches)
    np.testing.assert_array_equal(places[:6, 0], [0, 1, 0, 1, 0, 1])
    np.testing.assert_array_equal(places[6:], 2.0)


def test_a_cell_is_as_far_from_a_muscle_as_from_its_nearest_patch():
    muscle = next(iter(study().muscles))
    changed = load_study(CONFIG, [f"muscles.{muscle}.further_patches=[[1 mm, 0 mm]]"])
    anatomy = draw_anatomy(changed, 1)
    first, second = anatomy.patches_mm[0]
    np.testing.assert_allclose(second - first, [1.0, 0.0])
    places, found = anatomy.positions_mm["exc"], anatomy.distances_mm("exc")
    to = [np.linalg.norm(places - patch, axis=1) for patch in (first, second)]
    np.testing.assert_allclose(found[:, 0], np.minimum(*to))


def test_cells_in_a_line_have_no_place_and_no_muscle():
    cue = study().network.populations["cue"]
    assert np.isnan(cell_positions(cue, study().network, np.zeros((4, 1, 2)))).all()
    with pytest.raises(ValueError, match="pools"):
        pool_of(cue, 4)


def test_muscle_centres_are_those_of_the_configuration_in_mm_without_jitter(rng):
    centres = muscle_centres(np.array([[1e-3, -2e-3]]), 0.0, rng)
    np.testing.assert_allclose(centres, [[1.0, -2.0]])


def test_muscle_centres_scatter_with_their_sd(rng):
    centres = muscle_centres(np.zeros((4000, 2)), 2e-4, rng)
    assert centres.std() == pytest.approx(0.2, rel=0.05)


# --- individual -------------------------------------------------------------------


def test_average_subject_has_all_traits_one_when_nothing_varies():
    assert draw_individual(Traits(), 3) == Individual()


def test_traits_stay_within_their_limits_and_vary():
    drawn = [draw_individual(SPREAD, seed) for seed in range(400)]
    bdnf = np.array([person.bdnf for person in drawn])
    assert bdnf.min() >= 0.5
    assert bdnf.max() <= 1.2
    delay = np.array([person.delay for person in drawn])
    assert delay.mean() == pytest.approx(1.0, abs=0.03)
    assert delay.std() == pytest.approx(0.2, rel=0.12)


def test_traits_of_a_subject_are_independent_of_each_other():
    drawn = [draw_individual(SPREAD, seed) for seed in range(400)]
    r = np.corrcoef([p.bdnf for p in drawn], [p.delay for p in drawn])[0, 1]
    assert abs(r) < 0.15


def test_a_trait_does_not_change_when_another_one_does():
    more = SPREAD.model_copy(update={"learning": Trait(mean=1.0, sd=0.5, low=0.1)})
    assert draw_individual(SPREAD, 5).bdnf == draw_individual(more, 5).bdnf


def test_anatomy_depends_on_the_seed_alone():
    again, other = draw_anatomy(study(), 1), draw_anatomy(study(), 2)
    for name, sides in anatomy().wiring.items():
        assert np.array_equal(sides, again.wiring[name])
        assert not np.array_equal(sides, other.wiring[name])
    assert not np.array_equal(again.bias_deviate["exc"], other.bias_deviate["exc"])


# --- BDNF and the inhibitory rule -------------------------------------------------


@pytest.mark.parametrize("action", ["burst_term", "whole_rule"])
def test_healthy_bdnf_changes_nothing(action):
    factors = bdnf_factors(BdnfAction(acts_on=action, half_level=0.7, hill=3.0), 1.0)
    assert factors == pytest.approx((1.0, 1.0))


@pytest.mark.parametrize(("level", "factor"), [(0.7, 0.98 / 1.49), (0.4, 0.32 / 1.16), (0.0, 0.0)])
def test_factor_follows_the_hill_curve(level, factor):
    assert bdnf_factors(BdnfAction(), level) == pytest.approx((factor, factor))


def test_burst_term_alone_leaves_depression():
    assert bdnf_factors(BdnfAction(acts_on="burst_term"), 0.0) == (0.0, 1.0)


def test_factor_rises_with_the_level_and_stays_below_its_limit():
    levels = np.linspace(0, 50, 200)
    factors = [bdnf_factors(BdnfAction(), float(level)).ltp for level in levels]
    assert np.all(np.diff(factors) > 0)
    assert factors[-1] < 2.0


def test_alpha_is_twice_the_spikes_expected_in_a_trace():
    assert inhibitory.alpha(3.0, 0.02) == pytest.approx(0.12)


# --- inputs -----------------------------------------------------------------------


def test_gaba_gain_is_that_of_the_condition_in_modulated_cells_alone():
    low = inputs(levels={"gaba_a": 0.55})
    assert set(low["exc.gaba_gain"]) == {0.55}
    assert set(low["pv.gaba_gain"]) == set(low["motoneuron.gaba_gain"]) == {1.0}
    assert set(inputs()["exc.gaba_gain"]) == {1.0}


def test_a_voluntary_contraction_drives_the_populations_that_are_named():
    drive, chosen = (0.004,) * len(study().muscles), "network.voluntary_populations=[exc5]"
    for changes, driven in (((), {"exc", "exc5"}), ((chosen,), {"exc5"})):
        rest, active = inputs(changes=changes), inputs(changes=changes, voluntary_drive=drive)
        for name in ("exc", "exc5", "pv", "motoneuron"):
            change = active[f"{name}.bias"] - rest[f"{name}.bias"]
            assert (change.max() > 0.003) == (name in driven)


def test_learning_trait_scales_all_rates_and_switching_off_zeroes_them():
    normal, fast = inputs(), inputs(Individual(learning=1.5))
    off = inputs(is_learning=False)
    for name in ("exc_exc", "cue_exc", "exc_exc5", "exc5_motoneuron"):
        key = f"{name}.learning_rate"
        assert fast[key] == pytest.approx(1.5 * normal[key])
        assert off[key] == 0.0


def test_stage_chooses_the_learning_rate():
    key = "exc_exc5.learning_rate"
    assert inputs(stage="development")[key] == pytest.approx(0.3)
    assert inputs(stage="adult")[key] == pytest.approx(0.12)
    assert inputs(stage="adult")["pv_exc.learning_rate"] == 0.0


def test_excitability_trait_scales_the_bias_of_marked_cells():
    normal, excited = inputs(), inputs(Individual(excitability=1.1))
    np.testing.assert_allclose(excited["exc.bias"] - normal["exc.bias"], 0.1 * 0.014)
    np.testing.assert_array_equal(excited["motoneuron.bias"], normal["motoneuron.bias"])


def test_tonic_drive_goes_to_the_pool_of_its_muscle():
    plain, driven = inputs(), inputs(tonic_drive=(0.0, 0.001, 0.002, 0.003))
    added = driven["motoneuron.bias"] - plain["motoneuron.bias"]
    np.testing.assert_allclose(added.reshape(4, 6), np.arange(4)[:, None] * np.full(6, 0.001))


def test_thresholds_of_a_pool_rise_from_first_to_last_unit():
    pools = inputs()["motoneuron.v_threshold"].reshape(4, 6)
    np.testing.assert_allclose(pools, np.tile(np.linspace(-0.06, -0.045, 6), (4, 1)))


def test_gain_of_fixed_synapses_holds_their_weight():
    row = study().network.projections["exc_pv"]
    assert inputs()["exc_pv.gain_ampa"] == pytest.approx(row.gain["ampa"] * row.weight)
    assert inputs()["exc_exc.gain_ampa"] == pytest.approx(0.28)
    assert set(inputs()["exc_exc.w"]) == {0.2}


def test_frozen_program_gets_no_plasticity_and_a_coil():
    frozen = inputs(is_plastic=False, has_coil=True)
    assert frozen["coil.width"] == pytest.approx(0.45)
    assert frozen["coil.uncoupling"] == 0
    assert not [key for key in frozen if "learning_rate" in key or "tau_r1" in key]


def test_sensitivity_to_the_coil_lies_within_its_bounds():
    wide = ["network.cells.pyramidal.tms_gain_sd=5"]
    free = inputs(changes=wide)["exc.tms_gain"]
    assert (free.min(), free.max()) == pytest.approx((0.4, 1.6))
    bounds = ["network.coil.lowest_sensitivity=0.9", "network.coil.highest_sensitivity=1.3"]
    narrow = inputs(changes=wide + bounds)["exc.tms_gain"]
    assert (narrow.min(), narrow.max()) == pytest.approx((0.9, 1.3))


def test_a_voluntary_contraction_drives_a_zone_of_the_configured_width():
    plain, drive = inputs()["exc.bias"], (0.01, 0.0, 0.0, 0.0)
    squared = ((anatomy().positions_mm["exc"] - anatomy().centres_mm[0]) ** 2).sum(axis=1)
    for changes, width in (((), 0.55), (("network.voluntary_width=0.3 mm",), 0.3)):
        added = inputs(changes=changes, voluntary_drive=drive)["exc.bias"] - plain
        np.testing.assert_allclose(added, 0.01 * np.exp(-squared / (2 * width**2)), atol=1e-12)


def test_a_pulse_lifts_cells_to_the_configured_potential():
    assert inputs(is_plastic=False, has_coil=True)["coil.axon_spike"] == pytest.approx(0.02)
    high = inputs(changes=["network.coil.axon_spike=35 mV"], has_coil=True)
    assert high["coil.axon_spike"] == pytest.approx(0.035)


def test_state_refuses_weights_of_fixed_projections():
    with pytest.raises(ValueError, match="not plastic: exc_pv"):
        initial_state(study()).with_weights({"exc_pv": np.zeros(3)})


# --- trials -----------------------------------------------------------------------


def test_trials_fill_the_first_rows_of_the_table():
    table = no_movement(4)
    found = trial_inputs(study(), table, 0.6)
    assert found["trial_drive.values"].shape == (64, 4)
    assert found["cue.trial_duration"] == found["afferent.trial_duration"] == 0.6
    assert not found["trial_drive.values"].any()


def test_more_trials_than_rows_are_an_error():
    many = no_movement(4)
    many = type(many)(*(np.zeros((65, 4)) for _ in range(3)), many.direction, many.is_isolated)
    with pytest.raises(ValueError, match="max_trials = 64"):
        trial_inputs(study(), many, 0.6)


# --- structure --------------------------------------------------------------------


def test_number_of_synapses_is_fan_times_the_fixed_side():
    network = study().network
    assert synapse_count(network, "exc_exc", 4) == 20 * 100
    assert synapse_count(network, "afferent_exc", 4) == 20 * 32
    assert synapse_count(network, "exc5_motoneuron", 4) == 12 * 24


def test_structure_holds_no_parameter_that_goes_in_at_run_time():
    faster = load_study(CONFIG, ["network.cells.pyramidal.tau_membrane=10 ms", "bdnf.hill=3"])
    for plastic in (True, False):
        assert structure_of(faster, plastic=plastic) == structure_of(study(), plastic=plastic)


def test_traces_are_only_where_plastic_synapses_read_them():
    populations = structure_of(study(), plastic=True)["populations"]
    assert populations["cue"]["traces"] == ["r1"]
    assert populations["exc"]["traces"] == ["o1", "o2", "r1", "z"]
    assert populations["motoneuron"]["traces"] == ["o1", "o2"]
    assert populations["pv"]["traces"] == ["z"]
    assert populations["afferent"]["traces"] == []
    frozen = structure_of(study(), plastic=False)["populations"]
    assert not any(row["traces"] for row in frozen.values())
