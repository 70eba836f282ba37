"""What ships with the package: studies, sweeps and model files by name, from anywhere.

The files live in the repository's ``configs/``. A wheel carries the same folder as
``cortex_sim/configs`` (``package_dir`` in ``setup.cfg``); an editable install and a clone read it
where it lies, beside the package. The scripts of ``experiments/`` ship the same way.
"""

import difflib
from importlib import resources
from pathlib import Path, PurePosixPath

from pydantic import TypeAdapter, ValidationError

from cortex_sim.errors import ConfigError
from cortex_sim.names import IN_WORDS, NAME, STORE_FOLDERS, FolderName

CONFIGS = "configs"
SWEEPS = "sweeps"
"""Folder of the sweeps, in that of the studies."""
MODELS = "model"
"""Folder of the model files, in that of the studies."""
PROTOCOLS = "protocols"
"""Folder of the studies that ask one question each; their names are those of no other study."""
EXPERIMENTS = "experiments"
SCRIPT = "make.py"
"""What an experiment runs, in its folder."""
SUFFIX = ".yaml"


def shipped_folder(name: str = CONFIGS) -> Path:
    """Return the folder of what ships: ``configs`` or ``experiments``.

    Raises
    ------
    ConfigError
        If the installation lacks it.
    """
    package = Path(str(resources.files("cortex_sim")))
    for folder in (package / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise ConfigError(
        f"{package}: this installation lacks the folder '{name}'; install cortex_sim again"
    )


def shipped_names(below: str = "") -> list[str]:
    """Return the names of the shipped files in a folder: studies, or ``below`` sweeps or models."""
    return sorted(path.stem for path in (shipped_folder() / below).glob(f"*{SUFFIX}"))


def check_new_name(name: str) -> None:
    """Refuse what is no name of a study, and the name of one that ships.

    Raises
    ------
    ConfigError
        It says what a name is.
    """
    try:
        TypeAdapter(FolderName).validate_python(name)
    except ValidationError:
        raise ConfigError(
            f"name: got {name!r}, expected {IN_WORDS[NAME]}; not {' or '.join(STORE_FOLDERS)}"
        ) from None
    if name in shipped_names():
        raise ConfigError(f"name: a study {name!r} ships; choose another name")


def is_shipped(path: Path) -> bool:
    """Return whether a file is one of those that ship."""
    return path.resolve().is_relative_to(shipped_folder().resolve())


def find_shipped(name: Path | str, below: str = "") -> Path | None:
    """Return the shipped file of a name, or None.

    Parameters
    ----------
    name
        Such as ``smudging``, ``smudging.yaml``, ``configs/smudging.yaml`` or
        ``model/two_layer.yaml``; an absolute path names nothing that ships.
    below
        Folder in which to look, `SWEEPS` or `MODELS`; by default the studies'.
    """
    parts = PurePosixPath(Path(name).as_posix()).parts
    parts = parts[1:] if parts[:1] == (CONFIGS,) else parts
    parts = parts[1:] if below and parts[:1] == (below,) else parts
    if not parts or ".." in parts or PurePosixPath(*parts).is_absolute() or "\0" in str(name):
        return None
    path = shipped_folder().joinpath(below, *parts)
    path = path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
    return path if is_file(path) else None


def near_shipped(stem: str) -> list[str]:
    """Return shipped files of almost a name, as ``extends`` names them: ``protocols/disuse.yaml``.

    Those that can be extended: studies, protocols and models.
    """
    below = ("", f"{PROTOCOLS}/", f"{MODELS}/")
    files = {f"{folder}{name}{SUFFIX}": name for folder in below for name in shipped_names(folder)}
    close = difflib.get_close_matches(stem, set(files.values()), n=2, cutoff=0.7)
    found = [stem] if stem in close else close
    return [file for name in found for file, own in files.items() if own == name]


def find_beside(name: Path | str, file: Path) -> Path:
    """Return what a file names: the file beside it comes first, then the one that ships.

    The path beside it is returned as well if there is neither, for the message.
    """
    beside = file.parent / name
    return beside if is_file(beside) else find_shipped(name) or beside


def find_named(name: Path | str, below: str = "") -> Path | None:
    """Return the file that a path or name stands for, or None; see `find_study`."""
    path = Path(name)
    if is_file(path):
        return path
    local = Path(CONFIGS, below, f"{name}{SUFFIX}")
    if is_file(local) and not path.is_absolute():
        return local
    return find_shipped(name, below) or (None if below else find_shipped(name, PROTOCOLS))


def find_study(name: Path | str) -> Path:
    """Return the configuration of a study that is given as a path or by a shipped name.

    A file comes first; then ``configs/NAME.yaml`` in the current folder; then what ships.

    Raises
    ------
    ConfigError
        If there is no such file; the message offers the nearest names.
    """
    return _find(name, "", "study")


def find_sweep(name: Path | str) -> Path:
    """Return the file of a sweep that is given as a path or by a shipped name; see `find_study`."""
    return _find(name, SWEEPS, "sweep")


def find_experiment(path: Path) -> Path | None:
    """Return the script of an experiment that is more than a study, such as ``evidence``.

    A name that is both is the experiment if that has configurations of its own (``slow_clock``),
    else the study (``smudging``), which the script would only draw as ``figures`` does.

    Parameters
    ----------
    path
        Name of an experiment that ships, or a folder with a ``make.py``.
    """
    if is_file(path / SCRIPT):
        return path / SCRIPT
    script = shipped_script(path)
    if script is None or _exists(path):
        return None
    has_own = any(script.parent.glob(f"*{SUFFIX}"))
    return script if has_own or find_named(path) is None else None


def shipped_script(name: Path | str) -> Path | None:
    """Return the script of an experiment that ships, by its name, or None."""
    if len(Path(name).parts) != 1 or Path(name).name in ("", ".."):
        return None
    script = shipped_folder(EXPERIMENTS) / name / SCRIPT
    return script if is_file(script) else None


def experiment_names() -> list[str]:
    """Return the names of the experiments that ship."""
    return sorted(path.parent.name for path in shipped_folder(EXPERIMENTS).glob(f"*/{SCRIPT}"))


def is_file(path: Path) -> bool:
    """Return whether there is a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):  # a name that is too long, or holds a null character
        return False


def _find(name: Path | str, below: str, kind: str) -> Path:
    found, path = find_named(name, below), Path(name)
    if found is not None:
        return found
    if _exists(path):
        return path  # a folder: whoever reads it says what it expected
    raise ConfigError(
        f"{name}: no such file, and no {kind} of this name ships; {_hint(path, below)}"
    )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _hint(path: Path, below: str) -> str:
    names = [*shipped_names(below), *([] if below else shipped_names(PROTOCOLS))]
    near = difflib.get_close_matches(path.stem, names, n=3, cutoff=0.5)
    offered = f"did you mean {' or '.join(map(repr, near))}?" if near else "check the path;"
    return f"{offered} 'cortex-sim list' shows what ships"
