"""Where and with what a result was computed.

Provenance is data, not identity: a result from another machine is used, and
says where it was made. The host's name is part of it. All values are constant
on one machine and checkout, there is no time and no process number, so that
equal sessions stay equal files.
"""

import functools
import importlib.metadata
import os
import platform
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

UNKNOWN = "unknown"
"""Stands for what cannot be found out."""

_PACKAGE = Path(__file__).resolve().parents[1]
_DISTRIBUTIONS = ("cortex_sim", "numpy", "scipy", "h5py")
_GIT_TIMEOUT_S = 10.0


def collect_provenance(brian2_version: str | None = None) -> dict[str, Any]:
    """Return versions, machine and checkout as plain data.

    Parameters
    ----------
    brian2_version
        The version that generated the simulation; by default the one that is
        installed. Brian2 is not imported.

    Returns
    -------
    dict
        ``versions``, ``platform``, ``machine``, ``cpu``, ``host`` and ``git``
        (``commit``, and ``dirty``: whether the package differs from it, None if
        unknown). What cannot be found out is ``"unknown"``.
    """
    versions = {name: _version(name) for name in _DISTRIBUTIONS}
    commit, is_dirty = _checkout(_PACKAGE)
    return {
        "versions": {
            "python": platform.python_version(),
            "brian2": brian2_version or _version("brian2"),
            **versions,
        },
        "platform": platform.platform(),
        "machine": platform.machine(),
        "cpu": cpu_name(),
        "host": platform.node() or UNKNOWN,
        "git": {"commit": commit, "dirty": is_dirty},
    }


@functools.cache
def _version(distribution: str) -> str:
    try:
        return importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return UNKNOWN


@functools.cache
def cpu_facts(cpuinfo: Path = Path("/proc/cpuinfo")) -> Mapping[str, str]:
    """Return what the system says about a core of this machine; empty where it says nothing."""
    try:
        lines = cpuinfo.read_text(errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines)
    return {key.strip(): value.strip() for key, _, value in pairs}


def cpu_name(cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """Return the name of this machine's CPU."""
    return cpu_facts(cpuinfo).get("model name") or platform.processor() or UNKNOWN


@functools.cache
def _checkout(package: Path) -> tuple[str, bool | None]:
    """Return commit and dirty flag of the checkout with ``package`` at its top."""
    if not (package.parent / ".git").exists():  # installed, maybe inside some other checkout
        return UNKNOWN, None
    commit = _git(package.parent, "rev-parse", "--verify", "HEAD")
    changes = _git(package.parent, "status", "--porcelain", "--", package.name)
    return commit or UNKNOWN, None if commit is None or changes is None else bool(changes)


def _git(folder: Path, *arguments: str) -> str | None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    command = ["git", "--no-optional-locks", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=_GIT_TIMEOUT_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return done.stdout.strip()
