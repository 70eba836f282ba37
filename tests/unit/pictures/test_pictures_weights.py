"""Weights are drawn where there was practice, whatever follows it, also those between muscles."""

from types import MethodType

import numpy as np
import pytest
from fixtures.hand_made import hand_made_study, write_all

from cortex_sim.api.run import open_results
from cortex_sim.clinic.zone_weights import zoned_projections
from cortex_sim.model.state import plastic_projections
from cortex_sim.pictures.weights import weight_pictures

PAUSE = "phases.later={pause: 4 weeks, visit: [map_structural]}"
ARM = "course.arms.motor_control_training=[motor_control_training, later]"


def test_a_visit_without_practice_is_left_out(study_of):
    result = study_of(PAUSE, ARM, "slow_clock={}")

    def weights(self, subject, arm, phase):
        return dict.fromkeys(plastic_projections(self.study), np.full(3, 0.3))

    result.weights = MethodType(weights, result)
    (picture,) = weight_pictures(result)
    assert "motor_control_training" in picture.panels
    assert not any("later" in panel for panel in picture.panels)


def test_weights_between_the_two_muscles_stand_below_those_of_all_synapses(tmp_path, monkeypatch):
    """A mean that is kept must not look as if nothing had changed."""
    result = open_results(write_all(hand_made_study(), tmp_path / "results")).result

    def weights(self, subject, arm, phase):
        return dict.fromkeys(plastic_projections(self.study), np.full(3, 0.9))

    # all synapses other than those between zones, which sessions store as 0.01, 0.02, ...
    monkeypatch.setattr(type(result), "weights", weights)
    rows = [row for picture in weight_pictures(result) for row in picture.table]
    shown = list(dict.fromkeys(row["projection"] for row in rows))
    zoned = zoned_projections(result.study)
    for name in zoned:
        label = result.study.network.projections[name].label
        assert shown[shown.index(label) + 1] == f"{label}, between DM and LES"
    assert len(shown) == len(plastic_projections(result.study)) + len(zoned)
    means = [row for row in rows if row["quantity"] == "mean weight"]
    of_all = [r for r in means if r["statistic"] == "value" and "between" not in r["projection"]]
    between = [r for r in means if r["statistic"] == "value" and "between" in r["projection"]]
    assert [row["value"] for row in of_all] == pytest.approx([0.9] * len(of_all))
    assert all(not row["value"] > 0.5 for row in between)
    assert any(row["value"] > 0 for row in between)
