"""What a picture was made from: a manifest beside every picture, and checks before one is drawn.

``<stem>.json`` names the sessions behind every panel, with the hashes of their files, the
configuration, the version of the measures, the commit, the hash of the code, and the hashes of the
picture's own files. So a number on paper can be traced to the simulations it came from, and a
picture that does not belong to a result any more is found.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure

from cortex_sim.config.canonical import content_hash
from cortex_sim.engine.fingerprint import PACKAGE
from cortex_sim.errors import ResultError
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.style import Row
from cortex_sim.names import file_name
from cortex_sim.outcome.folder import config_hash
from cortex_sim.outcome.measures.table import MEASURES_VERSION
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import place_text
from cortex_sim.pictures.files import save_figure
from cortex_sim.store.atomic import regular
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.provenance import collect_provenance
from cortex_sim.store.session_file import read_session
from cortex_sim.store.study import write_json_atomic

MANIFEST_VERSION = 1
"""Version of the manifest's layout."""

_DAMAGE = (OSError, ValueError, KeyError, TypeError, AttributeError)
"""What reading a manifest that is none may raise."""

Panels = Mapping[str, Sequence[str]]
"""Name of a panel to the ids of the sessions behind it."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A picture that is not saved yet."""

    stem: str
    """File name without its suffix."""

    title: str
    """What it shows, in a few words."""

    drawing: Drawing
    """Figure and caption, from one of the ``make_*`` functions."""

    table: Sequence[Row]
    """The plotted numbers."""

    panels: Panels
    """The sessions behind every panel."""

    @property
    def figure(self) -> Figure:
        """The figure, with the caption below its panels."""
        return self.drawing.figure

    @property
    def caption(self) -> str:
        """What the picture says about itself, in one line."""
        return self.drawing.caption

    @property
    def alt(self) -> str:
        """What stands for the picture where it cannot be seen."""
        return f"{self.title}. The numbers are in the table that is linked below the picture."


def save_picture(picture: Picture, folder: Path, results: Sequence[StudyResult]) -> list[Path]:
    """Write PDF, PNG and CSV of a picture and its manifest; return the files.

    Files that the same code drew of the same sessions are kept.

    Parameters
    ----------
    picture
        The picture.
    folder
        Created if need be.
    results
        The studies that the sessions of the panels belong to.

    Raises
    ------
    ResultError
        If a session of a panel is missing or damaged.
    StorageError
        If a file cannot be written.
    """

    def draw() -> list[Path]:
        return save_figure(picture.figure, folder, picture.stem, picture.table)

    return draw_once(folder, picture.stem, picture.caption, picture.panels, results, draw)


def draw_once(
    folder: Path,
    stem: str,
    caption: str,
    panels: Panels,
    results: Sequence[StudyResult],
    draw: Callable[[], Sequence[Path]],
) -> list[Path]:
    """Draw a picture unless it stands as it would be drawn now; return its files and manifest.

    Parameters
    ----------
    folder
        Where the files are.
    stem
        File name without its suffix.
    caption
        What the picture says about itself.
    panels
        The sessions behind every panel.
    results
        The studies that the sessions belong to.
    draw
        Writes the files, all in the folder, and returns them.
    """
    content = _content(stem, caption, panels, results)
    manifest = folder / file_name(stem, ".json")
    if kept := _kept_files(manifest, content):
        return [*kept, manifest]
    paths = draw()
    content["files"] = {path.name: file_hash(path) for path in paths}
    write_json_atomic(manifest, {**content, "sha256": _seal(content)})
    return [*paths, manifest]


def _kept_files(manifest: Path, content: dict[str, Any]) -> list[Path]:
    """Return the files of a picture that stand as they would be drawn now; none if one does not."""
    try:
        stored = json.loads(regular(manifest).read_text(encoding="utf-8"))
        seal = stored.pop("sha256")
        is_sealed = seal == _seal(stored)
        files = stored.pop("files")
        paths = [manifest.with_name(name) for name in files]
        if not is_sealed or stored != content:
            return []
        return paths if all(file_hash(path) == files[path.name] for path in paths) else []
    except _DAMAGE:
        return []


def _content(
    stem: str, caption: str, panels: Panels, results: Sequence[StudyResult]
) -> dict[str, Any]:
    """Return what a picture is made from: all of a manifest but its files."""
    used = dict.fromkeys(session_id for ids in panels.values() for session_id in ids)
    return {
        "manifest_version": MANIFEST_VERSION,
        "figure": stem,
        "caption": caption,
        "measures_version": MEASURES_VERSION,
        "studies": _studies(results),
        "code": _code(),
        "panels": {name: list(dict.fromkeys(ids)) for name, ids in panels.items()},
        "sessions": {session_id: _session(session_id, results) for session_id in used},
    }


def file_hash(path: Path) -> str:
    """Return the SHA-256 of a file, or ``missing``."""
    if not path.is_file():
        return "missing"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@cache
def _source() -> str:
    """Return the hash of the package's code as it is, in a commit or not."""
    return content_hash([file_hash(path) for path in sorted(PACKAGE.rglob("*.py"))])


def _code() -> dict[str, Any]:
    return {
        **collect_provenance()["git"],
        "source": _source(),
        "cortex_sim": metadata.version("cortex_sim"),
        "matplotlib": metadata.version("matplotlib"),
    }


def _session(session_id: str, results: Sequence[StudyResult]) -> dict[str, Any]:
    """Return where a session stands, the hash of its file and the commit that made it."""
    result = next((r for r in results if session_id in r.plan.places), None)
    if result is None:
        raise ResultError(
            f"manifest: session {session_id} is in none of the studies "
            f"{', '.join(r.study.name for r in results)}; pass the study it belongs to"
        )
    record = read_session(result.store, session_id, arrays=(), expected_id=session_id)
    return {
        "places": [place_text(place) for place in result.plan.places[session_id]],
        "sha256": file_hash(result.store.path(session_id)),
        "git": record.provenance.get("git"),
    }


def stored_problem(manifest: Path, store: SessionStore) -> str | None:
    """Return why a saved picture is not of the files in a store; None if it is.

    `picture_problem` asks more: whether it is of the studies as they are configured now.

    Parameters
    ----------
    manifest
        The file ``<stem>.json`` beside the picture.
    store
        Where the sessions behind it are.
    """
    return _problem(manifest, store.path)


def picture_problem(manifest: Path, results: Sequence[StudyResult]) -> str | None:
    """Return why a saved picture does not belong to these results; None if it does.

    Parameters
    ----------
    manifest
        The file ``<stem>.json`` beside the picture.
    results
        The studies that it should show.
    """
    where = {i: r.store.path(i) for r in results for i in r.plan.places}
    return _problem(manifest, where.get, _studies(results))


def _problem(
    manifest: Path,
    path_of: Callable[[str], Path | None],
    studies: dict[str, Any] | None = None,
) -> str | None:
    """Return what is not as a manifest says; ``studies`` None: they are not compared."""
    try:
        content = json.loads(regular(manifest).read_text(encoding="utf-8"))
        if content.pop("sha256") != _seal(content):
            return "its manifest was edited"
        if studies is not None and content["studies"] != studies:
            return "stale: drawn from another configuration"
        return _content_problem(content, manifest.parent, path_of)
    except _DAMAGE as error:
        return f"its manifest is damaged ({error!r})"


def _seal(content: dict[str, Any]) -> str:
    """Return the hash of a manifest's content, so that its caption cannot be changed unseen."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _studies(results: Sequence[StudyResult]) -> dict[str, Any]:
    return {r.study.name: {"config_hash": config_hash(r.study)} for r in results}


def _content_problem(
    content: dict[str, Any], folder: Path, path_of: Callable[[str], Path | None]
) -> str | None:
    """Return what is not as the content of a manifest says."""
    version = content["measures_version"]
    if version != MEASURES_VERSION:
        return f"stale: measures of version {version}, now {MEASURES_VERSION}"
    for session_id, facts in content["sessions"].items():
        path = path_of(session_id)
        if path is None or file_hash(path) != facts["sha256"]:
            return f"stale: the file of {facts['places'][0]} is another one now or missing"
    for name, known in content["files"].items():
        if Path(name).name != name:
            return f"its manifest names the file {name!r}, which is not beside it"
        if (actual := file_hash(folder / name)) == "missing":
            return f"{name} is missing"
        if actual != known:
            return f"{name} is not the file that was drawn"
    return None
