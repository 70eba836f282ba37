"""Virtual slices as a result that the ledger can read: ``slices.json`` beside their picture.

A slice is no visit of a subject and has no sessions. What is stored with its numbers is
what decides them: the configuration, and the hash of the science code.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cortex_sim.config.canonical import content_hash
from cortex_sim.config.load import study_as_data
from cortex_sim.config.study import Study
from cortex_sim.course.code import code_of_all
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.errors import ResultError
from cortex_sim.evidence.readings import Values
from cortex_sim.store.atomic import regular
from cortex_sim.store.study import write_json_atomic

FILE = "slices.json"

_DAMAGE = (OSError, ValueError, KeyError, TypeError)


@dataclass(frozen=True)
class SliceResult:
    """Changes of responses in virtual slices, a slice for each subject (wiring)."""

    study: Study
    subjects: tuple[int, ...]
    """Seeds of the slices."""

    changes: Mapping[tuple[str, str], Values]
    """By measure and electrode: change of the response in percent, by slice."""

    @property
    def visits(self) -> tuple[Visit, ...]:
        """The one visit of a slice."""
        return (Visit(COMMON, self.study.reference_phase),)

    def values(self, assessment: str, measure: str, muscle: str, arm: str, phase: str) -> Values:
        """Return the change in percent by slice; ``muscle`` is the electrode, nan if unknown."""
        none = np.full(len(self.subjects), np.nan)
        return self.changes.get((measure, muscle), none)


def save_slices(
    folder: Path, study: Study, changes: Mapping[tuple[str, str], Sequence[float]]
) -> Path:
    """Write the changes of slices with what decides them; return the file.

    Parameters
    ----------
    folder
        Created if need be.
    study
        Configuration of the slices; its subjects are the slices.
    changes
        By measure and electrode: change in percent, by slice.
    """
    rows = [
        {"measure": measure, "electrode": electrode, "change_percent": [float(v) for v in values]}
        for (measure, electrode), values in changes.items()
    ]
    folder.mkdir(parents=True, exist_ok=True)
    data = {"source": code_of_all(), "study": study_as_data(study), "changes": rows}
    write_json_atomic(folder / FILE, {**data, "sha256": content_hash(data)})
    return folder / FILE


def load_slices(folder: Path) -> SliceResult:
    """Return the slices of a folder.

    Raises
    ------
    ResultError
        If there are none, they are damaged, or another version of the model made them.
    """
    path = folder / FILE
    try:
        data: dict[str, Any] = json.loads(regular(path).read_text(encoding="utf-8"))
        if data.pop("sha256") != content_hash(data):
            raise ValueError("the checksum differs")
        study = Study.model_validate_json(json.dumps(data["study"]))
        first = study.cohort.first_seed
        subjects = tuple(range(first, first + study.cohort.subjects))
        changes = {
            (row["measure"], row["electrode"]): np.array(row["change_percent"], dtype=np.float64)
            for row in data["changes"]
        }
        source = data["source"]
    except _DAMAGE as error:
        raise ResultError(f"{path}: no slices can be read here ({error}); {_AGAIN}") from error
    if any(values.shape != (len(subjects),) for values in changes.values()):
        raise ResultError(f"{path}: not a number for each of {len(subjects)} slices; {_AGAIN}")
    if source != code_of_all():
        raise ResultError(f"{path}: stale, made by another version of the model; {_AGAIN}")
    return SliceResult(study, subjects, changes)


_AGAIN = "run `cortex-sim figures slice` again"
