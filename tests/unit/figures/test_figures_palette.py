import itertools
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb

from cortex_sim.config.load import load_study
from cortex_sim.figures import conditions as table
from cortex_sim.figures.palette import (
    OKABE_ITO,
    condition_style,
    condition_styles,
    muscle_colour,
    muscle_style,
    muscle_styles,
)

CONDITIONS = (
    "healthy",
    "clbp",
    "motor_control_training",
    "no_training",
    "unspecific_exercise",
    "training_without_bdnf",
    "retention",
)
MUSCLES = ("TrA", "DM", "LES", "OE", "FDI")


@pytest.mark.skipif(
    "okabe_ito" not in matplotlib.color_sequences, reason="built in from matplotlib 3.11"
)
def test_palette_is_the_one_built_into_matplotlib():
    built_in = [to_hex(colour).upper() for colour in matplotlib.color_sequences["okabe_ito"]]
    assert list(OKABE_ITO) == built_in


@pytest.mark.parametrize("cue", ["colour", "marker", "linestyle"])
@pytest.mark.parametrize(
    "styles", [condition_styles(CONDITIONS), muscle_styles(MUSCLES)], ids=["phase", "muscle"]
)
def test_known_names_differ_in_colour_marker_and_line(styles, cue):
    seen = [getattr(style, cue) for style in styles.values()]
    n_different = len({str(one) for one in seen})
    # two solid lines are all right: healthy and trained differ in colour and marker
    assert n_different >= len(seen) - (cue == "linestyle")


def test_labels_are_for_readers():
    assert condition_style("clbp").label == "CLBP"
    assert condition_style("my_new_arm").label == "my new arm"


def test_unknown_names_look_the_same_in_any_order():
    names = [f"arm_{number}" for number in range(6)]
    expected = condition_styles(names)
    for order in itertools.permutations(names, 6):
        assert condition_styles(order) == expected


def test_unknown_names_differ_from_each_other_and_from_known_ones():
    names = [*CONDITIONS, *(f"arm_{number}" for number in range(49))]
    styles = condition_styles(names).values()
    assert len({(style.colour, style.marker) for style in styles}) == len(names)


def test_known_condition_does_not_depend_on_its_company():
    assert condition_styles(["x", "clbp", "y"])["clbp"] == condition_style("clbp")


def test_unknown_muscle_has_a_colour_of_its_own():
    assert muscle_colour("gluteus") not in {muscle_colour(name) for name in MUSCLES}
    assert muscle_colour("gluteus") == muscle_colour("gluteus")


def test_arms_of_a_cause_share_its_colour_and_differ_in_marker():
    styles = condition_styles(["delay_alone", "without_delay", "gaba_alone", "without_gaba"])
    assert styles["delay_alone"].colour == styles["without_delay"].colour
    assert styles["delay_alone"].colour != styles["gaba_alone"].colour
    assert styles["delay_alone"].marker != styles["without_delay"].marker


def test_doses_go_from_light_to_dark():
    doses = ["gaba_100", "gaba_085", "gaba_070", "gaba_055", "gaba_040"]
    light = [sum(to_rgb(style.colour)) for style in condition_styles(doses).values()]
    assert light == sorted(light, reverse=True)


def test_a_later_phase_of_an_arm_has_the_arms_colour_and_the_line_of_the_phase():
    name = "motor_control_training"
    arm, retention, both = (condition_style(n) for n in (name, "retention", f"{name}_retention"))
    assert (both.colour, both.linestyle) == (arm.colour, retention.linestyle)
    assert both.label == "motor control training: retention"


MATRICES = {
    # Machado, Oliveira & Fernandes 2009, doi 10.1109/TVCG.2009.113, severity 1
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
         [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
         [-0.011820, 0.042940, 0.968881]]
    ),
}  # fmt: skip


def lightness(colour, matrix) -> float:
    """Return CIE L* of a colour as people with a colour deficiency see it."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    y = float(np.clip(matrix @ linear, 0, 1) @ [0.2126, 0.7152, 0.0722])
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


def conditions_of(path):
    study = load_study(path)
    return sorted({*study.phases, *study.course.arms})


CONFIGS = sorted(p for p in (Path(__file__).parents[3] / "configs").glob("*.yaml"))


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_conditions_of_a_study_differ_in_marker_or_lightness_for_all_eyes(path):
    styles = condition_styles(conditions_of(path))
    for a, b in itertools.combinations(styles.values(), 2):
        if a.label.split(":")[0] == b.label.split(":")[0]:
            continue  # visits of one arm look alike
        for matrix in MATRICES.values():
            apart = abs(lightness(a.colour, matrix) - lightness(b.colour, matrix))
            assert a.marker != b.marker or apart >= 7, (a, b)


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: path.stem)
def test_every_condition_of_the_configurations_stands_in_the_table(path):
    study = load_study(path)
    assert {*study.course.phases, *study.course.arms} <= set(table.CONDITIONS)


def test_no_two_conditions_look_alike():
    looks = [(s.colour, s.marker, str(s.linestyle)) for s in table.CONDITIONS.values()]
    assert len(set(looks)) == len(looks)


def test_muscles_and_conditions_share_no_colour():
    muscles = {muscle_colour(name) for name in (*MUSCLES, "gluteus", "psoas")}
    own = condition_styles([f"arm_{number}" for number in range(40)])
    looks = [*table.CONDITIONS.values(), *own.values()]
    assert not muscles & {style.colour for style in looks}


def test_muscles_differ_in_lightness_or_marker_and_the_pair_in_both():
    for matrix in MATRICES.values():
        deep, superficial = (lightness(muscle_colour(name), matrix) for name in ("DM", "LES"))
        assert abs(deep - superficial) > 20
    assert muscle_style("DM").marker != muscle_style("LES").marker


@pytest.mark.parametrize("arm", ["1_per_week", "5_per_week_exercise", "exercise_alone"])
def test_a_visit_whose_phase_repeats_its_arm_looks_like_the_arm(arm):
    style, visit = condition_style(arm), condition_style(f"{arm}_{arm}_week_6")
    assert (visit.colour, visit.marker) == (style.colour, style.marker)
    assert visit.label == f"{style.label}: week 6"


def lab(colour) -> np.ndarray:
    """Return a colour in CIELAB (CIE 1976, D65)."""
    rgb = np.array(to_rgb(colour))
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ linear / [0.95047, 1, 1.08883]
    x, y, z = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def test_muscles_of_ones_own_are_far_in_colour_from_those_of_the_project_and_each_other():
    """A raster tells muscles apart by nothing but colour and place."""
    own = ["RA", "GM", "psoas", "gluteus"]
    styles = muscle_styles([*MUSCLES, *own])
    for name in own:
        others = [style.colour for other, style in styles.items() if other != name]
        nearest = min(np.linalg.norm(lab(styles[name].colour) - lab(c)) for c in others)
        assert nearest > 30, name
