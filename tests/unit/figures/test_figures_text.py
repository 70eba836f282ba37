import pytest
from matplotlib.figure import Figure

from cortex_sim.figures.text import (
    add_caption,
    caption_height_mm,
    describe_n,
    label_conditions,
    mark_single_subject,
    text_width,
    wrap_text,
)


def test_width_grows_with_size():
    assert text_width("overlap", 14) == pytest.approx(2 * text_width("overlap", 7), rel=0.02)


def test_wrapped_lines_are_not_wider_than_allowed():
    text = "transversus abdominis onset after motor control training"
    lines = wrap_text(text, 90).split("\n")
    assert len(lines) > 1
    assert max(text_width(line) for line in lines) <= 90
    assert " ".join(lines) == text


def test_a_word_that_is_too_wide_stays_whole():
    assert wrap_text("electromyography", 5) == "electromyography"


def test_given_line_breaks_stay():
    assert wrap_text("a b\nc", 1000) == "a b\nc"


@pytest.mark.parametrize(
    ("counts", "text"),
    [([8, 8], "n = 8 subjects"), ([1], "n = 1 subject"), ([7, 8], "n = 7 to 8 subjects")],
)
def test_n_is_a_number_or_a_range(counts, text):
    assert describe_n(counts) == text


def test_narrow_captions_are_higher():
    text = "n = 8 subjects. " * 10
    assert caption_height_mm(text, 85) > caption_height_mm(text, 174)


def test_caption_is_wrapped_to_the_figure():
    figure = Figure(figsize=(2, 2))
    add_caption(figure, "n = 8 subjects. " * 10)
    assert "\n" in figure._supxlabel.get_text()


@pytest.mark.parametrize(("n", "marked"), [(1, True), (2, False)])
def test_only_a_single_subject_is_marked(n, marked):
    figure = Figure()
    mark_single_subject(figure, n)
    assert (figure._suptitle is not None) is marked


@pytest.mark.parametrize(("width", "rotation"), [(60, 0), (20, 35)])
def test_labels_that_cannot_be_wrapped_are_slanted(axes, width, rotation):
    label_conditions(axes, ["healthy", "unspecific_exercise"], width)
    assert {label.get_rotation() for label in axes.get_xticklabels()} == {rotation}
