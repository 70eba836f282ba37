"""What a run says while it goes on."""

from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.course.plan import Place
from cortex_sim.course.progress import in_words

STUDY = load_study(Path(__file__).resolve().parents[3] / "configs" / "demo.yaml")


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (("", "clbp", "practice"), "CLBP, 6 months: deep muscles late (6 sessions)"),
        (("", "clbp", "map_structural"), "CLBP, TMS map"),
        (
            ("motor_control_training", "motor_control_training", "practice"),
            "motor control training, 12 days: deep muscles early again (12 sessions)",
        ),
    ],
)
def test_a_session_is_told_in_words(place, words):
    arm, phase, name = place
    told = in_words(Place(STUDY.cohort.first_seed + 1, arm, phase, name, 0.0, 1), STUDY)
    assert told == f"subject 2 of 12: {words}"
