"""``cortex-sim figures``: draw the pictures of studies from their stored results."""

from collections.abc import Sequence
from pathlib import Path

import click

from cortex_sim.cli.options import results_option, set_option
from cortex_sim.config.load import load_study
from cortex_sim.course.collect import StudyResult
from cortex_sim.course.outputs import study_folder
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ResultError
from cortex_sim.figures.inputs import checked_result
from cortex_sim.figures.manifest import picture_problem
from cortex_sim.figures.study import draw_study
from cortex_sim.store.paths import SessionStore

CONFIGS = Path("configs")


@click.command()
@click.argument("studies", nargs=-1, type=click.Path(path_type=Path))
@set_option
@results_option
@click.option("--check", is_flag=True, help="Draw nothing; say which pictures are out of date.")
def figures(
    studies: tuple[Path, ...], overrides: tuple[str, ...], results: Path, check: bool
) -> int:
    """Draw the pictures of studies that have run, each with a manifest of its sources.

    STUDIES are configurations, names (configs/NAME.yaml) or folders such as
    results/smudging; by default all studies that have results. Nothing is simulated.
    """
    wanted = studies or _all_studies(results)
    refused = []
    for path in wanted:
        try:
            result, folder = open_study(path, results, overrides)
        except ResultError as error:
            if len(wanted) == 1:
                raise
            refused.append(f"{path}: refused: {error}")
            continue
        refused += (
            _check(result, folder / "figures") if check else _draw(result, folder / "figures")
        )
    for line in refused:
        click.echo(line, err=True)
    return ResultError.exit_code if refused else 0


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
        f"{named[0]} or {named[1]}, or a study's folder such as {results}/smudging"
    )


def _all_studies(results: Path) -> tuple[Path, ...]:
    found = tuple(Path(p.parent.name) for p in sorted(results.glob("*/study.json")))
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
    problems = {path: picture_problem(path, [result]) for path in manifests}
    pictures = [p for p in folder.glob("*.png") if not p.with_suffix(".json").is_file()]
    problems |= {path: "has no manifest" for path in pictures}
    return [
        f"{path.with_suffix('')}: {problem}; draw it again, or remove it"
        for path, problem in problems.items()
        if problem
    ]
