"""Pictures inside the HTML file: PNG as text, with a description for those who cannot see it."""

import base64
import io
from dataclasses import dataclass

from cortex_sim.figures.manifest import Picture
from cortex_sim.figures.style import PNG_DPI, use_style

_ID_LENGTH = 12
_PAD_INCH = 0.05


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

    panels: tuple[tuple[str, tuple[str, ...]], ...]
    """Panel, and the first digits of the ids of its sessions."""


def inline_image(picture: Picture) -> Image:
    """Return a picture as PNG text; its caption moves from the picture to the page."""
    caption = picture.caption
    if picture.figure._supxlabel is not None:  # type: ignore[attr-defined]
        picture.figure._supxlabel.set_visible(False)  # type: ignore[attr-defined]
    buffer = io.BytesIO()
    with use_style():
        picture.figure.savefig(
            buffer, format="png", dpi=PNG_DPI, bbox_inches="tight", pad_inches=_PAD_INCH
        )
    png = buffer.getvalue()
    return Image(
        stem=picture.stem,
        title=picture.title,
        caption=caption,
        alt=f"{picture.title}. The numbers are in the tables and in {picture.stem}.csv.",
        data=base64.b64encode(png).decode(),
        width=int.from_bytes(png[16:20]),
        height=int.from_bytes(png[20:24]),
        panels=tuple(
            (name, tuple(i[:_ID_LENGTH] for i in dict.fromkeys(ids)))
            for name, ids in picture.panels.items()
        ),
    )
