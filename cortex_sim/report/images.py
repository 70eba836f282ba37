"""Pictures inside the HTML file: PNG as text, with a description for those who cannot see it."""

import base64
import io
from dataclasses import dataclass

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image as PilImage
from PIL import ImageOps

from cortex_sim.csv_cells import csv_of_maps
from cortex_sim.figures.style import PNG_DPI, use_style
from cortex_sim.figures.text import hide_caption
from cortex_sim.pictures.manifest import Picture

CSS_PER_INCH = 96
"""Pixels of CSS in an inch."""

_ID_LENGTH = 12
_PAD = 10
"""White left around a picture, in pixels."""


@dataclass(frozen=True)
class Image:
    """A picture for the page."""

    stem: str
    title: str
    caption: str
    alt: str
    data: str
    """PNG, base64."""

    width: int
    height: int
    """In pixels."""

    natural: float
    """Width at which letters have the size that they have on paper, in pixels of CSS."""

    table: str
    """The plotted numbers: CSV, base64."""

    panels: tuple[tuple[str, tuple[str, ...]], ...]
    """Panel, and the first digits of the ids of its sessions."""


def inline_image(picture: Picture) -> Image:
    """Return a picture as PNG text; its caption moves from the picture to the page."""
    hide_caption(picture.figure)
    png, size = png_of(picture.figure)
    return Image(
        stem=picture.stem,
        title=picture.title,
        caption=picture.caption,
        alt=picture.alt,
        data=base64.b64encode(png).decode(),
        width=size[0],
        height=size[1],
        natural=natural_width(size[0]),
        table=base64.b64encode(csv_of_maps(picture.table).encode()).decode(),
        panels=tuple(
            (name, tuple(i[:_ID_LENGTH] for i in dict.fromkeys(ids)))
            for name, ids in picture.panels.items()
        ),
    )


def natural_width(pixels: int) -> float:
    """Return the width on paper of a picture of `png_of`, in pixels of CSS."""
    return round(pixels / PNG_DPI * CSS_PER_INCH, 1)


def png_of(figure: Figure) -> tuple[bytes, tuple[int, int]]:
    """Return a figure as PNG without the white around it, and its size in pixels.

    Drawn once and then cropped: matplotlib's tight box would draw it twice.
    """
    with use_style():
        figure.set_dpi(PNG_DPI)
        canvas = FigureCanvasAgg(figure)
        canvas.draw()  # type: ignore[no-untyped-call]
        pixels = np.asarray(canvas.buffer_rgba())  # type: ignore[no-untyped-call]
    whole = PilImage.fromarray(pixels).convert("RGB")
    left, top, right, bottom = ImageOps.invert(whole).getbbox() or (0, 0, *whole.size)
    box = (
        max(0, left - _PAD), max(0, top - _PAD),
        min(whole.width, right + _PAD), min(whole.height, bottom + _PAD),
    )  # fmt: skip
    buffer = io.BytesIO()
    cropped = whole.crop(box)
    cropped.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue(), cropped.size
