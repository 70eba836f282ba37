"""The decomposition names the muscles and the phases of its own study."""

import pytest

from cortex_sim.pictures.decomposition import decomposition_pictures

RESTORED = (
    "assessments.map_lateral={kind: tms_map, pulses: 2, grid: 3, spacing_mm: 1.4, "
    "intensity_mv: 25, relative_intensity: null, threshold_from: null, gaba_gain: 1, "
    "restore: {exc_exc5: PHASE}}"
)
OTHERS = (
    "primary_pair=[TrA, OE]",
    "reference_phase=motor_control_training",
    "course.phases=[motor_control_training, no_training]",
    "course.arms.motor_control_training=null",
    "course.arms.no_training=null",
    "phases.motor_control_training.visit=[map_structural]",
    "phases.no_training.visit=[map_structural, map_lateral]",
    RESTORED.replace("PHASE", "motor_control_training"),
)


@pytest.fixture
def picture(study_of):
    return next(decomposition_pictures(study_of(*OTHERS)))


def texts(picture) -> str:
    axes = picture.figure.axes[0]
    legend = " ".join(text.get_text() for text in axes.get_legend().get_texts())
    shown = (picture.title, picture.caption, axes.get_xlabel(), axes.get_ylabel(), legend)
    return " ".join(" ".join(shown).split())


def test_the_decomposition_is_of_the_muscles_that_the_study_compares(picture):
    assert picture.figure.axes[0].get_xlabel() == "TrA-OE overlap (0 to 1)"
    assert "LES" not in texts(picture)


def test_the_decomposition_names_the_phases_between_which_weights_changed(picture):
    said = texts(picture)
    assert "Networks after no training, with one projection at a time put back" in said
    assert "put back to its motor control training weights" in said
    assert "The nearer to the motor control training line" in said
    assert "healthy" not in said
    assert "CLBP" not in said


def test_a_map_in_which_one_projection_alone_keeps_its_weights_names_this_one(study_of):
    three = "exc_exc: healthy, cue_exc: healthy, exc5_motoneuron: healthy"
    changes = [
        RESTORED.replace("exc_exc5: PHASE", three),
        "phases.clbp.visit=[map_structural, map_lateral]",
    ]
    picture = next(decomposition_pictures(study_of(*changes)))
    (row,) = picture.figure.axes[0].get_yticklabels()
    assert " ".join(row.get_text().split()) == "all but lateral L2/3 to L5"


def test_the_table_names_the_same_phases(picture):
    assert {row["phase"] for row in picture.table} == {"motor_control_training", "no_training"}


def test_a_study_that_puts_nothing_back_has_no_decomposition(study_of):
    assert list(decomposition_pictures(study_of())) == []
