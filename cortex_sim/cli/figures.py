"""``cortex-sim figures``: draw the pictures of a study from its stored results."""

from pathlib import Path

import click

from cortex_sim.cli.options import config_argument, results_option, set_option
from cortex_sim.config.load import load_study
from cortex_sim.course.collect import StudyResult
from cortex_sim.course.outputs import study_folder
from cortex_sim.course.plan import make_plan
from cortex_sim.course.progress import Progress
from cortex_sim.course.runner import missing_sessions
from cortex_sim.errors import ResultError
from cortex_sim.figures.study import draw_study
from cortex_sim.store.paths import SessionStore


@click.command()
@config_argument
@set_option
@results_option
def figures(config: Path, overrides: tuple[str, ...], results: Path) -> None:
    """Draw the pictures of a study that has run."""
    study = load_study(config, overrides)
    plan = make_plan(study)
    store = SessionStore(results)
    missing = missing_sessions(plan, store, Progress())
    if missing:
        raise ResultError(
            f"{len(missing)} of {len(plan.sessions)} sessions of {config} are missing in "
            f"{results}; run 'cortex-sim run {config}' first"
        )
    for path in draw_study(StudyResult(plan, store), study_folder(store, study) / "figures"):
        click.echo(path)
