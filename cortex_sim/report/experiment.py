"""What the folders in ``experiments/`` share: run what is missing, then draw."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.progress import Progress
from cortex_sim.course.runner import run_plan
from cortex_sim.errors import CortexSimError, RunError
from cortex_sim.outcome.folder import study_folder, write_study_outputs
from cortex_sim.outcome.result import StudyResult
from cortex_sim.pictures.study import draw_study
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


def finished_variants(
    config: Path,
    results: Path,
    name: str,
    variants: Mapping[str, Sequence[str]],
    *,
    first: int = 1,
    overrides: Sequence[str] = (),
    tell: Tell | None = None,
) -> dict[str, StudyResult]:
    """Return the results of variants of one study, each a study of its own.

    Parameters
    ----------
    config
        What all variants start from.
    results
        Folder of results.
    name
        The variants are called ``<name>_<number>``; one without a label ``<name>``.
    variants
        By label the changes, such as ``"cohort.subjects=4"``.
    first
        Number of the first variant.
    overrides
        Changes of all variants.
    tell
        As in `finished_study`.

    Raises
    ------
    RunError
        As in `finished_study`.
    """
    found = {}
    for number, (label, changes) in enumerate(variants.items(), start=first):
        named = f"name={name}_{number}" if label else f"name={name}"
        whole = (*changes, *overrides, named)
        found[label] = finished_study(config, results, whole, tell=tell)
    return found


def experiment_parser(doc: str | None) -> ArgumentParser:
    """Return a parser with what every script takes: the folder of results.

    Parameters
    ----------
    doc
        Docstring of the script; its first line says what it is.
    """
    parser = ArgumentParser(description=(doc or "").partition("\n")[0])
    parser.add_argument("--results", type=Path, default=Path("results"))
    return parser


def run_experiment(parser: ArgumentParser, make: Callable[[Namespace], object]) -> None:
    """Run a script with its arguments; an error of ours is one line and exit code 1."""
    try:
        make(parser.parse_args())
    except CortexSimError as error:
        sys.exit(f"error: {error}")
