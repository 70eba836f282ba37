"""Files of a results folder that nothing needs any more, and how large they are.

What a study names, and what the log or a result of a sweep or of an unfinished study names, stays.
Removing the rest costs time alone: what is needed again is simulated or compiled again.
"""

import contextlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cortex_sim.config.cohort import Compiler
from cortex_sim.config.load import load_study
from cortex_sim.engine.compiler import FLAGS
from cortex_sim.engine.kernel.build import compilation
from cortex_sim.errors import CortexSimError
from cortex_sim.names import BUILDS_FOLDER, SESSIONS_FOLDER
from cortex_sim.outcome.folder import CONFIG, outdated_outputs
from cortex_sim.store.atomic import regular
from cortex_sim.store.paths import LEFTOVER_AGE_S, SessionStore, half_written
from cortex_sim.store.session_file import DAMAGED_SUFFIX

KINDS = {
    "leftovers": "half-written and damaged files of processes that were killed",
    "sessions": "sessions that no study, sweep or unfinished run names",
    "builds": "compiled programs of other versions",
    "pictures": "pictures and reports of an earlier configuration of their study",
}
"""What can be old, by name."""

_DAY = 86400.0


@dataclass(frozen=True)
class OldFile:
    """A file or folder that nothing needs."""

    kind: str
    """A key of `KINDS`."""

    path: Path
    bytes: int
    days: float
    """Since it was written last."""


def old_files(root: Path, older_than: float) -> list[OldFile]:
    """Return what is old in a folder of results.

    Parameters
    ----------
    root
        Folder of results.
    older_than
        Days; what was written later is kept, as a run may be at work on it. Half-written files
        count as left after ten minutes.
    """
    by_path = {
        "leftovers": _leftovers(root),
        "sessions": _sessions(root),
        "builds": _builds(root),
        "pictures": _pictures(root),
    }
    ages = {"leftovers": min(older_than, LEFTOVER_AGE_S / _DAY)}
    files = (_seen(kind, path) for kind, paths in by_path.items() for path in paths)
    return [f for f in files if f is not None and f.days >= ages.get(f.kind, older_than)]


def remove_old(files: Iterable[OldFile]) -> Iterator[OldFile]:
    """Remove files and folders, and yield those that are gone."""
    for old in files:
        with contextlib.suppress(OSError):
            shutil.rmtree(old.path) if old.path.is_dir() else old.path.unlink()
            yield old


def _seen(kind: str, path: Path) -> OldFile | None:
    """Return a path with size and age; None for links, and for what is gone by now."""
    try:
        if path.is_symlink():
            return None
        inside = [p for p in path.rglob("*") if not p.is_symlink()] if path.is_dir() else []
        facts = [os.stat(p) for p in (path, *inside)]
    except OSError:
        return None
    latest = max(fact.st_mtime for fact in facts)
    size = sum(fact.st_size for fact in facts)
    return OldFile(kind, path, size, (time.time() - latest) / _DAY)


def _leftovers(root: Path) -> Iterator[Path]:
    yield from half_written(root)
    yield from sorted(root.glob(f"{SESSIONS_FOLDER}/*/*{DAMAGED_SUFFIX}"))
    yield from sorted(root.glob(f"{BUILDS_FOLDER}/.building-*"))


def _sessions(root: Path) -> Iterator[Path]:
    named = _named_sessions(root)
    for path in sorted(root.glob(f"{SESSIONS_FOLDER}/*/*.h5")):
        if path.stem not in named:
            yield path


def _named_sessions(root: Path) -> set[str]:
    """Return the ids of all sessions that some study, sweep or unfinished run names."""
    named: set[str] = set()
    for folder in (path for path in root.glob("*") if path.is_dir()):
        if (folder / "study.json").is_file():
            named |= set(_parsed("".join(_lines(folder / "study.json"))).get("sessions", {}))
            continue
        for line in _lines(folder / "run.jsonl"):
            named.add(str(_parsed(line).get("session", "")))
        for result in folder.glob("done/*/*.csv"):
            named |= set(_parsed("".join(_lines(result)[1:2])))
    return named


def _lines(path: Path) -> list[str]:
    try:
        return regular(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _parsed(text: str) -> dict[str, Any]:
    """Return the map that a JSON text holds; empty if it holds none."""
    try:
        data = json.loads(text)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


def _builds(root: Path) -> Iterator[Path]:
    compilers = [Compiler.model_validate({"optimisation": how}) for how in FLAGS]
    current = [f"kernel-{compilation({}, compiler)[:20]}" for compiler in compilers]
    folders = dict.fromkeys((root / BUILDS_FOLDER, SessionStore(root).builds))
    for path in (path for folder in folders for path in sorted(folder.glob("*"))):
        if path.is_dir() and not path.name.startswith((".", *current)):
            yield path


def _pictures(root: Path) -> Iterator[Path]:
    for config in sorted(root.glob(f"*/{CONFIG}")):
        with contextlib.suppress(CortexSimError):
            study = load_study(config)
            yield from (config.parent / name for name in outdated_outputs(config.parent, study))
