"""A whole figure with its caption: what the ``make_*`` functions return."""

from dataclasses import dataclass

from matplotlib.figure import Figure


@dataclass(frozen=True, eq=False)
class Drawing:
    """A figure, laid out and not saved yet, and what is to be said about it."""

    figure: Figure
    """Shows the caption below its panels; without it see `cortex_sim.figures.text.hide_caption`."""

    caption: str
    """In one line."""
