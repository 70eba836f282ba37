"""The film of a virtual patient: one interactive page without any outside reference."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cortex_sim.outcome.folder import config_hash
from cortex_sim.outcome.result import StudyResult
from cortex_sim.report.embedded import asset, script_data
from cortex_sim.report.film_data import film_data
from cortex_sim.store.study import write_text_atomic

TEMPLATE = "film.html.j2"


def write_film(result: StudyResult, path: Path, subject: int | None = None) -> Path:
    """Write the film of a subject of a finished study and return its path.

    Parameters
    ----------
    result
        A study whose sessions are all done.
    path
        The HTML file; its folder is created.
    subject
        Seed; None: the one of `cortex_sim.outcome.topics.representative`.

    Raises
    ------
    ResultError
        If the study has no map or no such subject, or a session is missing.
    StorageError
        If the file cannot be written.
    """
    write_text_atomic(path, render_film(result, subject))
    return path


def render_film(result: StudyResult, subject: int | None = None) -> str:
    """Return the film as HTML text; equal results give equal text. See `write_film`."""
    return film_page(film_data(result, subject), config_hash(result.study))


def film_page(data: dict[str, Any], configuration: str = "") -> str:
    """Return the page that shows the course of a subject.

    Parameters
    ----------
    data
        The course, as `film_data` gives it.
    configuration
        Hash of the configuration of its study; empty for what is made up.
    """
    environment = Environment(
        loader=PackageLoader("cortex_sim.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(
        film=data,
        data=script_data(data),
        configuration=configuration,
        style=Markup(asset("film.css")),
        script=Markup(asset("film.js")),
    )
