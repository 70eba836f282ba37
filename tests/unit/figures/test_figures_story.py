"""The picture of a story."""

import dataclasses

import numpy as np
import pytest
from matplotlib.collections import LineCollection, PathCollection

from cortex_sim.errors import ResultError
from cortex_sim.figures.story import make_story, story_table
from cortex_sim.figures.story_measure import StoryMeasure

MUSCLES, PAIR = ("TrA", "DM", "LES", "OE"), ("DM", "LES")
PHASES = ("healthy", "clbp", "motor_control_training", "no_training")


@pytest.fixture
def story(example):
    """Return a function that draws the story of so many subjects."""

    def drawn(n):
        base = example.maps()[0]
        panels = [dataclasses.replace(base, phase=p, label=p.replace("_", " ")) for p in PHASES]
        panels = [dataclasses.replace(panel, n_subjects=1, overlap=0.2) for panel in panels]
        values = [level + 0.01 * np.arange(n) for level in (0.15, 0.31, 0.17, 0.3)]
        measures = [
            StoryMeasure("DM-LES overlap (0 to 1)", "Overlap, all subjects", values),
            StoryMeasure("DM onset after the cue (ms)", "Onset, all subjects", values),
        ]
        drawing = make_story(
            panels, MUSCLES, PAIR, measures, subject="subject 605", index=1,
            control="no_training", caption="n = 6.",
        )  # fmt: skip
        return drawing, panels, measures

    return drawn


def test_there_is_a_map_for_each_visit_and_a_plot_for_each_measure(story):
    drawing, panels, measures = story(6)
    labels = [axes.get_ylabel().replace("\n", " ") for axes in drawing.figure.axes]
    assert labels[0] == "y (mm)"
    assert labels[-2:] == [one.label for one in measures]
    assert "A  Maps of subject 605" in [text.get_text() for text in drawing.figure.texts]
    assert len(story_table(panels, measures)) == 2 * 4 * (6 + 3)


def test_texts_are_apart(story, text_clashes):
    assert text_clashes(story(6)[0].figure) == []


def test_the_control_branches_off_before_the_training(story):
    overlap = story(6)[0].figure.axes[-2]
    steps = {tuple(line.get_xdata()) for line in overlap.lines if len(line.get_xdata()) == 2}
    assert steps == {(0, 1), (1, 2), (1, 3)}


def test_few_subjects_have_no_bars(story):
    def bars(n):
        drawn = story(n)[0].figure.axes[-1].collections
        return sum(isinstance(one, LineCollection) for one in drawn)

    assert (bars(6), bars(5)) == (4, 0)


def test_a_mean_of_some_subjects_says_of_how_many(story):
    _, panels, measures = story(6)
    some = [np.where(np.arange(6) < 2, np.nan, 0.2), *measures[1].values[1:]]
    measures[1] = dataclasses.replace(measures[1], values=some)
    drawing = make_story(
        panels, MUSCLES, PAIR, measures, subject="subject 605", index=1, control="no_training",
        caption="n = 6.",
    )  # fmt: skip
    assert [text.get_text() for text in drawing.figure.axes[-1].texts] == ["4 of 6"]
    assert [text.get_text() for text in drawing.figure.axes[-2].texts] == []


def test_a_measure_that_nobody_has_is_no_empty_axis(story):
    _, panels, (overlap, onset) = story(6)
    nobody = [np.full(6, np.nan)] * len(panels)
    why = "the muscle did not answer to the cue in any subject"
    onset = dataclasses.replace(onset, values=nobody, why_empty=why)
    drawing = make_story(
        panels, MUSCLES, PAIR, [overlap, onset], subject="subject 1", index=0, caption=""
    )  # fmt: skip
    axes = drawing.figure.axes[-1]
    assert [text.get_text() for text in axes.texts] == [why]
    assert len(axes.get_yticks()) == 0


def test_why_nobody_has_a_measure_leaves_what_stands_beside_it_in_sight(story):
    _, panels, (overlap, onset) = story(6)
    nobody, why = [np.full(6, np.nan)] * len(panels), "the muscle did not answer"
    onset = dataclasses.replace(onset, values=nobody, beside=onset.values, why_empty=why)
    drawing = make_story(
        panels, MUSCLES, PAIR, [overlap, onset], subject="subject 1", index=0, caption=""
    )  # fmt: skip
    axes = drawing.figure.axes[-1]
    assert [text.get_text() for text in axes.texts] == [why]
    assert len(axes.get_yticks()) > 1
    lowest = axes.transData.transform((0.0, np.min(onset.beside)))[1]
    assert axes.texts[0].get_window_extent().y1 < lowest


def test_a_measure_of_other_visits_is_refused(story):
    _, panels, measures = story(6)
    with pytest.raises(ResultError, match="other visits"):
        make_story(
            panels[:3], MUSCLES, PAIR, measures, subject="subject 1", index=0, caption=""
        )  # fmt: skip


def test_visits_are_named_below_the_last_measure(story):
    drawing, panels, _ = story(6)
    *_, above, below = drawing.figure.axes
    shown = [label.get_text().replace("\n", " ") for label in below.get_xticklabels()]
    assert shown == [panel.label for panel in panels]
    assert not any(label.get_visible() and label.get_text() for label in above.get_xticklabels())


def test_a_second_measure_is_hollow_on_the_same_axis_and_in_the_table(story):
    _, panels, (overlap, onset) = story(6)
    both = dataclasses.replace(onset, beside=[values + 1.0 for values in onset.values])
    look = {"subject": "subject 1", "index": 0, "caption": "n = 6."}
    drawing = make_story(panels, MUSCLES, PAIR, [overlap, both], **look)
    axes = drawing.figure.axes[-1]
    assert axes.get_ylim()[1] > 1.3
    symbols = [one for one in axes.collections if isinstance(one, PathCollection)]
    hollow = [one for one in symbols if len(one.get_facecolors()) == 0]
    assert len(hollow) == 2 * len(panels)  # subjects and mean
    names = {row["measure"] for row in story_table(panels, [both])}
    assert names == {onset.label, f"{onset.label}, hollow"}
    with pytest.raises(ResultError, match="second measure with other visits"):
        make_story(
            panels, MUSCLES, PAIR,
            [dataclasses.replace(onset, beside=onset.values[:1])], **look,
        )  # fmt: skip
