"""``cortex-sim figures``: make the pictures of studies from stored results.

What draws is imported where it is used: it loads slowly, and help and refusals do not need it.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import click

from cortex_sim.api.progress import LineProgress, LoggedProgress, make_progress
from cortex_sim.cli.options import STUDY_OR_SWEEP, json_option, results_option, set_option
from cortex_sim.cli.output import begin_worker, is_quiet, print_json, tell
from cortex_sim.config.load import load_study
from cortex_sim.config.shipped import find_experiment
from cortex_sim.course.plan import make_plan
from cortex_sim.engine.machine import available_cores
from cortex_sim.errors import ConfigError, CortexSimError, ResultError
from cortex_sim.outcome.folder import outdated_line, pictures_folder, study_folder
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.stored import all_studies, locate_study, open_study
from cortex_sim.store.paths import SessionStore


@dataclass(frozen=True)
class Job:
    """One study to draw or to check, and how."""

    path: Path
    results: Path
    overrides: tuple[str, ...]
    stored: bool
    check: bool


@dataclass(frozen=True)
class Answer:
    """What there is to say of a job."""

    path: Path
    lines: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    code: int = 0


@click.command()
@click.argument("studies", nargs=-1, type=STUDY_OR_SWEEP)
@set_option
@results_option
@click.option("--stored", is_flag=True, help="Simulate nothing; refuse what is not complete.")
@click.option("--check", is_flag=True, help="Draw nothing; say which pictures are out of date.")
@json_option
def figures(
    studies: tuple[Path, ...],
    overrides: tuple[str, ...],
    results: Path,
    stored: bool,
    check: bool,
    is_json: bool,
) -> int:
    """Make the pictures of studies, each with a manifest of its sources.

    STUDIES are configurations, names that 'cortex-sim list' shows, folders such as
    results/smudging, or experiments (robustness, evidence, slice, slow_clock, and gaba_by_delay
    and sensitivity, whose sweeps must have run); by default all studies that have results. What is
    stored is used, what is missing is simulated first.
    """
    wanted = studies or all_studies(results)
    jobs = [Job(path, results, overrides, stored, check) for path in wanted]
    if len(jobs) == 1:
        _prepare(jobs[0])
        answers: Iterable[Answer] = [_answer(jobs[0])]
    else:
        answers = _answers(jobs)
    if is_json:
        done = list(answers)
        print_json([{"study": a.path, "files": a.lines, "refused": a.refused} for a in done])
        return max((answer.code for answer in done), default=0)
    code = 0
    for answer in answers:
        for line in answer.lines:
            click.echo(line)
        for line in answer.refused:
            click.echo(line, err=True)
        code = max(code, answer.code)
    return code


def _answers(jobs: Sequence[Job]) -> Iterator[Answer]:
    """Yield the answers to several jobs, side by side; experiments start after the studies."""
    refusals = [_refusal(job, error) for job in jobs if (error := _error_of(_prepare, job))]
    yield from refusals
    ready = [job for job in jobs if job.path not in {refusal.path for refusal in refusals}]
    # what experiments share with the studies is stored by then, so they hardly simulate at once
    ready.sort(key=lambda job: find_experiment(job.path) is not None)
    workers = min(available_cores(), max(1, len(ready)))
    with ProcessPoolExecutor(
        workers, get_context("spawn"), initializer=begin_worker, initargs=(is_quiet(),)
    ) as pool:
        yield from pool.map(_safe_answer, ready)


def _error_of(function: Callable[[Job], object], job: Job) -> CortexSimError | None:
    try:
        function(job)
    except CortexSimError as error:
        return error
    return None


def _refusal(job: Job, error: CortexSimError) -> Answer:
    return Answer(job.path, refused=(f"{job.path}: refused: {error}",), code=error.exit_code)


def _safe_answer(job: Job) -> Answer:
    try:
        return _answer(job)
    except CortexSimError as error:
        return _refusal(job, error)


def _prepare(job: Job) -> None:
    """Simulate what a study lacks, all cores at work on it.

    Only the presence of files is looked at; what they hold is checked once, when it is drawn.
    """
    if job.stored or job.check or find_experiment(job.path):
        return
    config, root = locate_study(job.path, job.results)
    plan = make_plan(load_study(config, job.overrides))
    store = SessionStore(root)
    if not all(store.has(session.session_id) for session in plan.sessions):
        from cortex_sim.report.experiment import finished_study

        progress = make_progress(quiet=is_quiet())
        finished_study(config, root, job.overrides, progress=progress, tell=tell)


def _answer(job: Job) -> Answer:
    """Draw or check what is stored of one study, or run an experiment."""
    script = find_experiment(job.path)
    if script is not None:
        return _answered(job, [], _experiment(script, job))
    return _drawn(job)


def _drawn(job: Job) -> Answer:
    from cortex_sim.pictures.study import draw_study
    from cortex_sim.report.experiment import finished_study

    if job.stored or job.check:
        result, _ = open_study(job.path, job.results, job.overrides)
    else:
        # a file that is damaged is put aside only now, and its session runs again
        progress = LoggedProgress() if is_quiet() else LineProgress()
        where = locate_study(job.path, job.results)
        result = finished_study(*where, job.overrides, progress=progress)
    study = study_folder(result.store, result.study)
    folder = pictures_folder(study, result.store.root)
    drawn = [] if job.check else draw_study(result, folder, tell)
    if not job.check and (old := outdated_line(study, result.study)):
        tell(old)
    return _answered(job, drawn, _check(result, folder))


def _answered(job: Job, paths: Sequence[Path], refused: Sequence[str]) -> Answer:
    code = ResultError.exit_code if refused else 0
    return Answer(job.path, tuple(map(str, paths)), tuple(refused), code)


def _experiment(script: Path, job: Job) -> list[str]:
    name = script.parent.name
    if job.check:
        return _check_stored(SessionStore(job.results), job.results / name)
    if job.overrides or job.stored:
        option = "--stored" if job.stored else "--set"
        raise ConfigError(
            f"{name}: {option} does not reach an experiment; leave it out, or edit {script}"
        )
    done = subprocess.run([sys.executable, script, "--results", job.results], check=False)
    if done.returncode:
        raise ResultError(f"{script} ended with exit code {done.returncode}; see above")
    return []


def _check(result: StudyResult, folder: Path) -> list[str]:
    from cortex_sim.pictures.manifest import picture_problem

    manifests = sorted(folder.glob("*.json"))
    return _problems(folder, {path: picture_problem(path, [result]) for path in manifests})


def _check_stored(store: SessionStore, folder: Path) -> list[str]:
    from cortex_sim.pictures.manifest import stored_problem

    manifests = sorted(path for path in folder.glob("**/*.json") if _has_picture(path))
    if not manifests:
        raise ResultError(f"{folder}: holds no pictures; make them first")
    return _problems(folder, {path: stored_problem(path, store) for path in manifests})


def _has_picture(manifest: Path) -> bool:
    return any(manifest.with_suffix(suffix).is_file() for suffix in (".png", ".gif"))


def _problems(folder: Path, problems: dict[Path, str | None]) -> list[str]:
    pictures = [p for p in folder.glob("*.png") if not p.with_suffix(".json").is_file()]
    problems |= {path: "has no manifest" for path in pictures}
    return [
        f"{path.with_suffix('')}: {problem}; draw it again, or remove it"
        for path, problem in problems.items()
        if problem
    ]
