"""Provenance of a study: with what its sessions were computed, and how many with each."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cortex_sim.outcome.result import StudyResult
from cortex_sim.store.provenance import collect_provenance
from cortex_sim.store.session_file import read_provenance

FIELDS = {
    "commit": "git.commit",
    "uncommitted changes": "git.dirty",
    "cortex_sim": "versions.cortex_sim",
    "Brian2": "versions.brian2",
    "Python": "versions.python",
    "numpy": "versions.numpy",
    "scipy": "versions.scipy",
    "h5py": "versions.h5py",
    "compiler": "compiler",
    "compiler flags": "compiler_flags",
    "CPU": "cpu",
    "platform": "platform",
}
"""What a reader sees, and where it stands in a session's provenance. The host is left out."""

MUST_BE_ONE = ("commit", "Brian2", "compiler", "compiler flags", "CPU")
"""Of these, a second one is worth a warning."""


@dataclass(frozen=True)
class MadeWith:
    """With what the sessions of a study were computed."""

    values: Mapping[str, Mapping[str, int]]
    """Field to its values, each with the number of sessions."""

    report: Mapping[str, str]
    """With what the report itself was written."""

    @property
    def dirty(self) -> int:
        """Sessions from a checkout with uncommitted changes."""
        return self.values["uncommitted changes"].get("True", 0)

    @property
    def mixed(self) -> list[str]:
        """Fields that should have one value and have several."""
        return [name for name in MUST_BE_ONE if len(self.values[name]) > 1]


def made_with(result: StudyResult) -> MadeWith:
    """Return with what all sessions of a study were computed."""
    counts: dict[str, Counter[str]] = {name: Counter() for name in FIELDS}
    for session in result.plan.sessions:
        provenance = read_provenance(result.store, session.session_id)
        for name, path in FIELDS.items():
            counts[name][str(_at(provenance, path))] += 1
    here = collect_provenance()
    report = {
        name: str(_at(here, path))
        for name, path in FIELDS.items()
        if not name.startswith(("compiler", "CPU", "platform"))
    }
    return MadeWith({name: dict(found) for name, found in counts.items()}, report)


def _at(data: Mapping[str, Any], path: str) -> Any:
    value: Any = data
    for key in path.split("."):
        value = value.get(key, "unknown") if isinstance(value, Mapping) else "unknown"
    return value
