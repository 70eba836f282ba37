"""Weights are drawn where there was practice, whatever follows it."""

from types import MethodType

import numpy as np

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
