"""Studies that have run, found by a configuration, a name or their folder."""

from collections.abc import Sequence
from pathlib import Path

from cortex_sim.config.load import load_study
from cortex_sim.config.shipped import find_named, shipped_script
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ResultError
from cortex_sim.outcome.checked import checked_result
from cortex_sim.outcome.folder import study_folder
from cortex_sim.outcome.result import StudyResult
from cortex_sim.store.paths import SessionStore

TABLES = (".csv", ".tsv")
"""What the names of tables end in."""


def open_study(
    path: Path, results: Path, overrides: Sequence[str] = ()
) -> tuple[StudyResult, Path]:
    """Return a study's result, complete and of one piece, and its folder.

    Parameters
    ----------
    path
        A configuration, the name of one that ships, or a study's folder.
    results
        Folder of results; a study's folder is in a folder of its own.
    overrides
        Changes such as ``"cohort.subjects=4"``.

    Raises
    ------
    ResultError
        If there is no such study, or its results are incomplete, stale or mixed.
    """
    config, root = locate_study(path, results)
    study = load_study(config, overrides)
    store = SessionStore(root)
    result = checked_result(make_plan(study), store, str(config))
    return result, study_folder(store, study)


def study_and_arm(name: str) -> tuple[str, str | None]:
    """Return study and arm of a text such as ``arms:no_training``; None where no arm is named."""
    study, colon, arm = name.rpartition(":")
    return (study, arm) if colon and not Path(name).exists() else (name, None)


def locate_study(path: Path, results: Path) -> tuple[Path, Path]:
    """Return a study's configuration and the folder of results that it is in.

    Parameters
    ----------
    path, results
        As in `open_study`.

    Raises
    ------
    ResultError
        If there is no such study; the message says what else the path is.
    """
    if path.suffix in TABLES:
        raise ResultError(
            f"{path}: is a table, not a study; one of measured people ('cortex-sim measure FILE "
            f"--out TABLE') is set beside a study by 'cortex-sim beside STUDY {path}'"
        )
    if (path / "config.yaml").is_file():
        return path / "config.yaml", path.resolve().parent
    for config in (find_named(path), results / path / "config.yaml"):
        if config is not None and config.is_file():
            return config, results
    raise ResultError(_not_a_study(path, results))


def check_studies(names: Sequence[str], results: Path) -> None:
    """Refuse what names no study, before the first one is read; names as of `study_and_arm`."""
    for name in names:
        locate_study(Path(study_and_arm(name)[0]), results)


def all_studies(results: Path) -> tuple[Path, ...]:
    """Return the folders of all finished studies of a folder of results.

    Raises
    ------
    ResultError
        If there is none.
    """
    folders = tuple(path.parent for path in sorted(results.glob("*/study.json")))
    if not folders:
        raise ResultError(
            f"{results}: holds no finished study; 'cortex-sim run smudging' makes one"
        )
    return folders


def _not_a_study(path: Path, results: Path) -> str:
    if (path / "sweep.json").is_file() or (results / path / "sweep.json").is_file():
        return f"{path}: is a sweep, not a study; see 'cortex-sim sweep status' and 'sweep collect'"
    if path.suffix in (".yaml", ".yml") or len(path.parts) > 1:
        return (
            f"{path}: no such study, neither a configuration nor its folder; give one of these, or "
            "a name such as smudging"
        )
    if shipped_script(path) is not None:
        return f"{path}: has no results in {results}; run 'cortex-sim figures {path}' first"
    return (
        f"{path}: no such study; give a configuration, a name that 'cortex-sim list' shows, or a "
        f"study's folder such as {results}/smudging; there is no {results / path / 'config.yaml'}"
    )
