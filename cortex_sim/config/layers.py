"""Config files that extend others: which are laid, in which order, and who wrote what."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from cortex_sim.config.merge import IDLE, REMOVED, deep_merge, settled
from cortex_sim.config.shipped import find_beside, is_file, near_shipped
from cortex_sim.config.yaml_loader import dotted_keys, load_yaml
from cortex_sim.errors import ConfigError


@dataclass(frozen=True)
class Layers:
    """A YAML file with all that it extends.

    Parameters
    ----------
    marked
        The merged content, without ``extends``, with what null left (`cortex_sim.config.merge`).
    files
        The files read, each once; what is laid on top comes later.
    origins
        Dotted key to the file that wrote it last, or removed it by null; see
        `cortex_sim.config.yaml_loader.origin_of`.
    """

    marked: dict[str, Any]
    files: list[Path]
    origins: dict[str, Path]

    @property
    def data(self) -> dict[str, Any]:
        """The content where nothing is inherited but by ``extends``; idle nulls stand in it."""
        content: dict[str, Any] = settled(self.marked, idle=None)
        return content


def load_layers(path: Path | str) -> Layers:
    """Return a YAML file merged with the files that it names under ``extends``.

    ``extends`` is a path or a list of paths, relative to the file; a file that is not there
    is looked for among those that ship (`cortex_sim.config.shipped`). Maps are
    merged; lists, scalars and parts of another ``kind`` replace; ``null`` removes an
    inherited key. A file is
    laid after all that it extends, and once: two variants of one base do not undo
    each other. But the order that is written holds: what a list names after a file that
    brought it already is laid again. ``replaces`` names sections that a file does not merge
    but replaces whole.

    Raises
    ------
    ConfigError
        As `load_yaml`; or if ``extends`` names no file, or leads in a circle.
    """
    layers: list[_Layer] = []
    _collect(Path(path), (), layers)
    data: dict[str, Any] = layers[0].own
    origins = dict.fromkeys(dotted_keys(data), layers[0].file)
    for layer in layers[1:]:
        kept = {key: value for key, value in data.items() if key not in layer.replaces}
        data = deep_merge(kept, layer.own, REMOVED if layer.again else IDLE)
        written = {**origins, **dict.fromkeys(dotted_keys(layer.own), layer.file)}
        origins = {key: written[key] for key in dotted_keys(data)}
    last_places = dict.fromkeys(layer.file for layer in reversed(layers))
    return Layers(data, list(reversed(last_places)), origins)


class _Layer(NamedTuple):
    """A file to lay, and what it says itself."""

    file: Path
    real: Path
    own: dict[str, Any]
    replaces: tuple[str, ...]
    again: bool = False
    """Whether it was laid before, and a list names it after what brought it."""


def _collect(path: Path, chain: tuple[Path, ...], layers: list[_Layer]) -> None:
    """Add the file and all that it extends to ``layers``, in the order to lay them."""
    shown = " -> ".join(str(step) for step in (*chain, path))
    if chain and not is_file(path):
        near = near_shipped(path.stem)
        hint = f"did you mean {' or '.join(map(repr, near))}? " if near else ""
        raise ConfigError(
            f"{chain[-1]}: extends '{path}', which is not a file ({shown}); {hint}a path is "
            "relative to the file, and 'cortex-sim list' shows what ships"
        )
    real = _resolved(path)
    if real in {_resolved(step) for step in chain}:
        raise ConfigError(f"'extends' leads in a circle: {shown}; remove one of them")
    if real in {layer.real for layer in layers}:
        return
    own = load_yaml(path)
    replaces = _replaced(own.pop("replaces", []), path)
    begin = len(layers)
    for parent in _parents(own.pop("extends", []), path):
        brought = [layer for layer in layers[begin:] if layer.real == _resolved(parent)]
        if brought:
            layers.append(brought[0]._replace(again=True))
        else:
            _collect(parent, (*chain, path), layers)
    layers.append(_Layer(path, real, own, replaces))


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, ValueError, RuntimeError) as error:  # a null character, a circle of links
        raise ConfigError(f"{path}: cannot be read ({error}); check the path") from error


def _parents(extends: object, path: Path) -> list[Path]:
    names: list[Any] = extends if isinstance(extends, list) else [extends]
    if not all(isinstance(name, str) and name for name in names):
        allowed = "a path such as 'base.yaml' or a list of paths"
        raise ConfigError(f"{path}: extends: got {extends!r}, expected {allowed}")
    return [find_beside(name, path) for name in names]


def _replaced(names: object, path: Path) -> tuple[str, ...]:
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError(f"{path}: replaces: got {names!r}, expected sections such as [network]")
    return tuple(names)
