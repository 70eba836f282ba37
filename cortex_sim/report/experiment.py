"""What the folders in ``experiments/`` share: run what is missing, then draw."""

from collections.abc import Callable, Sequence
from pathlib import Path

from cortex_sim.config.load import load_study
from cortex_sim.course.collect import StudyResult
from cortex_sim.course.outputs import study_folder, write_study_outputs
from cortex_sim.course.plan import make_plan
from cortex_sim.course.progress import Progress
from cortex_sim.course.runner import run_plan
from cortex_sim.errors import RunError
from cortex_sim.figures.study import draw_study
from cortex_sim.store.paths import SessionStore

Tell = Callable[[str], object]
"""Receives lines for people."""


def finished_study(
    config: Path,
    results: Path,
    overrides: Sequence[str] = (),
    *,
    progress: Progress | None = None,
    tell: Tell | None = None,
) -> StudyResult:
    """Return the result of a study after simulating what is missing of it.

    Parameters
    ----------
    config
        Configuration of the study.
    results
        Folder of results.
    overrides
        Changes such as ``"cohort.subjects=4"``.
    progress
        Listener.
    tell
        Gets a line on what was simulated and what was there.

    Raises
    ------
    RunError
        If a session failed or the run was interrupted; what is finished is kept.
    """
    plan, store = make_plan(load_study(config, overrides)), SessionStore(results)
    folder = study_folder(store, plan.study)
    report = run_plan(plan, store, progress=progress, log=folder / "run.jsonl")
    if report.failed or report.is_interrupted:
        reasons = "; ".join(sorted({text for text in report.failed.values() if text}))
        raise RunError(
            f"{plan.study.name}: {len(report.failed)} sessions failed "
            f"({reasons or 'interrupted'}); what is done is kept, start again to go on"
        )
    if tell:
        tell(
            f"{plan.study.name}: {report.finished} of {len(plan.sessions)} sessions simulated, "
            f"{report.done_before} were stored"
        )
    return write_study_outputs(plan, store, folder)


def reproduce(config: Path, results: Path, tell: Tell) -> StudyResult:
    """Run what is missing of a study, draw all its pictures and say where they are.

    Parameters
    ----------
    config
        Configuration of the study.
    results
        Folder of results; the pictures go to ``<results>/<study>/figures``.
    tell
        Gets a line per file.
    """
    result = finished_study(config, results, tell=tell)
    for path in draw_study(result, study_folder(result.store, result.study) / "figures"):
        tell(str(path))
    return result
