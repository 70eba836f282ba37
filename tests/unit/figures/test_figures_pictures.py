import threading
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from cortex_sim.figures import use_style
from cortex_sim.figures.style import ONE_COLUMN_MM, PAGE_MM
from cortex_sim.figures.text import hide_caption
from cortex_sim.pictures.files import save_figure


def unlabelled_axes(figure: Figure) -> list[Axes]:
    """Return the axes that show numbers or names at ticks without saying what they are."""
    with use_style():
        figure.draw_without_rendering()
    return [
        axes
        for axes in figure.axes
        if axes.get_visible() and axes.axison
        for axis in (axes.xaxis, axes.yaxis)
        if not axis.get_label_text()
        and any(
            label.get_visible() and label.get_text()
            for tick in axis._update_ticks()
            for label in (tick.label1, tick.label2)
        )
    ]


def test_every_axis_with_tick_labels_has_a_label(figure):
    assert unlabelled_axes(figure) == []


def test_texts_do_not_overlap(figure, text_clashes):
    assert text_clashes(figure) == []


def test_no_text_is_cut_off(figure, text_boxes):
    assert outside(figure, text_boxes) == []


def outside(figure: Figure, text_boxes) -> list[str]:
    """Return the texts that reach out of a figure by more than a pixel."""
    edge = figure.bbox
    return [
        text.get_text()
        for text, box in text_boxes(figure).items()
        if min(box.x0, box.y0) < -1 or box.x1 > edge.x1 + 1 or box.y1 > edge.y1 + 1
    ]


def test_long_names_stay_inside_and_apart(figure_of_long_names, text_boxes, text_clashes):
    assert outside(figure_of_long_names, text_boxes) == []
    assert text_clashes(figure_of_long_names) == []


def test_a_picture_is_one_column_wide_and_no_higher_than_a_page(figure):
    width, height = figure.get_size_inches() * 25.4
    assert width <= ONE_COLUMN_MM + 1e-6
    assert ONE_COLUMN_MM == 88
    assert height <= PAGE_MM


def test_no_text_is_smaller_than_six_points(figure, text_boxes):
    small = [text.get_text() for text in text_boxes(figure) if text.get_fontsize() < 6]
    assert small == []


def test_caption_says_how_many_subjects(maker, makers, example):
    of_a_person = maker in (makers["measured_map"], makers["measured_curve"])
    assert of_a_person or maker(example).caption.startswith("n = ")


def test_the_whole_caption_stands_below_the_panels_and_can_be_left_out(maker, example, text_boxes):
    drawing = maker(example)
    shown = [text for text in text_boxes(drawing.figure) if as_line(text) == drawing.caption]
    assert len(shown) == 1
    hide_caption(drawing.figure)
    assert not shown[0].get_visible()


def as_line(text: Text) -> str:
    return " ".join(text.get_text().split())


def test_files_of_two_runs_are_equal(maker, figure, example, tmp_path):
    first = save_figure(figure, tmp_path / "a", "picture", [{"x": 1.5}])
    anew = save_figure(maker(example).figure, tmp_path / "b", "picture", [{"x": 1.5}])
    assert [path.suffix for path in first] == [".pdf", ".png", ".csv"]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in anew]


def test_a_picture_of_one_subject_says_so(maker, makers, one_subject):
    picture = maker(one_subject).figure
    assert unlabelled_axes(picture) == []
    several = ("forest", "cause_shares", "sensitivity", "dots", "heat_map")
    several += ("measured_map", "measured_curve")
    unmarked = [makers[name] for name in several]
    assert maker in unmarked or picture._suptitle.get_text() == "single subject"


def test_a_picture_of_missing_values_only_still_draws(maker, one_subject):
    missing = dict.fromkeys(one_subject.values(1.0), np.array([np.nan]))
    one_subject.values = lambda level: missing
    assert unlabelled_axes(maker(one_subject).figure) == []


def test_pictures_made_in_threads_equal_those_made_one_by_one(makers, one_subject, tmp_path):
    names = ["decomposition", "forest"]
    data = type(one_subject)

    def save(name: str, folder: Path) -> None:
        save_figure(makers[name](data(4)).figure, folder, name, [])

    threads = [threading.Thread(target=save, args=(name, tmp_path / "many")) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for name in names:
        save(name, tmp_path / "one")
    pictures = [f"{name}.{kind}" for name in names for kind in ("png", "pdf")]
    for name in pictures:
        assert (tmp_path / "many" / name).read_bytes() == (tmp_path / "one" / name).read_bytes()


def test_meps_of_a_person_are_drawn_from_nothing_on(makers, example):
    """A curve whose axis begins at its smallest MEP looks as if there was none."""
    for axes in makers["measured_curve"](example).figure.axes:
        assert axes.get_ylim()[0] <= 0
