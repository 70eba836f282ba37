"""The maps of the two muscles that smudge, one frame per visit, as an animated GIF.

A frame is a visit, and nothing is shown in between: between visits no map was measured.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.typing import ColorType
from PIL import Image

from cortex_sim.course.visit import COMMON
from cortex_sim.figures.layout import axes_at, free_figure, text_at, top_mm
from cortex_sim.figures.map_legends import draw_legends
from cortex_sim.figures.map_panel import COLOURS, MapPanel, draw_map, draw_overlay
from cortex_sim.figures.palette import muscle_styles
from cortex_sim.figures.style import fix_layout, use_style
from cortex_sim.figures.subjects import mean_text
from cortex_sim.figures.text import CAPTION_POINTS, LABEL_POINTS, describe_n
from cortex_sim.names import file_name
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import arm_label, session_ids, visits_with
from cortex_sim.pictures.manifest import draw_once
from cortex_sim.pictures.maps import map_panels
from cortex_sim.store.atomic import write_bytes_atomic

FRAME_MS = 1800
"""How long each visit stands, in ms."""

LAST_FRAME_MS = 3600
"""How long the last visit stands, in ms."""

MAX_ARMS = 4
"""With more arms there is no animation: the rows would be too small to read."""

GIF_DPI = 150
_LEFT_MM, _SIDE_MM, _GAP_MM = 10.5, 23.5, 2.5
_HEADING_MM, _NAMES_MM, _BELOW_MM, _BAR_MM = 4.2, 3.6, 8.0, 9.5
_N_MAP_COLOURS, _N_GREYS, _N_TINTS = 190, 18, 15


@dataclass(frozen=True)
class Row:
    """One arm's course: what each frame shows in its row."""

    arm: str
    """Name for people."""

    panels: tuple[MapPanel, ...]
    """The maps in the order of the visits, the common past first."""


def draw_animation(result: StudyResult, name: str, folder: Path) -> list[Path]:
    """Write ``smudging_<name>.gif`` and its manifest; return them.

    Parameters
    ----------
    result
        A finished study.
    name
        A map assessment. Nothing is written if fewer than two visits have it or the study
        has more than `MAX_ARMS` arms with it.
    folder
        Created if need be.
    """
    rows = course_rows(result, name)
    if not rows or len(rows) > MAX_ARMS or max(len(row.panels) for row in rows) < 2:
        return []
    stem = f"smudging_{name}"
    path = folder / file_name(stem, ".gif")

    def draw() -> list[Path]:
        frames = [frame(result, name, rows, step) for step in range(_n_steps(rows))]
        styles = muscle_styles(result.study.muscle_names)
        colours = [styles[muscle].colour for muscle in result.study.primary_pair]
        write_bytes_atomic(path, gif_bytes(frames, colours))
        return [path]

    sources = {v.key: session_ids(result, name, v) for v in visits_with(result, name)}
    return draw_once(folder, stem, caption(rows), sources, [result], draw)


def course_rows(result: StudyResult, name: str) -> list[Row]:
    """Return the course of every arm as a row; one row if the study has no arms."""
    panels = dict(zip(visits_with(result, name), map_panels(result, name), strict=True))
    past = tuple(panel for (arm, _), panel in panels.items() if arm == COMMON)
    arms = dict.fromkeys(arm for arm, _ in panels if arm != COMMON)
    rows = [
        Row(arm_label(result, arm), (*past, *(p for (a, _), p in panels.items() if a == arm)))
        for arm in arms
    ]
    return rows or [Row("", past)]


def _n_steps(rows: list[Row]) -> int:
    return max(len(row.panels) for row in rows)


def caption(rows: list[Row]) -> str:
    """Return what the animation says below its maps."""
    counts = [panel.n_subjects for row in rows for panel in row.panels]
    mean, overlap = "one subject", "overlap (0 = apart, 1 = same shape), without interval"
    if max(counts) > 1:
        mean = "mean of the normalised maps of all subjects"
        overlap = f"overlap (0 = apart, 1 = same shape), {mean_text(counts)}"
    return (
        f"{describe_n(counts)}; {mean}. One frame per visit; nothing is interpolated in time. "
        "Line: 50 % of the panel's maximum. Symbol: centre of gravity. Right: both areas above "
        f"50 %; {overlap}. Positions on the simulated cortical sheet."
    )


def frame(result: StudyResult, name: str, rows: list[Row], step: int) -> Figure:
    """Return the picture of one step: a row per arm; a shorter course stays at its end."""
    muscles, pair = result.study.muscle_names, result.study.primary_pair
    n_subjects = max(panel.n_subjects for row in rows for panel in row.panels)
    row_mm = _HEADING_MM + _NAMES_MM + _SIDE_MM + _BELOW_MM
    with use_style():
        figure = free_figure(len(rows) * row_mm + _BAR_MM, caption(rows), n_subjects)
        at = top_mm(n_subjects)
        for row in rows:
            _draw_row(figure, row, step, muscles, pair, at)
            at += row_mm
        draw_legends(figure, at, pair, muscle_styles(muscles))
        fix_layout(figure)
    return figure


def _draw_row(
    figure: Figure,
    row: Row,
    step: int,
    muscles: Sequence[str],
    pair: tuple[str, str],
    top: float,
) -> None:
    panel = row.panels[min(step, len(row.panels) - 1)]
    text_at(figure, 1.0, top, heading(row, step), fontsize=LABEL_POINTS, weight="bold")
    top += _HEADING_MM + _NAMES_MM
    places = [_LEFT_MM + column * (_SIDE_MM + _GAP_MM) for column in range(3)]
    first, second, overlay = (axes_at(figure, x, top, _SIDE_MM, _SIDE_MM) for x in places)
    for axes, muscle in zip((first, second), pair, strict=True):
        mep = panel.mep[:, muscles.index(muscle)]
        draw_map(axes, mep, panel.xy_mm, marker=muscle_styles(muscles)[muscle].marker)
        axes.set_title(muscle, fontsize=LABEL_POINTS, pad=2)
    draw_overlay(overlay, panel, muscles, pair)
    overlay.set_title(overlay.get_title(), fontsize=CAPTION_POINTS, pad=2)
    for axes in (first, second, overlay):
        axes.tick_params(labelsize=CAPTION_POINTS, labelleft=axes is first)
        axes.set_xlabel("x (mm)", fontsize=CAPTION_POINTS, labelpad=0.5)
    first.set_ylabel("y (mm)", fontsize=CAPTION_POINTS, labelpad=0)


def heading(row: Row, step: int) -> str:
    """Return what stands above a row at a step, e.g. ``no training (visit 3 of 3)``."""
    at = min(step, len(row.panels) - 1)
    visit, whole = row.panels[at].label, f"visit {at + 1} of {len(row.panels)}"
    # the past that arms share must not pass for a visit of the arm
    named = visit if visit.startswith(row.arm) else f"before {row.arm}: {visit}"
    return f"{named} ({whole})"


def gif_bytes(figures: Sequence[Figure], colours: Sequence[ColorType]) -> bytes:
    """Return an endless GIF of the figures; equal figures give equal bytes.

    Parameters
    ----------
    figures
        One per frame, of equal size.
    colours
        Those of the two muscles, which the palette must hold beside those of the maps.
    """
    with use_style():
        images = [_image(figure) for figure in figures]
    palette = _palette(colours)
    frames = [image.quantize(palette=palette, dither=Image.Dither.NONE) for image in images]
    buffer = io.BytesIO()
    frames[0].save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=frames[1:],
        duration=[FRAME_MS] * (len(frames) - 1) + [LAST_FRAME_MS],
        loop=0,
        optimize=False,
    )
    return buffer.getvalue()


def _palette(colours: Sequence[ColorType]) -> Image.Image:
    """Return the colours of maps, greys, and tints of the muscles' colours and their mix.

    One palette for all frames, so that nothing flickers; chosen by hand, because one that is
    chosen by area loses thin lines.
    """
    muscles = [np.array(to_rgb(colour)) for colour in colours]
    grey = COLOURS.get_bad()[:3]
    rows = [*COLOURS(np.linspace(0, 1, _N_MAP_COLOURS))[:, :3], grey]
    rows += [np.full(3, level) for level in np.linspace(0, 1, _N_GREYS)]
    for base in [*muscles, np.mean(muscles, axis=0)]:
        rows += [share * base + (1 - share) for share in np.linspace(0.1, 1, _N_TINTS)]
    image = Image.new("P", (1, 1))
    image.putpalette(np.round(255 * np.array(rows)).astype(int).ravel().tolist())
    return image


def _image(figure: Figure) -> Image.Image:
    figure.set_dpi(GIF_DPI)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    return Image.fromarray(pixels).convert("RGB")
