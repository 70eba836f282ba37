"""What experiments on a sweep share: its table and one picture of it."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path

from cortex_sim.pictures.manifest import Picture, save_picture
from cortex_sim.report.experiment import Tell, experiment_parser, run_experiment
from cortex_sim.sweep.collect import write_table
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.result import Outcome, SweepResult, checked_sweep

CLBP_OVERLAP = Outcome(
    phase="clbp",
    assessment="map_structural",
    measure="overlap",
    muscle="DM-LES",
    name="DM-LES overlap in CLBP",
    unit="0 to 1",
)
"""The smudging that the default studies are about."""


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
    picture = draw(checked)
    written = [*write_table(folder.root, checked.table)]
    written += save_picture(picture, folder.root / "figures", list(checked.studies.values()))
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
