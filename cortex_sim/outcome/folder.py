"""The folder of a study: its configuration, its measures, its log.

One folder holds what one configuration gives. Another configuration under the same name is
refused, unless all that is there stays: more subjects, arms, phases and assessments, other texts
and other workers are no other study.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from cortex_sim.catalog.chosen_seeds import chosen_seeds_note
from cortex_sim.catalog.parameters import leaves
from cortex_sim.config.canonical import content_hash
from cortex_sim.config.load import load_study, study_as_data, study_as_yaml
from cortex_sim.config.study import NOT_SCIENCE, Study
from cortex_sim.course.acting import READ_AFTERWARDS
from cortex_sim.course.plan import Plan, make_plan
from cortex_sim.errors import ConfigError, ResultError, StorageError
from cortex_sim.outcome.contrast_text import contrast_lines, contrasts_csv
from cortex_sim.outcome.contrasts import contrasts_of
from cortex_sim.outcome.measures.table import MEASURES_VERSION
from cortex_sim.outcome.modulators import budget_csv, budget_rows
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import retest_csv
from cortex_sim.outcome.story import story
from cortex_sim.outcome.summary import summary_table
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.study import write_json_atomic, write_text_atomic
from cortex_sim.units import counted

MAX_LISTED = 12
"""Missing sessions, or changed fields, that a message lists."""

MADE_FROM_ANOTHER = "made from another configuration"

CONFIG = "config.yaml"
"""The resolved configuration in a study's folder."""


def study_folder(store: SessionStore, study: Study) -> Path:
    """Return the folder of a study below the results folder."""
    return store.named_folder(study.name)


def pictures_folder(folder: Path, results: Path) -> Path:
    """Return the folder of the pictures of a study or sweep.

    Parameters
    ----------
    folder
        Of the study or sweep.
    results
        The folder of results that it lies in.

    Raises
    ------
    StorageError
        If it is a symbolic link that leads out of the results folder.
    """
    pictures = folder / "figures"
    target = Path(os.path.realpath(pictures))
    if pictures.is_symlink() and not target.is_relative_to(os.path.realpath(results)):
        raise StorageError(
            f"{pictures}: is a symbolic link to {target}, outside of {results}; pictures are "
            "written inside of the results folder alone: remove the link, or make it a folder"
        )
    return pictures


def config_hash(study: Study) -> str:
    """Return the hash of a resolved configuration, as in ``study.json``."""
    return content_hash(study_as_data(study))


def claimed_folder(store: SessionStore, study: Study) -> Path:
    """Return the folder of a study, for writing into it.

    Raises
    ------
    ResultError
        If it holds a sweep, or what another configuration gave, of which something would be lost.
    StorageError
        As `pictures_folder`.
    """
    folder = study_folder(store, study)
    pictures_folder(folder, store.root)
    if problem := other_results(folder, study):
        raise ResultError(
            f"{folder}: holds {problem}; give the new one a name of its own "
            f"(--set name={study.name[:60]}_2), or remove {folder} (simulated sessions are kept "
            "elsewhere and found again)"
        )
    return folder


def other_results(folder: Path, study: Study) -> str | None:
    """Return what a folder holds of which a study would overwrite something, None if nothing."""
    if (folder / "sweep.json").is_file():
        return "a sweep"
    if not (folder / CONFIG).is_file():
        return None
    try:
        stored = load_study(folder / CONFIG)
    except ConfigError:
        shown = f"'cortex-sim validate {folder / CONFIG}' says why"
        return f"results whose configuration cannot be read any more ({shown})"
    if stored == study or _stays(stored, study):
        return None
    if stored.name != study.name:
        return f"the results of the study {stored.name!r}"
    return f"what was {MADE_FROM_ANOTHER}; {changed_fields(_written(stored), study)}"


def _stays(stored: Study, study: Study) -> bool:
    """Return whether a study has every session of a stored one, at the same places.

    The first subject speaks for all.
    """
    if any(getattr(stored, name) != getattr(study, name) for name in ("name", *READ_AFTERWARDS)):
        return False
    before, now = stored.cohort, study.cohort
    if not set(_seeds(stored)) <= set(_seeds(study)):
        return False
    one = {"subjects": 1, "first_seed": before.first_seed}
    was, becomes = (
        make_plan(each.model_copy(update={"cohort": cohort.model_copy(update=one)})).places
        for each, cohort in ((stored, before), (study, now))
    )
    return all(set(places) <= set(becomes.get(session, ())) for session, places in was.items())


def _seeds(study: Study) -> range:
    first = study.cohort.first_seed
    return range(first, first + study.cohort.subjects)


def _written(study: Study) -> Mapping[str, Any]:
    """Return a study as it stands in its folder, where a sequence's defaults stay unsaid."""
    data: Mapping[str, Any] = yaml.safe_load(study_as_yaml(study))
    return data


def changed_fields(stored: Mapping[str, Any], study: Study) -> str:
    """Return how many fields of the science differ between a stored study and one, and which.

    Empty if none does: then the program differs, which may know other fields.
    """
    before, after = dict(leaves(stored)), dict(leaves(_written(study)))
    changed = [
        f"{path} ({before.get(path, 'absent')} → {after.get(path, 'absent')})"
        for path in dict.fromkeys([*before, *after])
        if path.split(".")[0] not in NOT_SCIENCE and before.get(path) != after.get(path)
    ]
    if not changed:
        return ""
    more = f" and {len(changed) - MAX_LISTED} more" if len(changed) > MAX_LISTED else ""
    head = f"{counted(len(changed), 'field')} {'differs' if len(changed) == 1 else 'differ'}"
    return f"{head}: {', '.join(changed[:MAX_LISTED])}{more}"


def stored_data(folder: Path) -> Mapping[str, Any] | None:
    """Return the configuration in a study's folder as it stands there; None if it is none."""
    try:
        data = yaml.safe_load((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return None
    return data if isinstance(data, Mapping) else None


def outdated_outputs(folder: Path, study: Study) -> list[str]:
    """Return the report, the film and the folders of pictures of an earlier configuration."""
    made = [folder / "report.html", folder / "film.html", *sorted(folder.glob("*/*.json"))]
    digest = config_hash(study)
    old = [
        path
        for path in made
        if path.is_file() and digest not in path.read_text(encoding="utf-8", errors="replace")
    ]
    return list(dict.fromkeys(path.relative_to(folder).parts[0] for path in old))


def outdated_line(folder: Path, study: Study) -> str:
    """Return which of `outdated_outputs` there are in a line for people, empty if none."""
    old = outdated_outputs(folder, study)
    return f"of an earlier configuration, make them anew: {', '.join(old)}" if old else ""


def write_study_outputs(plan: Plan, store: SessionStore) -> StudyResult:
    """Write configuration, index of sessions and measures; return the result.

    ``config.yaml`` is the resolved configuration, ``study.json`` names the
    session behind every place, ``measures.csv`` holds one number a row, ``reliability.csv`` the
    noise of what was repeated, ``summary.txt`` the story and the table of main measures. With
    slow modulators ``modulators.csv`` holds the factor of each on each target in every session.

    Raises
    ------
    ResultError
        As `claimed_folder`.
    """
    folder, result = claimed_folder(store, plan.study), StudyResult(plan, store)
    measures = result.as_csv()
    sentences = "\n".join(story(result))
    table, seeds = summary_table(result), chosen_seeds_note(plan.study)
    write_text_atomic(folder / CONFIG, study_as_yaml(plan.study))
    write_text_atomic(folder / "measures.csv", measures)
    write_json_atomic(
        folder / "study.json",
        {
            "name": plan.study.name,
            "config_hash": config_hash(plan.study),
            "measures_version": MEASURES_VERSION,
            "visits": [list(visit) for visit in result.visits],
            "sessions": {
                session_id: [vars(place) for place in places]
                for session_id, places in plan.places.items()
            },
        },
    )
    # last: a contrast of a measure that no visit has costs the contrasts alone
    compared = contrasts_of(result)
    lines = "\n".join(contrast_lines(compared))
    parts = [part for part in (seeds, sentences, table, lines) if part]
    if budget := budget_rows(result):
        write_text_atomic(folder / "modulators.csv", budget_csv(budget))
    if compared:
        write_text_atomic(folder / "contrasts.csv", contrasts_csv(compared))
    if reliability := retest_csv(result):
        write_text_atomic(folder / "reliability.csv", reliability)
    write_text_atomic(folder / "summary.txt", "\n\n".join(parts) + "\n")
    return result
