"""``cortex-sim figures``: make the pictures of studies from stored results."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import click

from cortex_sim.cli.options import results_option, set_option
from cortex_sim.cli.progress import make_progress
from cortex_sim.config.load import load_study
from cortex_sim.course.collect import StudyResult
from cortex_sim.course.outputs import study_folder
from cortex_sim.course.plan import make_plan
from cortex_sim.engine.machine import available_cores
from cortex_sim.errors import ConfigError, CortexSimError, ResultError
from cortex_sim.figures.inputs import checked_result
from cortex_sim.figures.manifest import picture_problem, stored_problem
from cortex_sim.figures.study import draw_study
from cortex_sim.report.experiment import finished_study
from cortex_sim.store.paths import SessionStore

CONFIGS = Path("configs")
EXPERIMENTS = Path("experiments")


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
@click.argument("studies", nargs=-1, type=click.Path(path_type=Path))
@set_option
@results_option
@click.option("--stored", is_flag=True, help="Simulate nothing; refuse what is not complete.")
@click.option("--check", is_flag=True, help="Draw nothing; say which pictures are out of date.")
def figures(
    studies: tuple[Path, ...], overrides: tuple[str, ...], results: Path, stored: bool, check: bool
) -> int:
    """Make the pictures of studies, each with a manifest of its sources.

    STUDIES are configurations, their names (configs/NAME.yaml), folders such as
    results/smudging, or experiments (experiments/NAME with a make.py: robustness, evidence, slice,
    slow_clock, and gaba_by_delay and sensitivity, whose sweeps must have run); by default all
    studies that have results. What is stored is used, what is missing is simulated first.
    """
    wanted = studies or _all_studies(results)
    jobs = [Job(path, results, overrides, stored, check) for path in wanted]
    if len(jobs) == 1:
        _prepare(jobs[0])
        answers: Iterable[Answer] = [_answer(jobs[0])]
    else:
        answers = _answers(jobs)
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
    ready.sort(key=lambda job: experiment_script(job.path) is not None)
    workers = min(available_cores(), max(1, len(ready)))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
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
    if job.stored or job.check or experiment_script(job.path):
        return
    config, root = _find(job.path, job.results)
    plan = make_plan(load_study(config, job.overrides))
    store = SessionStore(root)
    if not all(store.has(session.session_id) for session in plan.sessions):
        progress = make_progress(quiet=False)
        finished_study(config, root, job.overrides, progress=progress, tell=click.echo)
    else:
        click.echo(f"{plan.study.name}: all {len(plan.sessions)} sessions are stored")


def _answer(job: Job) -> Answer:
    """Draw or check what is stored of one study, or run an experiment."""
    script = experiment_script(job.path)
    if script is not None:
        return _answered(job, [], _experiment(script, job))
    if job.stored or job.check:
        result, folder = open_study(job.path, job.results, job.overrides)
    else:
        result = finished_study(*_find(job.path, job.results), job.overrides)
        folder = study_folder(result.store, result.study)
    drawn = [] if job.check else draw_study(result, folder / "figures")
    return _answered(job, drawn, _check(result, folder / "figures"))


def _answered(job: Job, paths: Sequence[Path], refused: Sequence[str]) -> Answer:
    code = ResultError.exit_code if refused else 0
    return Answer(job.path, tuple(map(str, paths)), tuple(refused), code)


def experiment_script(path: Path) -> Path | None:
    """Return the script of an experiment that is more than a study, such as ``evidence``.

    A name that is both is the experiment if that has configurations of its own (``slow_clock``),
    else the study (``smudging``), which the script would only draw as this command does.
    """
    if (path / "make.py").is_file():
        return path / "make.py"
    script = EXPERIMENTS / path / "make.py"
    has_own = any(script.parent.glob("*.yaml"))
    is_study = path.exists() or ((CONFIGS / f"{path}.yaml").is_file() and not has_own)
    return script if script.is_file() and not is_study else None


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


def open_study(
    path: Path, results: Path, overrides: Sequence[str] = ()
) -> tuple[StudyResult, Path]:
    """Return a study's result, complete and of one piece, and its folder.

    Parameters
    ----------
    path
        A configuration, the name of one in ``configs/``, or a study's folder.
    results
        Folder of results; a study's folder is in a folder of its own.
    overrides
        Changes such as ``"cohort.subjects=4"``.

    Raises
    ------
    ResultError
        If there is no such study, or its results are incomplete, stale or mixed.
    """
    config, root = _find(path, results)
    study = load_study(config, overrides)
    store = SessionStore(root)
    result = checked_result(make_plan(study), store, str(config))
    return result, study_folder(store, study)


def _find(path: Path, results: Path) -> tuple[Path, Path]:
    """Return a study's configuration and the folder of results that it is in."""
    if path.is_file():
        return path, results
    if (path / "config.yaml").is_file():
        return path / "config.yaml", path.resolve().parent
    named = (CONFIGS / f"{path}.yaml", results / path / "config.yaml")
    for config in named:
        if config.is_file():
            return config, results
    if (path / "sweep.json").is_file() or (results / path / "sweep.json").is_file():
        raise ResultError(
            f"{path}: is a sweep, not a study; see 'cortex-sim sweep status' and 'sweep collect'"
        )
    if path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
        raise ResultError(
            f"{path}: no such study, neither a configuration nor its folder; give one of these, or "
            f"a name such as {next(iter(sorted(CONFIGS.glob('*.yaml'))), Path('smudging')).stem}"
        )
    script = EXPERIMENTS / path / "make.py"
    if script.is_file() and not named[0].is_file():
        raise ResultError(f"{path}: has no results in {results}; run 'python {script}' first")
    raise ResultError(
        f"{path}: no such study; give a configuration, a name for which there is "
        f"{named[0]} or {named[1]}, a study's folder such as {results}/smudging, or an experiment "
        f"({EXPERIMENTS}/NAME/make.py)"
    )


def _all_studies(results: Path) -> tuple[Path, ...]:
    found = tuple(path.parent for path in sorted(results.glob("*/study.json")))
    if not found:
        raise ResultError(
            f"{results}: holds no finished study; 'make figures' or 'cortex-sim run "
            "configs/smudging.yaml' makes one"
        )
    return found


def _check(result: StudyResult, folder: Path) -> list[str]:
    manifests = sorted(folder.glob("*.json"))
    return _problems(folder, {path: picture_problem(path, [result]) for path in manifests})


def _check_stored(store: SessionStore, folder: Path) -> list[str]:
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
