"""How much of a change each of its causes accounts for: alone, and when it is taken away."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from cortex_sim.analysis.shares import Share
from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.palette import ConditionStyle, condition_style
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import CAPTION_POINTS, add_caption, caption_height_mm, fit_text

_ROW_MM = 6.5
_FRAME_MM = 22.0
_LABEL_POINTS = 70.0
_MARGIN = 0.14
_PLAIN = ConditionStyle("0.15", "s", "-", "")


@dataclass(frozen=True)
class CauseShare:
    """What one cause does to a change."""

    label: str
    """Name of the cause."""

    alone: Share
    """Change with this cause only, as a share of that with all causes."""

    removed: Share
    """What is lost of the change when this cause alone is missing, as a share of it."""

    conditions: tuple[str, str] = ("", "")
    """Arms with the cause alone and without it, whose look the rows have; empty: grey."""


def make_cause_shares(rows: Sequence[CauseShare], *, caption: str) -> Drawing:
    """Return a figure: enough alone above, needed below, a row per cause in each.

    Parameters
    ----------
    rows
        From top to bottom.
    caption
        Must say n, what changes and what the interval is.

    Raises
    ------
    ResultError
        If there is no row.
    """
    if not rows:
        raise ResultError("shares of causes: got no cause; pass at least one")
    with use_style():
        height = 2 * len(rows) * _ROW_MM + _FRAME_MM + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        above, below = figure.subplots(2, 1, sharex=True)
        alone = [(row.alone, row.conditions[0]) for row in rows]
        removed = [(row.removed, row.conditions[1]) for row in rows]
        _draw(above, alone, "with this cause alone (% of CLBP)")
        _draw(below, removed, "lost without this cause (% of CLBP)")
        labels = [fit_text(row.label, _LABEL_POINTS, lines=2) for row in rows]
        for axes in (above, below):
            axes.set_yticks(range(len(rows)), labels, fontsize=CAPTION_POINTS)
            axes.set_ylim(len(rows) - 0.4, -0.7)
            axes.set_ylabel("cause")
            axes.tick_params(labelbottom=True)
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)


def _draw(axes: Axes, shares: Sequence[tuple[Share, str]], title: str) -> None:
    for end in (0, 100):
        axes.axvline(end, color="0.6", linewidth=0.8, linestyle="-" if end == 0 else "--", zorder=0)
    for y, (share, condition) in enumerate(shares):
        style = condition_style(condition) if condition else _PLAIN
        axes.hlines(y, 100 * share.low, 100 * share.high, color=style.colour, linewidth=1.4)
        axes.plot(100 * share.value, y, style.marker, color=style.colour, markersize=4.5)
        text = f"{100 * share.value:.0f}"
        if math.isfinite(share.low):
            text += f" [{100 * share.low:.0f}, {100 * share.high:.0f}]"
        axes.annotate(
            text.replace("-", "\N{MINUS SIGN}"), (100 * share.value, y), (0, 4),
            textcoords="offset points", ha="center", fontsize=CAPTION_POINTS,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5}, zorder=1,
        )  # fmt: skip
    axes.margins(x=_MARGIN)
    axes.set_xlabel(title)


def cause_shares_table(rows: Sequence[CauseShare]) -> list[dict[str, object]]:
    """Return the numbers behind `make_cause_shares`, one row per cause."""
    return [
        {
            "cause": row.label,
            "n": row.alone.n,
            **{
                f"{name}_{key}": getattr(share, key)
                for name, share in (("alone", row.alone), ("removed", row.removed))
                for key in ("value", "low", "high")
            },
        }
        for row in rows
    ]
