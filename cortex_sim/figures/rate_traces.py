"""Rates of populations over one trial, and the events of the trial."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from cortex_sim.analysis.arrays import BoolArray, FloatArray
from cortex_sim.figures.palette import muscle_styles
from cortex_sim.figures.populations import RasterPopulation, RateKind, all_muscles
from cortex_sim.figures.text import CAPTION_POINTS, LABEL_POINTS, cut_text, text_width

BIN_MS = 10.0
"""Width of the bins in which rates are counted."""

_RATE_LINES = ("-", "--", "-.", ":")
_LEGEND_POINTS = 220.0
_HANDLE_POINTS = 25.0
"""Width of the legend, and of a line in it with its gaps."""
_LABEL_POINTS = 60.0
_AXIS_POINTS = 90.0
"""Room for the label of a population in the legend and beside the axis."""


def draw_events(axes: Axes, prime_mover_ms: float | None, *, label: bool = True) -> None:
    """Draw the go cue at 0 and the prime mover's onset (None: not) as dashed lines."""
    events = [(0.0, "go cue", "right")]
    if prime_mover_ms is not None:
        events.append((prime_mover_ms, "prime mover", "left"))
    for time, name, side in events:
        axes.axvline(time, color="black", linewidth=0.8, linestyle="--", zorder=0)
        if label:
            axes.annotate(
                name, (time, 1.0), (0, 2), xycoords=axes.get_xaxis_transform(),
                textcoords="offset points", ha=side, va="bottom",
            )  # fmt: skip


def draw_rates(
    axes: Axes,
    populations: Sequence[RasterPopulation],
    kind: RateKind,
    *,
    window_ms: tuple[float, float],
    prime_mover_ms: float | None = None,
    highest: float | None = None,
) -> None:
    """Draw mean rates per cell in bins of 10 ms, from all cells and not only drawn ones.

    Parameters
    ----------
    axes
        Gets time relative to the go cue on x.
    populations
        Those whose ``rate`` is ``kind`` are drawn.
    kind
        ``total``: one line per population; ``by_muscle``: one line per muscle.
    window_ms
        Start and end of the trial, relative to the go cue.
    prime_mover_ms
        As in `draw_raster`.
    highest
        Upper end of the axis in spikes/s, so that pictures compare; None: what the rates need.
    """
    styles, what = muscle_styles(all_muscles(populations)), "rate per cell"
    chosen = [one for one in populations if one.rate == kind]
    for one, line in zip(chosen, _RATE_LINES * len(chosen), strict=False):
        owner = np.array(one.muscle or [""] * one.n_cells)
        if kind == "total":
            everyone = np.ones(one.n_cells, dtype=bool)
            name = cut_text(one.label, _LABEL_POINTS)
            axes.plot(*_rate(one, everyone, window_ms), line, color="black", label=name)
            continue
        for name in dict.fromkeys(owner.tolist()):
            style = styles[name]
            time, rate = _rate(one, owner == name, window_ms)
            axes.plot(time, rate, color=style.colour, linestyle=style.linestyle, label=name)
        what = cut_text(one.label, _AXIS_POINTS, LABEL_POINTS)
    draw_events(axes, prime_mover_ms, label=False)
    axes.set_xlim(*window_ms)
    axes.set_ylim(bottom=0, top=highest)
    axes.set_xlabel("time after go cue (ms)")
    axes.set_ylabel(f"{what}\n(spikes/s)")
    widest = max(text_width(str(one.get_label()), CAPTION_POINTS) for one in axes.lines)
    columns = min(4, int(_LEGEND_POINTS / (widest + _HANDLE_POINTS)))
    axes.legend(
        loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2, ncols=columns,
        columnspacing=1.0,
    )  # fmt: skip


def highest_rate(
    populations: Sequence[RasterPopulation], kind: RateKind, window_ms: tuple[float, float]
) -> float:
    """Return the highest rate in spikes/s that `draw_rates` draws of a kind, 0 without any."""
    rates = [0.0]
    for one in (one for one in populations if one.rate == kind):
        owner = np.array(one.muscle or [""] * one.n_cells)
        names = [None] if kind == "total" else list(dict.fromkeys(owner.tolist()))
        for name in names:
            member = np.ones(one.n_cells, dtype=bool) if name is None else owner == name
            rates.append(float(_rate(one, member, window_ms)[1].max()))
    return max(rates)


def _rate(
    population: RasterPopulation, member: BoolArray, window_ms: tuple[float, float]
) -> tuple[FloatArray, FloatArray]:
    n_bins = max(1, round((window_ms[1] - window_ms[0]) / BIN_MS))
    edges = np.linspace(*window_ms, n_bins + 1)
    counts, _ = np.histogram(population.time_ms[member[population.cell]], edges)
    seconds = float(edges[1] - edges[0]) / 1000.0
    return (edges[1:] + edges[:-1]) / 2, counts / max(1, int(member.sum())) / seconds
