"""Text in figures: wrapped to a width, captions, and the mark of a single subject."""

import re
from functools import lru_cache

from matplotlib.figure import Figure, SubFigure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

CAPTION_POINTS = 6.0
"""Size of captions and of numbers next to data."""

LABEL_POINTS = 7.0
"""Size of axis and tick labels."""

POINTS_PER_INCH = 72.0
MM_PER_INCH = 25.4
_LINE_SPACING = 1.25
_CAPTION = "caption"
"""Marks what `add_caption` wrote."""

AnyFigure = Figure | SubFigure
"""What can be drawn into: a whole figure or a part of one."""

_MARGIN_POINTS = 12.0
_SHORTEST_CUT, _SHORTEST_END = 5, 3
_FONT = "DejaVu Sans"
_BREAK = re.compile(r"(?<![=<>±]) (?![=<>±%])(?!(?<=\d )(?:ms|mm|mV|µV|Hz|s|min|h)\b)")
"""A blank at which a line may end: not between a number and its unit, nor beside an equals sign."""
_MINUS = re.compile(r"(?<![\w.])-(?=\d)")


@lru_cache(maxsize=4096)
def _width(text: str, size: float, weight: str) -> float:
    font = FontProperties(family=_FONT, size=size, weight=weight)
    width, _, _ = TextToPath().get_text_width_height_descent(text, font, ismath=False)
    return float(width)


def text_width(text: str, size: float = LABEL_POINTS, *, weight: str = "normal") -> float:
    """Return the width of one line of text in points, for a font size in points."""
    return _width(text, size, weight)


def wrap_text(
    text: str, width: float, size: float = LABEL_POINTS, *, weight: str = "normal"
) -> str:
    """Return ``text`` with line breaks so that no line is wider than ``width``.

    Parameters
    ----------
    text
        Words, separated by blanks. Line breaks that are there stay. A number stays with its unit
        or per cent, and what stands beside an equals sign with it, unless they are wider together.
    width
        In points, above 0. A single word that is wider stays whole.
    size, weight
        Font size in points, and ``normal`` or ``bold``.
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for word in _words(paragraph, width, size, weight):
            longer = f"{line} {word}" if line else word
            if line and text_width(longer, size, weight=weight) > width:
                lines.append(line)
                line = word
            else:
                line = longer
        lines.append(line)
    return "\n".join(lines)


def _words(text: str, width: float, size: float, weight: str) -> list[str]:
    """Return what a line may end between: words, and groups of them that fit a line."""
    groups = (
        [group] if text_width(group, size, weight=weight) <= width else group.split(" ")
        for group in _BREAK.split(text)
    )
    return [word for group in groups for word in group]


def figure_width(figure: AnyFigure) -> float:
    """Return the width of a figure in points."""
    return float(figure.bbox.width / figure.dpi) * POINTS_PER_INCH


def caption_height_mm(text: str, width_mm: float) -> float:
    """Return the height that a caption takes in a figure of this width."""
    points = width_mm / MM_PER_INCH * POINTS_PER_INCH - 2 * _MARGIN_POINTS
    n_lines = wrap_text(_with_minus(text), points, CAPTION_POINTS).count("\n") + 1
    return (n_lines * _LINE_SPACING + 1) * CAPTION_POINTS / POINTS_PER_INCH * MM_PER_INCH


def add_caption(figure: AnyFigure, text: str) -> None:
    """Write a caption below a figure, wrapped to its width; layout makes room for it."""
    width = figure_width(figure) - 2 * _MARGIN_POINTS
    wrapped = wrap_text(_with_minus(text), width, CAPTION_POINTS)
    figure.supxlabel(
        wrapped,
        x=_MARGIN_POINTS / figure_width(figure),
        ha="left",
        fontsize=CAPTION_POINTS,
        linespacing=_LINE_SPACING,
        color="0.25",
        gid=_CAPTION,
    )


def _with_minus(text: str) -> str:
    """Return text whose negative numbers have a minus sign, as those of axes have."""
    return _MINUS.sub("\N{MINUS SIGN}", text)


def hide_caption(figure: Figure) -> None:
    """Leave a figure's caption out of it, as where a page says it beside the picture."""
    for text in figure.findobj(lambda artist: artist.get_gid() == _CAPTION):
        text.set_visible(False)


def mark_single_subject(figure: AnyFigure, n_subjects: int, y: float | None = None) -> None:
    """Say above a figure that it shows one subject, if it does: no inference from it.

    ``y`` is the top of the mark as a fraction of the height; None: layout makes room for it.
    """
    if n_subjects == 1:
        figure.suptitle(
            "single subject",
            **({} if y is None else {"y": y, "va": "top"}),
            fontsize=LABEL_POINTS,
            fontweight="bold",
            bbox={"boxstyle": "square,pad=0.15", "facecolor": "#FFE9A8", "linewidth": 0},
        )


def describe_n(counts: list[int]) -> str:
    """Return ``n = 8 subjects``, or a range if the counts differ; 0 is what is not shown."""
    counts = [count for count in counts if count]
    low, high = (min(counts), max(counts)) if counts else (0, 0)
    noun = "subject" if high == 1 else "subjects"
    return f"n = {high} {noun}" if low == high else f"n = {low} to {high} subjects"


def narrow_text(
    text: str, width: float, size: float = CAPTION_POINTS, *, weight: str = "normal"
) -> str:
    """Return ``text`` as `wrap_text`, with words that are wider broken too.

    Parameters
    ----------
    text
        Words, separated by blanks.
    width
        In points, above 0.
    size, weight
        As in `wrap_text`.
    """
    words: list[str] = []
    for word in _words(" ".join(text.split()), width, size, weight):
        fits = text_width(word, size, weight=weight) <= width
        parts = [word] if fits else _parts(word)
        words += [piece for part in parts for piece in _pieces(part, width, size, weight)]
    return wrap_text(" ".join(words), width, size, weight=weight)


def cut_text(
    text: str, width: float, size: float = CAPTION_POINTS, *, weight: str = "normal"
) -> str:
    """Return ``text`` in one line that is not wider than ``width`` points, cut where need be."""
    if text_width(text, size, weight=weight) <= width:
        return text
    cuts = (f"{text[:n].rstrip()}…" for n in range(len(text), 0, -1))
    return next((cut for cut in cuts if text_width(cut, size, weight=weight) <= width), "…")


def fit_text(
    text: str, width: float, size: float = CAPTION_POINTS, *, lines: int, weight: str = "normal"
) -> str:
    """Return ``text`` as `narrow_text` in at most so many lines; the rest is cut.

    Labels come from names of any length, and the room for a label is fixed. The whole names are in
    the table of a picture.

    Parameters
    ----------
    text, width, size, weight
        As in `narrow_text`.
    lines
        Most lines, 1 or more.
    """
    *first, last = narrow_text(text, width, size, weight=weight).split("\n", lines - 1)
    whole = last.replace("-\n", "-").replace("\n", " ")
    return "\n".join([*first, cut_text(whole, width, size, weight=weight)])


def _parts(word: str) -> list[str]:
    """Return a word cut after its hyphens and underscores."""
    return [part for part in re.split(r"(?<=[-_])(?=.)", word) if part]


def _pieces(word: str, width: float, size: float, weight: str) -> list[str]:
    """Return a word cut, with hyphens, into pieces that are not wider than ``width``."""

    def wide(text: str) -> float:
        return text_width(text, size, weight=weight)

    if wide(word) <= width or len(word) < _SHORTEST_CUT:
        return [word]
    fits = [n for n in range(1, len(word)) if wide(f"{word[:n]}-") <= width]
    at = max(2, min(fits[-1] if fits else 2, len(word) - _SHORTEST_END))
    return [f"{word[:at]}-", *_pieces(word[at:], width, size, weight)]


def line_count(text: str) -> int:
    """Return the number of lines of a text."""
    return text.count("\n") + 1
