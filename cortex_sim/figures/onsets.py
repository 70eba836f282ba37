"""Timeline of muscle onsets by phase, relative to the prime mover of the arm movement."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.analysis.onsets import FEED_FORWARD_WINDOW_MS
from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.palette import MuscleStyle, condition_styles, muscle_styles
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import (
    CAPTION_POINTS,
    LABEL_POINTS,
    add_caption,
    caption_height_mm,
    cut_text,
    describe_n,
    mark_single_subject,
)

CENTRE_TEXT = (
    "Hollow: centre of mass of the answer; an early onset may be of a first volley after the cue."
)
"""What captions say of a centre of mass beside an onset."""

_MARGIN_MS = 10.0
_ROW_MM = 5.0
_CENTRE_BELOW = 0.26
_QUARTILES = (0.25, 0.5, 0.75)
_QUARTILE_NAMES = ("quartile 1", "median", "quartile 3")
_FRAME_MM = 18.0
_HEADER_TINT = 0.2
_HEADER_POINTS = 140.0


@dataclass(frozen=True, eq=False)
class PhaseOnsets:
    """The onsets of all muscles in one phase: one group of rows."""

    phase: str
    """Name of the phase, e.g. ``clbp``."""

    onset_ms: FloatArray
    """Onsets relative to the prime mover in ms, negative = earlier; shape
    ``(n_subjects, n_muscles)``; nan where a muscle had no onset."""

    label: str = ""
    """What a reader sees; empty: the palette's name of the phase."""

    centre_ms: FloatArray | None = None
    """Centres of mass of the answers, like ``onset_ms``; None: not drawn."""


def _checked(phases: Sequence[PhaseOnsets], muscles: Sequence[str]) -> None:
    if not phases or not muscles:
        raise ResultError("onsets: got no phase or no muscle; pass at least one of each")
    for one in phases:
        centre = one.onset_ms if one.centre_ms is None else one.centre_ms
        if centre.shape != one.onset_ms.shape:
            raise ResultError(
                f"onsets, {one.phase}: got centres of shape {centre.shape} beside onsets of shape "
                f"{one.onset_ms.shape}; give both the same shape"
            )
        if one.onset_ms.ndim != 2 or one.onset_ms.shape[1] != len(muscles):
            raise ResultError(
                f"onsets, {one.phase}: got shape {one.onset_ms.shape}, allowed is "
                f"(n_subjects, {len(muscles)}); give one column per muscle"
            )


def draw_onset_timeline(
    axes: Axes,
    phases: Sequence[PhaseOnsets],
    muscles: Sequence[str],
    *,
    prime_mover: str = "deltoid",
    cue_ms: float | None = None,
) -> None:
    """Draw a group of rows per phase and a row per muscle: subjects, median, quartiles.

    Fewer subjects than `MIN_SUBJECTS <cortex_sim.analysis.effects.MIN_SUBJECTS>` have no quartiles.

    Parameters
    ----------
    axes
        Gets time on x, phases and muscles from top to bottom.
    phases
        In the order of the groups.
    muscles
        Names of the columns of every phase's ``onset_ms``.
    prime_mover
        The muscle at time 0.
    cue_ms
        When the go cue came, relative to the prime mover's onset in ms; None: not drawn.

    Raises
    ------
    ResultError
        If there is nothing to draw or shapes do not fit.
    """
    _checked(phases, muscles)
    styles = muscle_styles(muscles)
    ticks: list[int] = []
    axes.axvspan(*FEED_FORWARD_WINDOW_MS, color="0.92", linewidth=0, zorder=0)
    axes.axvline(0.0, color="0.2", linewidth=1.0, zorder=1)
    if cue_ms is not None:
        axes.axvline(cue_ms, color="0.2", linewidth=1.0, linestyle="--", zorder=1)
    for number, one in enumerate(phases):
        top = number * (len(muscles) + 1)
        _draw_header(axes, one, top, [phase.phase for phase in phases])
        for index, name in enumerate(muscles):
            ticks.append(top + 1 + index)
            _draw_row(axes, one.onset_ms[:, index], ticks[-1], styles[name])
            if one.centre_ms is not None:
                _draw_centres(axes, one.centre_ms[:, index], ticks[-1], styles[name])
    n_rows = len(phases) * (len(muscles) + 1)
    axes.set_yticks(ticks, list(muscles) * len(phases))
    axes.set_ylim(n_rows - 0.4, -0.6)
    axes.set_xlim(_limits(phases, cue_ms))
    axes.set_ylabel("muscle, by phase")
    axes.set_xlabel(f"time relative to prime mover ({prime_mover}) onset (ms)")
    axes.set_title(_top_label(prime_mover, cue_ms), fontsize=CAPTION_POINTS, color="0.25")


def _top_label(prime_mover: str, cue_ms: float | None) -> str:
    low, high = FEED_FORWARD_WINDOW_MS
    cue = "" if cue_ms is None else "dashed: go cue · "
    return f"{cue}grey: feed-forward, −{-low:.0f} to +{high:.0f} ms · line: {prime_mover} onset"


def _draw_header(axes: Axes, one: PhaseOnsets, y: int, names: Sequence[str]) -> None:
    style = condition_styles(names)[one.phase]
    tint = 1 - _HEADER_TINT * (1 - np.array(to_rgb(style.colour)))
    axes.axhspan(y - 0.5, y + 0.5, color=tint, linewidth=0, zorder=1.5)
    label = cut_text(one.label or style.label, _HEADER_POINTS, LABEL_POINTS, weight="bold")
    axes.text(
        0.02, y, label, transform=axes.get_yaxis_transform(), va="center",
        fontweight="bold", zorder=6,
    )  # fmt: skip


def _draw_row(axes: Axes, onsets_ms: FloatArray, y: int, style: MuscleStyle) -> None:
    seen = onsets_ms[np.isfinite(onsets_ms)]
    if len(seen) < len(onsets_ms):
        axes.text(
            1.01, y, f"{len(seen)} of {len(onsets_ms)}", va="center", fontsize=CAPTION_POINTS,
            transform=axes.get_yaxis_transform(),
        )  # fmt: skip
    if not len(seen):
        return
    axes.scatter(
        seen, np.full(len(seen), y), s=11, marker=style.marker, color=[style.colour],
        edgecolors="white", linewidths=0.4, zorder=4,
    )  # fmt: skip
    if len(onsets_ms) == 1:
        return
    low, median, high = np.quantile(seen, _QUARTILES)
    if len(onsets_ms) >= MIN_SUBJECTS:
        axes.barh(
            y, high - low, left=low, height=0.62, color=style.colour, alpha=0.4, linewidth=0,
            zorder=2,
        )  # fmt: skip
    axes.vlines(median, y - 0.38, y + 0.38, color="black", linewidth=1.6, zorder=3)


def _draw_centres(axes: Axes, centre_ms: FloatArray, y: int, style: MuscleStyle) -> None:
    """Draw hollow symbols below those of the onsets."""
    axes.scatter(
        centre_ms, np.full(len(centre_ms), y + _CENTRE_BELOW), s=9, marker=style.marker,
        facecolors="none", edgecolors=[style.colour], linewidths=0.7, zorder=4,
    )  # fmt: skip


def _limits(phases: Sequence[PhaseOnsets], cue_ms: float | None) -> tuple[float, float]:
    """Return limits in ms that show all symbols, the feed-forward window and the cue."""
    drawn = [one.onset_ms for one in phases]
    drawn += [one.centre_ms for one in phases if one.centre_ms is not None]
    times_ms = np.concatenate([times.ravel() for times in drawn])
    shown = [*FEED_FORWARD_WINDOW_MS, *times_ms[np.isfinite(times_ms)]]
    if cue_ms is not None:
        shown.append(cue_ms)
    return min(shown) - _MARGIN_MS, max(shown) + _MARGIN_MS


def _caption(phases: Sequence[PhaseOnsets], note: str, cue_ms: float | None) -> str:
    counts = [len(one.onset_ms) for one in phases]
    bar = "; bar: middle half of the subjects (quartiles)" * (max(counts) >= MIN_SUBJECTS)
    spread = f"black line: median{bar}."
    symbols = f"Symbols: one per subject; {spread}" if max(counts) > 1 else "Symbol: its onset."
    missing = any(bool(np.isnan(one.onset_ms).any()) for one in phases)
    right = (
        f" On the right: how many of the {max(counts)} had an onset, where some had none; the "
        "others have no filled symbol." * missing
    )
    onsets = np.concatenate([one.onset_ms.ravel() for one in phases])
    early = cue_ms is not None and bool((onsets < cue_ms).any())
    before = " Symbols left of the dashed line: active before the go cue." * early
    has_centre = any(one.centre_ms is not None for one in phases)
    hollow = f" {CENTRE_TEXT}" * has_centre
    start = (
        f"{describe_n(counts)}, movements by the cue alone. {symbols}{hollow}{right}{before} {note}"
    )
    return (
        f"{start.strip()} Feed-forward window: Hodges & Richardson 1996; limits as in Silfies et "
        "al. 2009."
    )


def make_onset_timeline(
    phases: Sequence[PhaseOnsets],
    muscles: Sequence[str],
    *,
    prime_mover: str = "deltoid",
    cue_ms: float | None = None,
    note: str = "",
) -> Drawing:
    """Return a figure of `draw_onset_timeline` with its caption.

    ``note`` stands in the caption: how an onset is found.
    """
    _checked(phases, muscles)
    caption = _caption(phases, note, cue_ms)
    with use_style():
        rows_mm = len(phases) * (len(muscles) + 1) * _ROW_MM
        height = rows_mm + _FRAME_MM + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        draw_onset_timeline(
            figure.subplots(), phases, muscles, prime_mover=prime_mover, cue_ms=cue_ms
        )
        mark_single_subject(figure, max(len(one.onset_ms) for one in phases))
        add_caption(figure, caption)
        fix_layout(figure)
    return Drawing(figure, caption)


def onset_table(phases: Sequence[PhaseOnsets], muscles: Sequence[str]) -> list[dict[str, object]]:
    """Return the numbers behind `make_onset_timeline`: each subject's, and onset quartiles."""
    _checked(phases, muscles)
    rows: list[dict[str, object]] = []
    for one in phases:
        for index, name in enumerate(muscles):
            base = {"phase": one.phase, "muscle": name}
            column = one.onset_ms[:, index]
            for number, value in enumerate(column, start=1):
                row = {**base, "statistic": "value", "subject": number, "onset_ms": value}
                if one.centre_ms is not None:
                    row["centre_of_mass_ms"] = one.centre_ms[number - 1, index]
                rows.append(row)
            seen = column[np.isfinite(column)]
            quartiles = np.quantile(seen, _QUARTILES) if len(seen) else [np.nan] * 3
            for label, value in zip(_QUARTILE_NAMES, quartiles, strict=True):
                rows.append({**base, "statistic": label, "subject": None, "onset_ms": value})
    return rows
