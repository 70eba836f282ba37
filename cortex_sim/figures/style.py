"""The look of all figures, and the files that they become.

Figures are made with matplotlib's object interface and Agg, never with pyplot. matplotlib keeps
its settings in one global dict, so everything here that draws holds one lock:
figures can be made from several threads, one at a time.
"""

import io
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import matplotlib.style
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from cortex_sim.figures.text import CAPTION_POINTS, LABEL_POINTS, MM_PER_INCH

Row = Mapping[str, object]
"""One row of the table behind a figure: column name to text, number or None."""

ONE_COLUMN_MM = 88.0
"""Width of all figures, in mm: one column of a journal's page."""

PAGE_MM = 230.0
"""Largest height of a figure, in mm; what is higher goes on to a second file."""

PNG_DPI = 200
_LAYOUT_RUNS = 2
_EDGE_INCH = 0.02

CORTEX_STYLE: dict[str, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],  # comes with matplotlib: the same on every machine
    "font.size": LABEL_POINTS,
    "text.parse_math": False,  # labels are text of users: a dollar sign is a dollar sign
    "text.hinting": "none",  # hinted text is wider or narrower at other resolutions
    "axes.titlesize": 8,
    "axes.titlepad": 4,
    "axes.labelsize": LABEL_POINTS,
    "axes.labelpad": 2.5,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.labelsize": LABEL_POINTS,
    "ytick.labelsize": LABEL_POINTS,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.major.size": 2.5,
    "ytick.major.size": 2.5,
    "legend.fontsize": CAPTION_POINTS,
    "legend.frameon": False,
    "legend.handlelength": 2.4,
    "lines.linewidth": 1.2,
    "lines.markersize": 4,
    "patch.linewidth": 0.6,
    "image.cmap": "viridis",
    "figure.constrained_layout.use": True,
    "figure.constrained_layout.h_pad": 0.03,
    "figure.constrained_layout.w_pad": 0.03,
    "pdf.fonttype": 42,  # TrueType: text stays text
    "svg.hashsalt": "cortex_sim",
    "savefig.facecolor": "white",
}
"""matplotlib settings of all figures."""

_LOCK = threading.RLock()


@contextmanager
def use_style() -> Iterator[None]:
    """Apply `CORTEX_STYLE` on top of matplotlib's defaults, ignoring any user's matplotlibrc.

    Only one thread at a time is inside; a thread may nest it. Call ``draw_*`` functions
    inside; ``make_*`` and `figure_files` do it themselves.
    """
    with _LOCK, matplotlib.style.context(CORTEX_STYLE, after_reset=True):
        yield


def new_figure(width_mm: float, height_mm: float) -> Figure:
    """Return an empty figure of this size, in mm, without pyplot; call inside `use_style`."""
    size = (width_mm / MM_PER_INCH, height_mm / MM_PER_INCH)
    return Figure(figsize=size, dpi=PNG_DPI)  # laid out with the text widths of the PNG


def fix_layout(figure: Figure) -> None:
    """Compute the layout of a finished figure for the last time; call inside `use_style`.

    Every further run of constrained layout would shift things a little, so that a picture
    depended on how often it had been drawn before. In narrow pictures the first run leaves
    labels partly outside, because ticks change with the size of the axes.
    """
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        for _ in range(_LAYOUT_RUNS):
            engine.execute(figure)
            _make_room(figure, engine)
        engine.execute(figure)
        figure.set_layout_engine("none")


def _make_room(figure: Figure, engine: ConstrainedLayoutEngine) -> None:
    """Move in the sides of a layout by as much as labels reach out of the figure."""
    seen, width = figure.get_tightbbox(), float(figure.get_figwidth())
    left, whole = engine.get()["rect"][0], engine.get()["rect"][2]
    out_left = max(0.0, _EDGE_INCH - float(seen.x0)) / width
    out_right = max(0.0, float(seen.x1) - width + _EDGE_INCH) / width
    engine.set(rect=(left + out_left, 0.0, whole - out_left - out_right, 1.0))


def figure_files(figure: Figure) -> dict[str, bytes]:
    """Return a figure as PDF and as PNG (200 dpi), by suffix.

    The same figure gives the same bytes with the same matplotlib: no dates are written.

    Parameters
    ----------
    figure
        From one of the ``make_*`` functions, or one's own; then its layout is fixed now.
    """
    with use_style():
        fix_layout(figure)
        pdf = _rendered(figure, "pdf", {"CreationDate": None, "ModDate": None})
        return {"pdf": pdf, "png": _rendered(figure, "png", {}, dpi=PNG_DPI)}


def _rendered(figure: Figure, kind: str, metadata: dict[str, None], **options: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format=kind, metadata=metadata, **options)
    return buffer.getvalue()
