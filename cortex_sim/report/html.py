"""The report: gathers its parts and renders one HTML file without any outside reference."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from cortex_sim.config.study import Study
from cortex_sim.outcome.folder import config_hash
from cortex_sim.outcome.measures.table import MEASURES_VERSION
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.story import story
from cortex_sim.outcome.visits import place_text
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.story import STORY
from cortex_sim.pictures.study import study_pictures
from cortex_sim.report.described import overview
from cortex_sim.report.embedded import asset, script_data
from cortex_sim.report.experiment import Tell
from cortex_sim.report.images import Image, inline_image
from cortex_sim.report.ledger import ledger_section
from cortex_sim.report.made_with import made_with
from cortex_sim.report.map_data import viewer_data
from cortex_sim.report.notes import notes
from cortex_sim.report.tables import (
    effect_budget,
    named_contrasts,
    paired_changes,
    parameters,
    people,
    summary,
)
from cortex_sim.store.study import write_text_atomic

TEMPLATE = "report.html.j2"
_DOI = re.compile(r"\b(?:doi:?\s*)(10\.\d{1,9}/(?:\([^\s()]*\)|[^\s;,()\[\]])+)")


def _quiet(_: str) -> None:
    """Say nothing."""


def write_report(
    result: StudyResult, path: Path, reference: Study | None = None, *, tell: Tell = _quiet
) -> Path:
    """Write the report of a finished study and return its path.

    Parameters
    ----------
    result
        A study whose sessions are all done, see `cortex_sim.outcome.checked.checked_result`.
    path
        The HTML file; its folder is created.
    reference
        The study of ``configs/base.yaml``: with it, values that the study changed are shown as
        such in the table of parameters.
    tell
        Gets a line on what is being done: a report takes a minute or so.

    Raises
    ------
    ResultError
        If a session is missing or damaged.
    StorageError
        If the file cannot be written.
    """
    write_text_atomic(path, render_report(result, reference, tell=tell))
    return path


def render_report(
    result: StudyResult, reference: Study | None = None, *, tell: Tell = _quiet
) -> str:
    """Return the report as HTML text; equal results give equal text. See `write_report`."""
    environment = Environment(
        loader=PackageLoader("cortex_sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["link_dois"] = link_dois
    environment.filters["break_path"] = break_path
    return environment.get_template(TEMPLATE).render(_context(result, reference, tell))


def _context(result: StudyResult, reference: Study | None, tell: Tell) -> dict[str, Any]:
    tell(f"{result.study.name}: reading with what its sessions were computed")
    origin = made_with(result)
    tell("scoring the ledger")
    ledger = ledger_section(result)
    scores = ledger.scores if ledger else ()
    images = _images(study_pictures(result), tell)
    return {
        "overview": overview(result),
        "story": story(result),
        "n": len(result.subjects),
        "notes": notes(result, origin, scores),
        "people": people(result),
        "budget": effect_budget(result),
        "summary": summary(result),
        "changes": paired_changes(result),
        "contrasts": named_contrasts(result),
        "story_images": [image for image in images if image.stem == STORY],
        "images": [image for image in images if image.stem != STORY],
        "ledger": ledger,
        "ledger_images": _images(ledger.pictures if ledger else (), tell),
        "parameters": parameters(result.study, reference),
        "has_reference": reference is not None,
        "origin": origin,
        "config_hash": config_hash(result.study),
        "measures_version": MEASURES_VERSION,
        "builds": _builds(result),
        "sessions": [
            (place_text(place), session_id)
            for session_id, places in result.plan.places.items()
            for place in places
        ],
        "viewer": script_data(viewer_data(result)),
        "style": Markup(asset("report.css")),
        "script": Markup(asset("viewer.js")),
    }


def _images(pictures: Iterable[Picture], tell: Tell) -> list[Image]:
    images = []
    for picture in pictures:
        tell(f"drawing {picture.stem}")
        images.append(inline_image(picture))
    return images


def _builds(result: StudyResult) -> list[tuple[str, str]]:
    kinds = {session.spec.program: session.kind for session in result.plan.sessions}
    return [(f"Program of {kind}", build) for build, kind in kinds.items()]


def break_path(text: str) -> Markup:
    """Return a dotted path as HTML that may break after each dot."""
    return Markup(".<wbr>").join(text.split("."))


def link_dois(text: str) -> Markup:
    """Return text as HTML in which every DOI is a link.

    Examples
    --------
    >>> str(link_dois("Efron, doi 10.1/x"))
    'Efron, doi <a href="https://doi.org/10.1/x">10.1/x</a>'
    """
    parts, at = [], 0
    for match in _DOI.finditer(text):
        doi = escape(match[1])
        parts.append(escape(text[at : match.start(1)]))
        parts.append(Markup(f'<a href="https://doi.org/{doi}">{doi}</a>'))
        at = match.end(1)
    return Markup("").join([*parts, escape(text[at:])])
