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
        description = json.loads((folder / "build.json").read_text())
        size = (folder / BINARY).stat().st_size
        if (description["build_id"], description["size"]) != (identity, size):
            return None
        if description["checksum"] != _checksum(folder / BINARY, description["manifest"]):
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
        description = {
            "build_id": identity,
            "size": (source / BINARY).stat().st_size,
            "checksum": _checksum(source / BINARY, made.manifest),
            "manifest": made.manifest,
            "provenance": made.provenance,
        }
        (source / "build.json").write_text(json.dumps(description, indent=1, sort_keys=True))
        os.replace(source, folder)
    finally:
        shutil.rmtree(workspace, ignore_errors=True)


def _checksum(binary: Path, manifest: dict[str, Any]) -> str:
    """Return the hash of program and manifest: a damaged one would compute something else."""
    return content_hash([hashlib.sha256(binary.read_bytes()).hexdigest(), manifest])
