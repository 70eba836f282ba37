"""Labels are text in every picture: no formula, no markup, no error after a long run."""

from dataclasses import replace

import pytest
from fixtures.hostile_texts import TEXTS, hostile
from matplotlib.text import Text

from cortex_sim.figures.style import figure_files, new_figure, use_style
from cortex_sim.pictures.onsets import onset_pictures
from cortex_sim.pictures.raster import raster_pictures
from cortex_sim.pictures.trajectories import curve_pictures, overlap_pictures

SOME = {
    "overlap_and_cog": overlap_pictures,
    "over_visits": lambda result: curve_pictures(result, "paired_pulse"),
    "onsets": lambda result: onset_pictures(result, "cued_movement"),
    "raster": raster_pictures,
}


@pytest.mark.parametrize("text", TEXTS)
def test_the_style_takes_text_as_it_is(text):
    with use_style():
        figure = new_figure(88, 40)
        axes = figure.subplots()
        axes.set_title(text)
        axes.plot([0, 1], label=text)
        axes.legend()
    assert figure_files(figure)["png"]


@pytest.mark.parametrize("kind", SOME)
def test_pictures_of_a_study_with_hostile_labels_are_drawn(study_of, kind):
    result = study_of(
        "assessments.paired_pulse={kind: paired_pulse, threshold_from: threshold}",
        *(f"phases.{phase}.visit=[threshold, map_structural, cued_movement, paired_pulse, baseline]"
          for phase in ("healthy", "clbp", "motor_control_training", "no_training")),
    )  # fmt: skip
    study = hostile(result.study)
    result = type(result)(replace(result.plan, study=study), result.store)
    pictures = list(SOME[kind](result))
    assert pictures
    for picture in pictures:
        assert figure_files(picture.figure)["pdf"]
        written = picture.figure.findobj(Text)
        assert not any(text.get_parse_math() for text in written if text.get_text())
