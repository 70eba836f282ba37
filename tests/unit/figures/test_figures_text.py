import pytest
from matplotlib.figure import Figure

from cortex_sim.figures.text import (
    add_caption,
    caption_height_mm,
    describe_n,
    mark_single_subject,
    narrow_text,
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


@pytest.mark.parametrize("kept", ["95 %", "50 ms", "n = 8", "p > 0.01", "1 = healthy", "0.4 mV"])
@pytest.mark.parametrize("wrap", [wrap_text, narrow_text])
def test_no_line_ends_within_a_number_and_what_it_says(wrap, kept):
    for length in range(1, 30):
        text = f"{'mm ' * length}{kept} of the mean"
        assert any(kept in line for line in wrap(text, 60).split("\n"))


def test_what_belongs_together_is_broken_where_it_has_no_room():
    assert wrap_text("1 = healthy", 30) == "1 =\nhealthy"


def test_words_that_begin_like_a_unit_are_no_unit():
    assert wrap_text("8 subjects 9 months", text_width("subjects")) == "8\nsubjects\n9\nmonths"


@pytest.mark.parametrize(
    ("counts", "text"),
    [([8, 8], "n = 8 subjects"), ([1], "n = 1 subject"), ([7, 8], "n = 7 to 8 subjects")],
)
def test_n_is_a_number_or_a_range(counts, text):
    assert describe_n(counts) == text


def test_narrow_captions_are_higher():
    text = "n = 8 subjects. " * 10
    assert caption_height_mm(text, 85) > caption_height_mm(text, 174)


def test_negative_numbers_of_captions_have_a_minus_sign_and_names_their_hyphen():
    figure = Figure()
    add_caption(figure, "DM-LES: r = -0.60 [-0.73, 0.42], 2-3 subjects.")
    assert figure.get_supxlabel() == (
        "DM-LES: r = \N{MINUS SIGN}0.60 [\N{MINUS SIGN}0.73, 0.42], 2-3 subjects."
    )


def test_caption_is_wrapped_to_the_figure():
    figure = Figure(figsize=(2, 2))
    add_caption(figure, "n = 8 subjects. " * 10)
    assert "\n" in figure._supxlabel.get_text()


@pytest.mark.parametrize(("n", "marked"), [(1, True), (2, False)])
def test_only_a_single_subject_is_marked(n, marked):
    figure = Figure()
    mark_single_subject(figure, n)
    assert (figure._suptitle is not None) is marked


def test_narrow_text_breaks_words_that_are_too_wide():
    lines = narrow_text("unspecific co-contraction electromyography", 30).split("\n")
    assert max(text_width(line, 6) for line in lines) <= 30
    assert "co-" in " ".join(lines).split()


def test_narrow_text_leaves_words_whole_that_fit():
    assert narrow_text("DM-LES overlap", 200) == "DM-LES overlap"
