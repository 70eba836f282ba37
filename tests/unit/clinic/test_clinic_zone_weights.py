"""What sessions store of weights between the zones of muscles."""

import numpy as np
import pytest
from fixtures.assessments import base_anatomy, base_study

from cortex_sim.analysis.weights import weight_ratio
from cortex_sim.clinic.zone_weights import (
    zone_weight_arrays,
    zone_weights_in,
    zoned_projections,
)
from cortex_sim.model.layout import ZONE_RADIUS_MM
from cortex_sim.model.state import initial_state

STUDY, LATERAL = base_study(), "exc_exc5"


def test_zones_are_read_of_plastic_projections_from_excitatory_cells_of_a_sheet():
    assert set(zoned_projections(STUDY)) == {"exc_exc", LATERAL, "exc5_motoneuron"}


def near(name, muscle):
    anatomy = base_anatomy()
    offset = anatomy.positions_mm[name] - anatomy.centres_mm[muscle]
    return np.hypot(*offset.T) <= ZONE_RADIUS_MM


def test_synapses_between_two_muscles_zones_are_found_again():
    anatomy, weights = base_anatomy(), dict(initial_state(STUDY).weights)
    sources, targets = anatomy.wiring[LATERAL]
    a, b = STUDY.muscle_names.index("DM"), STUDY.muscle_names.index("LES")
    crosses = near("exc", a)[sources] & near("exc5", b)[targets]
    weights[LATERAL] = np.where(crosses, 0.6, 0.3)
    found = zone_weights_in(zone_weight_arrays(STUDY, anatomy, weights))[LATERAL]
    assert found.synapses[a, b] == crosses.sum() > 50
    assert found.mean[a, b] == pytest.approx(0.6)
    assert found.mean[b, a] == pytest.approx(0.3)
    assert found.mean[a, a] == pytest.approx(0.3)
    assert 1.3 < weight_ratio(found, a, b) < 1.7
