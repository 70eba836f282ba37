"""How much of a change each of its causes accounts for: alone, and when it is taken away."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cortex_sim.analysis.shares import Share
from cortex_sim.errors import ResultError
from cortex_sim.figures.style import TWO_COLUMNS_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import CAPTION_POINTS, add_caption, caption_height_mm

_ROW_MM = 7.0
_FRAME_MM = 18.0
_COLOUR = "0.15"


@dataclass(frozen=True)
class CauseShare:
    """What one cause does to a change."""

    label: str
    """Name of the cause."""

    alone: Share
    """Change with this cause only, as a share of that with all causes."""

    removed: Share
    """What is lost of the change when this cause alone is missing, as a share of it."""


def make_cause_shares(rows: Sequence[CauseShare], *, caption: str) -> Figure:
    """Return a figure: enough alone at the left, needed at the right, a row per cause.

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
        height = len(rows) * _ROW_MM + _FRAME_MM + caption_height_mm(caption, TWO_COLUMNS_MM)
        figure = new_figure(TWO_COLUMNS_MM, height)
        left, right = figure.subplots(1, 2, sharey=True, sharex=True)
        _draw(left, [row.alone for row in rows], "with this cause alone (% of CLBP)")
        _draw(right, [row.removed for row in rows], "lost without this cause (% of CLBP)")
        left.set_yticks(range(len(rows)), [row.label for row in rows])
        left.set_ylim(len(rows) - 0.4, -0.6)
        left.set_ylabel("cause")
        add_caption(figure, caption)
        fix_layout(figure)
    return figure


def _draw(axes: Axes, shares: Sequence[Share], title: str) -> None:
    for end in (0, 100):
        axes.axvline(end, color="0.6", linewidth=0.8, linestyle="-" if end == 0 else "--")
    for y, share in enumerate(shares):
        axes.hlines(y, 100 * share.low, 100 * share.high, color=_COLOUR, linewidth=1.4)
        axes.plot(100 * share.value, y, "s", color=_COLOUR, markersize=4.5)
        text = f"{100 * share.value:.0f} [{100 * share.low:.0f}, {100 * share.high:.0f}]"
        axes.annotate(
            text.replace("-", "\N{MINUS SIGN}"), (100 * share.value, y), (0, 5),
            textcoords="offset points", ha="center", fontsize=CAPTION_POINTS,
        )  # fmt: skip
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
