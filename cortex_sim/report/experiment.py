"""What the folders in ``experiments/`` share: run what a study lacks, then draw it or a sweep."""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cortex_sim.config.load import load_study
from cortex_sim.config.strict_yaml import parse_yaml
from cortex_sim.course.plan import make_plan
from cortex_sim.course.progress import Progress
from cortex_sim.course.runner import run_plan
from cortex_sim.errors import CortexSimError, RunError
from cortex_sim.outcome.folder import (
    claimed_folder,
    pictures_folder,
    study_folder,
    write_study_outputs,
)
from cortex_sim.outcome.result import StudyResult
from cortex_sim.pictures.manifest import Picture, save_picture
from cortex_sim.pictures.study import draw_study
from cortex_sim.store.paths import SessionStore
from cortex_sim.sweep.collect import write_table
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.result import Outcome, SweepResult, checked_sweep

Tell = Callable[[str], object]
"""Receives lines for people."""

CLBP_OVERLAP = Outcome(
    phase="clbp",
    assessment="map_structural",
    measure="overlap",
    muscle="DM-LES",
    name="DM-LES overlap in CLBP",
    unit="0 to 1",
)
"""The smudging that the default studies are about."""


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
    folder = claimed_folder(store, plan.study)
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
    return write_study_outputs(plan, store)


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
    folder = study_folder(result.store, result.study)
    for path in draw_study(result, pictures_folder(folder, results)):
        tell(str(path))
    return result


def variants_of(folder: Path) -> dict[str, list[str]]:
    """Return what ``variants.yaml`` of an experiment's folder changes, by label of the variant."""
    return dict(parse_yaml((folder / "variants.yaml").read_text(), "variants.yaml"))


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
    finished = {}
    for number, (label, changes) in enumerate(variants.items(), start=first):
        named = f"name={name}_{number}" if label else f"name={name}"
        whole = (*changes, *overrides, named)
        finished[label] = finished_study(config, results, whole, tell=tell)
    return finished


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


def sweep_parser(doc: str | None, file: Path) -> ArgumentParser:
    """Return the parser of a script that draws a sweep; ``file`` is the sweep by default."""
    parser = experiment_parser(doc)
    parser.add_argument("--sweep", type=Path, default=file)
    parser.add_argument(
        "--allow-missing",
        action="store_true",
        help="leave out points that have no result, instead of refusing",
    )
    return parser


def reproduce_sweep(
    file: Path,
    results: Path,
    draw: Callable[[SweepResult], Picture],
    tell: Tell,
    *,
    allow_missing: bool = False,
) -> None:
    """Write the table of a sweep that has run, and a picture, and say where they are.

    Parameters
    ----------
    file
        Of the sweep.
    results
        Folder of results; the sweep's is in it, under its name.
    draw
        Makes the picture.
    tell
        Gets a line per file.
    allow_missing
        Draw what there is of a sweep that is not complete.

    Raises
    ------
    ResultError
        If points have no result of the present code, see
        `cortex_sim.sweep.result.checked_sweep`.
    """
    sweep = load_sweep(file)
    folder = SweepFolder(results / sweep.file.name)
    checked = checked_sweep(sweep, folder, str(file), allow_missing=allow_missing)
    figures, picture = pictures_folder(folder.root, results), draw(checked)
    written = [*write_table(folder.root, checked.table)]
    written += save_picture(picture, figures, list(checked.studies.values()))
    for path in written:
        tell(str(path))


def run_sweep_experiment(
    doc: str | None, file: Path, draw: Callable[[SweepResult], Picture]
) -> None:
    """Be the script of an experiment on a sweep: read its arguments, draw, say where.

    Parameters
    ----------
    doc
        Docstring of the script.
    file
        The sweep, unless the arguments name another.
    draw
        Makes the picture.
    """
    run_experiment(
        sweep_parser(doc, file),
        lambda chosen: reproduce_sweep(
            chosen.sweep, chosen.results, draw, print, allow_missing=chosen.allow_missing
        ),
    )
