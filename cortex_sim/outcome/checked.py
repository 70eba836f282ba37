"""Refuses to draw from results that are incomplete, stale or mixed, and says why."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cortex_sim.config.study import Study
from cortex_sim.course.missing import missing_sessions
from cortex_sim.course.plan import Plan, Session
from cortex_sim.course.progress import Progress
from cortex_sim.errors import ResultError
from cortex_sim.outcome.folder import (
    MADE_FROM_ANOTHER,
    MAX_LISTED,
    changed_fields,
    config_hash,
    other_results,
    stored_data,
    study_folder,
)
from cortex_sim.outcome.measures.table import MEASURES_VERSION
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import place_text
from cortex_sim.store.paths import SessionStore


def checked_result(plan: Plan, store: SessionStore, name: str) -> StudyResult:
    """Return the result of a study, complete and of one piece, or refuse.

    Parameters
    ----------
    plan
        Of the study.
    store
        Where its sessions are.
    name
        What to call the study's configuration in messages, such as its path.

    Raises
    ------
    ResultError
        If a session is missing (listed by place), if the study's folder was written for
        other sessions or by another version of the measures, or if its ``measures.csv`` is not
        what the sessions give.
    """
    index = _read_index(study_folder(store, plan.study) / "study.json")
    notes = _Notes()
    missing = missing_sessions(plan, store, notes)
    if missing:
        message = _incomplete(plan, store, missing, index, name)
        raise ResultError("\n".join([message, *notes.said[:MAX_LISTED]]))
    result = StudyResult(plan, store)
    problem = _problem(result, index)
    if problem:
        folder = study_folder(store, plan.study)
        remedy = (
            "repeat the changes it was made with, or give yours a name of its own and run it"
            if other_results(folder, plan.study)
            else f"'cortex-sim run {name}' brings it up to date and simulates only what is missing"
        )
        raise ResultError(f"{folder}: {problem}; {remedy}")
    return result


def _problem(result: StudyResult, index: dict[str, Any] | None) -> str | None:
    if index is None:
        return None
    folder = study_folder(result.store, result.study)
    if set(index.get("sessions", ())) != set(result.plan.places):
        return f"mixed: {_difference(result.study, folder, index)}"
    version = index.get("measures_version")
    if version != MEASURES_VERSION:
        return f"stale: its measures are of version {version}, now {MEASURES_VERSION}"
    measures = folder / "measures.csv"
    if measures.is_file() and measures.read_text(encoding="utf-8") != result.as_csv():
        return "stale or edited: measures.csv is not what its sessions give"
    return None


def _incomplete(
    plan: Plan,
    store: SessionStore,
    missing: Sequence[Session],
    index: dict[str, Any] | None,
    name: str,
) -> str:
    folder = study_folder(store, plan.study)
    if index is not None and (changed := _other_settings(plan.study, folder)):
        run = f"cortex-sim run {name}"
        if other_results(folder, plan.study):
            run += f" --set name={plan.study.name[:60]}_2"
        return (
            f"{folder}: was run with other settings than {name} has; {changed}; name the folder "
            f"({folder}) for what is there, or run '{run}' first"
        )
    lines = [f"  {place_text(session.place)}" for session in missing[:MAX_LISTED]]
    if len(missing) > MAX_LISTED:
        lines.append(f"  and {len(missing) - MAX_LISTED} more")
    why = ""
    if index is not None and set(index.get("sessions", ())) != set(plan.places):
        why = f"\nwhat is there is stale: {_difference(plan.study, folder, index)}"
    return (
        f"{name}: incomplete: {len(missing)} of {len(plan.sessions)} sessions are missing or "
        f"damaged in {store.root}; run 'cortex-sim run {name}' first, it simulates only these:\n"
        + "\n".join(lines)
        + why
    )


class _Notes(Progress):
    """Keeps what is said of damaged files, which count as missing."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def message(self, text: str) -> None:
        self.said.append(text)


def _difference(study: Study, folder: Path, index: dict[str, Any]) -> str:
    """Return why the sessions in a study's folder are others than the study now has."""
    if stored_data(folder) is None and index.get("config_hash") != config_hash(study):
        return MADE_FROM_ANOTHER
    changed = _other_settings(study, folder)
    another_model = "made by another version of the model (the configuration is the same)"
    return f"{MADE_FROM_ANOTHER}; {changed}" if changed else another_model


def _other_settings(study: Study, folder: Path) -> str:
    """Return the settings with which a folder was run, where they are others; empty if unknown."""
    stored = stored_data(folder)
    return "" if stored is None else changed_fields(stored, study)


def _read_index(path: Path) -> dict[str, Any] | None:
    if not path.is_file():
        return None
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultError(f"{path}: cannot be read ({error}); run the study again") from None
    return index if isinstance(index, dict) else {}
