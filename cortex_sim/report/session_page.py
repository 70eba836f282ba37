"""One HTML page for sessions that were measured in people."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cortex_sim import __version__
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.measured_curve import MeasuredCurve, make_measured_curve
from cortex_sim.figures.measured_map import make_measured_map
from cortex_sim.outcome.measures.table import MEASURES_VERSION
from cortex_sim.people.emg import Emg
from cortex_sim.people.emg_measures import SAID
from cortex_sim.people.found import MeasuredRow, as_csv
from cortex_sim.people.map_of_person import person_map
from cortex_sim.people.reading import Reading
from cortex_sim.people.stimuli import Stimuli
from cortex_sim.report.images import natural_width, png_of
from cortex_sim.store.study import write_text_atomic

TEMPLATE = "session.html.j2"


@dataclass(frozen=True)
class Visit:
    """What the page says of one subject in one session."""

    title: str
    rows: tuple[MeasuredRow, ...]
    pictures: tuple["Shot", ...]
    """The map and the recruitment curves, where they were measured."""


@dataclass(frozen=True)
class Shot:
    """A picture on the page."""

    data: str
    """PNG, base64."""

    width: int
    height: int
    """In pixels."""

    natural: float
    """As of `cortex_sim.report.images.Image`."""

    alt: str


def write_session_page(
    path: Path,
    stimuli: Stimuli,
    rows: Sequence[MeasuredRow],
    notes: Sequence[str],
    reading: Reading,
    emg: Emg | None = None,
) -> Path:
    """Write the measures, maps and notes of measured sessions as one HTML file.

    Parameters
    ----------
    path
        The file; its folder is created.
    stimuli
        The pulses, with the MEPs that were measured.
    rows, notes
        What `cortex_sim.people.session` found.
    reading
        How they were read.
    emg
        The EMG of the pulses; without one the page has no settings of an EMG.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    environment = Environment(
        loader=PackageLoader("cortex_sim.report"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    style = (files("cortex_sim.report") / "templates" / "report.css").read_text("utf-8")
    page = environment.get_template(TEMPLATE).render(
        source=stimuli.source,
        version=__version__,
        measures_version=MEASURES_VERSION,
        notes=notes,
        settings=_settings(reading, has_emg=emg is not None),
        visits=[_visit(visit, rows, reading) for visit in stimuli.visits()],
        table=base64.b64encode(as_csv(rows).encode()).decode(),
        style=Markup(style),
    )
    write_text_atomic(path, page)
    return path


def _settings(reading: Reading, *, has_emg: bool) -> list[tuple[str, str]]:
    spacing = "as they are" if reading.spacing_mm is None else f"cells of {reading.spacing_mm:g} mm"
    limit = reading.max_background_mv
    background = "any" if limit is None else f"pulses above {limit:g} mV (rms) left out"
    settings = [
        ("State", "at rest" if reading.state == "rest" else "during a contraction"),
        ("Answered", f"MEPs from {reading.criterion * 1e3:g} µV on"),
        ("Counted as 0", f"MEPs below {reading.floor_mv * 1e3:g} µV"),
        ("Active site", f"from {100 * reading.threshold:g} % of the largest mean MEP on"),
        ("Sites", spacing),
        ("Between sites", reading.interpolation or "not interpolated"),
    ]
    of_emg = [
        ("MEPs of an EMG", f"{reading.mep_ms[0]:g} to {reading.mep_ms[1]:g} ms after the pulse"),
        ("Background", background),
        ("Onset of movements", SAID[reading.onset]),
    ]
    return settings + of_emg if has_emg else settings


def _visit(visit: Stimuli, rows: Sequence[MeasuredRow], reading: Reading) -> Visit:
    subject, session = str(visit.subject[0]), str(visit.session[0])
    mine = tuple(r for r in rows if (r.subject, r.phase) == (subject, session))
    title = f"Subject {subject}" + (f", session {session}" if session else "")
    pictures = []
    if len(pulses := visit.of("map")) and pulses.muscles:
        mapped = person_map(pulses, reading)
        drawing = make_measured_map(mapped.muscles, mapped.mep, mapped.sites.xy_mm)
        pictures.append(_shot(f"{title}: map of {', '.join(mapped.muscles)}", drawing))
    if curves := _curves(visit.of("recruitment"), mine):
        drawing = make_measured_curve(curves, visit.intensity_unit)
        names = ", ".join(curve.muscle for curve in curves)
        pictures.append(_shot(f"{title}: recruitment of {names}", drawing))
    return Visit(title, mine, tuple(pictures))


def _shot(title: str, drawing: Drawing) -> Shot:
    png, (width, height) = png_of(drawing.figure)
    data, alt = base64.b64encode(png).decode(), f"{title}. {drawing.caption}"
    return Shot(data, width, height, natural_width(width), alt)


def _curves(pulses: Stimuli, rows: Sequence[MeasuredRow]) -> list[MeasuredCurve]:
    """Return the pulses of each muscle at a known intensity, with the curve that was fitted."""
    known = np.isfinite(pulses.intensity)
    fitted = {(r.measure, r.muscle): r.value for r in rows if r.assessment == "recruitment"}
    return [
        MeasuredCurve(
            muscle, pulses.intensity[known], pulses.mep_mv[known, column],
            (fitted["mep_max", muscle], fitted["s50", muscle], fitted["slope", muscle]),
        )
        for column, muscle in enumerate(pulses.muscles)
        if known.any()
    ]  # fmt: skip
