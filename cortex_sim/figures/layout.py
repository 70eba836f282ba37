"""Places of panels in millimetres, for pictures whose panels keep a fixed size.

One column is narrow: what stands where is laid out by hand, from top to bottom, and the
height of the picture follows.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from cortex_sim.figures.style import ONE_COLUMN_MM, PAGE_MM, new_figure
from cortex_sim.figures.text import (
    MM_PER_INCH,
    POINTS_PER_INCH,
    AnyFigure,
    add_caption,
    caption_height_mm,
    mark_single_subject,
)

LINE_MM = 2.7
"""Height of a line of text of 6 points."""

_MARK_MM = 6.0
_TOP_MM = 1.0

Item = TypeVar("Item")


def points(mm: float) -> float:
    """Return a length in points."""
    return mm / MM_PER_INCH * POINTS_PER_INCH


def top_mm(n_subjects: int) -> float:
    """Return where panels may start, below the mark of a single subject if there is one."""
    return _TOP_MM + _MARK_MM * (n_subjects == 1)


def free_figure(content_mm: float, caption: str, n_subjects: int) -> Figure:
    """Return a figure with caption and room for ``content_mm`` of panels; call in `use_style`.

    Parameters
    ----------
    content_mm
        Height of all panels with their labels.
    caption
        Stands below them.
    n_subjects
        1 gets the mark of a single subject above them.
    """
    height = top_mm(n_subjects) + content_mm + caption_height_mm(caption, ONE_COLUMN_MM)
    figure = new_figure(ONE_COLUMN_MM, height)
    figure.set_layout_engine("none")
    add_caption(figure, caption)
    mark_single_subject(figure, n_subjects, y=1 - _TOP_MM / height)
    return figure


def _size_mm(figure: AnyFigure) -> tuple[float, float]:
    per_pixel = MM_PER_INCH / figure.dpi
    return float(figure.bbox.width) * per_pixel, float(figure.bbox.height) * per_pixel


def axes_at(figure: AnyFigure, left: float, top: float, width: float, height: float) -> Axes:
    """Return new axes; distances in mm from the left and the top of the figure."""
    w, h = _size_mm(figure)
    box = (left / w, 1 - (top + height) / h, width / w, height / h)
    return figure.add_axes(box)


def text_at(figure: AnyFigure, left: float, top: float, text: str, **options: Any) -> Text:
    """Write text; distances in mm from the left and the top of the figure."""
    w, h = _size_mm(figure)
    return figure.text(left / w, 1 - top / h, text, va="top", **options)


def in_pages(
    items: Sequence[Item], height_mm: Callable[[Sequence[Item]], float], most_mm: float = PAGE_MM
) -> list[list[Item]]:
    """Return items in as few pages as hold them, about equally full, in their order.

    Parameters
    ----------
    items
        What a picture stacks from top to bottom.
    height_mm
        Height of a picture of some of them.
    most_mm
        Largest height; a single item that is higher gets a page of its own.

    Examples
    --------
    >>> in_pages([1, 2, 3, 4], lambda items: 100.0 * len(items), most_mm=310)
    [[1, 2], [3, 4]]
    """
    n = len(items)
    for n_pages in range(1, n + 1):
        ends = [round(n * (number + 1) / n_pages) for number in range(n_pages)]
        pages = [list(items[a:b]) for a, b in zip([0, *ends[:-1]], ends, strict=True)]
        if all(len(page) == 1 or height_mm(page) <= most_mm for page in pages):
            return pages
    return []
