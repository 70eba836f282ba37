"""The folder of a study: its configuration, its measures, its log."""

from pathlib import Path

from cortex_sim.config.canonical import content_hash
from cortex_sim.config.load import study_as_data, study_as_yaml
from cortex_sim.config.study import Study
from cortex_sim.course.plan import Plan
from cortex_sim.outcome.measures.table import MEASURES_VERSION
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.story import story
from cortex_sim.outcome.summary import summary_table
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.study import write_json_atomic, write_text_atomic


def study_folder(store: SessionStore, study: Study) -> Path:
    """Return the folder of a study below the results folder."""
    return store.root / study.name


def config_hash(study: Study) -> str:
    """Return the hash of a resolved configuration, as in ``study.json``."""
    return content_hash(study_as_data(study))


def write_study_outputs(plan: Plan, store: SessionStore, folder: Path) -> StudyResult:
    """Write configuration, index of sessions and measures; return the result.

    ``config.yaml`` is the resolved configuration, ``study.json`` names the
    session behind every place, ``measures.csv`` holds one number a row, ``summary.txt`` the
    story and the table of main measures.
    """
    result = StudyResult(plan, store)
    write_text_atomic(folder / "config.yaml", study_as_yaml(plan.study))
    write_text_atomic(folder / "measures.csv", result.as_csv())
    told = "\n".join(story(result))
    write_text_atomic(folder / "summary.txt", f"{told}\n\n{summary_table(result)}\n")
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
    return result
