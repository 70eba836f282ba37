"""``cortex-sim figures``: make the pictures of studies from stored results."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from cortex_sim.cli.options import results_option, set_option
from cortex_sim.cli.progress import make_progress
from cortex_sim.config.load import load_study
from cortex_sim.course.collect import StudyResult
from cortex_sim.course.outputs import study_folder
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ConfigError, CortexSimError, ResultError
from cortex_sim.figures.inputs import checked_result
from cortex_sim.figures.manifest import picture_problem, stored_problem
from cortex_sim.figures.study import draw_study
from cortex_sim.report.experiment import finished_study
from cortex_sim.store.paths import SessionStore

CONFIGS = Path("configs")
EXPERIMENTS = Path("experiments")


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
    results/smudging, or experiments (experiments/NAME/make.py); by default all studies that
    have results. What is stored is used, what is missing is simulated first.
    """
    wanted = studies or _all_studies(results)
    refused: list[str] = []
    code = 0
    for path in wanted:
        try:
            refused += _one(path, results, overrides, stored=stored, check=check)
        except CortexSimError as error:
            if len(wanted) == 1:
                raise
            refused.append(f"{path}: refused: {error}")
            code = max(code, error.exit_code)
    for line in refused:
        click.echo(line, err=True)
    return max(code, ResultError.exit_code) if refused else 0


def _one(
    path: Path, results: Path, overrides: Sequence[str], *, stored: bool, check: bool
) -> list[str]:
    """Draw or check one study; return a line for each picture that does not belong."""
    script = experiment_script(path)
    if script is not None:
        return _experiment(script, results, overrides, stored=stored, check=check)
    if stored or check:
        result, folder = open_study(path, results, overrides)
    else:
        config, root = _find(path, results)
        progress = make_progress(quiet=False)
        result = finished_study(config, root, overrides, progress=progress, tell=click.echo)
        folder = study_folder(result.store, result.study)
    return _check(result, folder / "figures") if check else _draw(result, folder / "figures")


def experiment_script(path: Path) -> Path | None:
    """Return the script of an experiment that is no study of its own, such as ``evidence``."""
    script = EXPERIMENTS / path / "make.py"
    is_study = path.exists() or (CONFIGS / f"{path}.yaml").is_file()
    return script if script.is_file() and not is_study else None


def _experiment(
    script: Path, results: Path, overrides: Sequence[str], *, stored: bool, check: bool
) -> list[str]:
    name = script.parent.name
    if check:
        return _check_stored(SessionStore(results), results / name)
    if overrides or stored:
        raise ConfigError(
            f"{name}: {'--stored' if stored else '--set'} does not reach an experiment; leave it "
            f"out, or edit what {script} runs"
        )
    done = subprocess.run([sys.executable, script, "--results", results], check=False)
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


def _draw(result: StudyResult, folder: Path) -> list[str]:
    """Draw; return a line for each picture in the folder that is of another result."""
    for path in draw_study(result, folder):
        click.echo(path)
    return _check(result, folder)


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
