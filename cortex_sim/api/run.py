"""Run a study, or open what a run left."""

import sys
from pathlib import Path

from cortex_sim.api.arguments import instance_of, path_of
from cortex_sim.api.progress import make_progress
from cortex_sim.api.results import Results
from cortex_sim.api.study import RESULTS, Study
from cortex_sim.course.notes import notes_on
from cortex_sim.course.plan import Plan
from cortex_sim.course.runner import run_plan
from cortex_sim.course.scheduler import RunReport
from cortex_sim.errors import RunError, StoppedError
from cortex_sim.outcome.folder import claimed_folder, write_study_outputs
from cortex_sim.outcome.stored import open_study
from cortex_sim.store.paths import SessionStore


def run(study: Study, results: Path | str = RESULTS, *, quiet: bool = False) -> Results:
    """Run what is missing of a study and return its results.

    Interrupt it when you like: sessions in flight are finished and kept, and the same call goes
    on from there. Sessions that another study has in the same folder are not done again.

    Parameters
    ----------
    study
        From `load_study`.
    results
        Folder of results; the study has a folder of its name in it.
    quiet
        Show no progress, and do not say which names of the study nothing refers to.

    Raises
    ------
    ConfigError
        If an argument is of the wrong kind.
    StoppedError
        If it was interrupted.
    RunError
        If a session failed; the others are done.
    ResultError
        If another configuration has results under the study's name; give it another.
    BuildError, StorageError
        If nothing can be compiled or written.
    """
    instance_of(study, Study, "study", "cortex_sim.load_study(...) makes one")
    plan, store = study.plan, SessionStore(path_of(results, "results"))
    folder = claimed_folder(store, study.config)
    for note in () if quiet else notes_on(study.config, study.source):
        print(note, file=sys.stderr)
    progress = make_progress(quiet=quiet, study=plan.study)
    report = run_plan(plan, store, progress=progress, log=folder / "run.jsonl")
    _refuse_part(plan, report)
    return Results(write_study_outputs(plan, store))


def _refuse_part(plan: Plan, report: RunReport) -> None:
    done = f"{report.done_before + report.finished} of {len(plan.sessions)} sessions are done"
    if report.is_interrupted:
        raise StoppedError(f"interrupted: {done} and kept; the same call goes on from here")
    if report.failed:
        reasons = sorted({message for message in report.failed.values() if message})
        raise RunError(f"{done} and kept, {len(report.failed)} failed: " + "; ".join(reasons))


def open_results(study: Path | str, results: Path | str = RESULTS) -> Results:
    """Return the results that a run left, complete and of one piece, or refuse.

    Parameters
    ----------
    study
        The study's folder, such as ``results/smudging``, or its name or file.
    results
        Folder of results, where a name or a file is given.

    Raises
    ------
    ResultError
        If there is no such study, a session is missing, or the sessions were made by another
        version of the model.
    """
    result, _ = open_study(path_of(study, "study"), path_of(results, "results"))
    return Results(result)
