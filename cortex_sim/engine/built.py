"""Build something once, under a lock, and keep it for everyone; look at it before it is used."""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cortex_sim.config.canonical import content_hash
from cortex_sim.errors import BuildError
from cortex_sim.store.atomic import storage_error
from cortex_sim.store.locks import file_lock

BINARY = "main"
DESCRIPTION = "build.json"
"""What a build says of itself, with the hash of every file in it: a program reads some of them, and
a damaged one would compute something else."""


@dataclass(frozen=True)
class Built:
    """What a finished build leaves in its folder, beside the executable."""

    manifest: dict[str, Any]
    """What the backend must know to run the executable."""

    provenance: dict[str, str]
    """Compiler, flags and versions."""


Make = Callable[[Path], Built]
"""Builds in an empty folder: leaves an executable named `BINARY`, returns what to say of it."""


def built(folder: Path, identity: str) -> Built | None:
    """Return what is in ``folder`` if it is whole and was built for ``identity``, else None."""
    try:
        description = json.loads((folder / DESCRIPTION).read_text())
        checksum = description.pop("checksum")
        if description["build_id"] != identity or checksum != content_hash(description):
            return None
        if any(_digest(folder / name) != known for name, known in description["files"].items()):
            return None
        return Built(dict(description["manifest"]), dict(description["provenance"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def build_once(folder: Path, identity: str, make: Make) -> Built:
    """Return what is in ``folder``, built first if it is missing or damaged.

    Several processes may call at the same moment: one builds, the others wait.

    Parameters
    ----------
    folder
        Where the build goes; its name must say all that it depends on.
    identity
        Hash of what decides the numbers that the executable computes.
    make
        How to build.

    Raises
    ------
    BuildError
        If ``make`` fails.
    StorageError
        If the folder cannot be made.
    """
    if (found := built(folder, identity)) is not None:
        return found
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise storage_error(error, folder.parent, "create the folder of programs") from error
    with file_lock(folder.parent / f"{folder.name}.lock"):
        if (found := built(folder, identity)) is not None:
            return found
        shutil.rmtree(folder, ignore_errors=True)
        _build(folder, identity, make)
    found = built(folder, identity)
    if found is None:
        raise BuildError(f"the program in {folder} is not readable right after its build")
    return found


def _build(folder: Path, identity: str, make: Make) -> None:
    workspace = Path(tempfile.mkdtemp(prefix=".building-", dir=folder.parent))
    try:
        source = workspace / "source"
        source.mkdir()
        made = make(source)
        files = sorted(path for path in source.rglob("*") if path.is_file())
        description = {
            "build_id": identity,
            "files": {path.relative_to(source).as_posix(): _digest(path) for path in files},
            "manifest": made.manifest,
            "provenance": made.provenance,
        }
        whole = {**description, "checksum": content_hash(description)}
        (source / DESCRIPTION).write_text(json.dumps(whole, indent=1, sort_keys=True))
        os.replace(source, folder)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _digest(path: Path) -> str:
    """Return the hash of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
