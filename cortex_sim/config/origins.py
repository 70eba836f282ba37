"""A study as YAML that says of every value which file it came from."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from cortex_sim.config.inheritance import lineage, resolve_sequence
from cortex_sim.config.layers import load_layers
from cortex_sim.config.load import load_study, study_as_data
from cortex_sim.config.shipped import find_study
from cortex_sim.config.study import Study
from cortex_sim.config.yaml_loader import mark_overrides

DEFAULT = "default"
"""Stands for a value that no file says."""

_SEQUENCES = "sequences."


def study_with_origins(path: Path | str, overrides: Sequence[str] = ()) -> str:
    """Return a study as YAML, every value with a comment that names its file.

    Sequences are shown with what they take by ``based_on``, and the name of the sequence that
    says it. A value that no file says is marked ``default``, one of the command line ``--set``.

    Parameters
    ----------
    path, overrides
        As of `cortex_sim.config.load.load_study`, with its errors.
    """
    file = find_study(path)
    study = load_study(file, overrides)
    origins = mark_overrides(load_layers(file).origins, overrides)
    data = study_as_data(study)
    for name in study.sequences:
        whole = resolve_sequence(study.sequences, name)
        data["sequences"][name] = whole.model_dump(mode="json")
    return "".join(f"{line}\n" for line in _lines(data, "", study, origins))


def _lines(
    data: Mapping[str, Any], above: str, study: Study, origins: Mapping[str, Path]
) -> Iterator[str]:
    indent = "  " * above.count(".")
    for key, value in data.items():
        dotted = f"{above}{key}"
        if isinstance(value, Mapping) and value:
            yield f"{indent}{key}:"
            yield from _lines(value, f"{dotted}.", study, origins)
        else:
            yield f"{indent}{key}: {_written(value)}  # {_origin(dotted, study, origins)}"


def _written(value: object) -> str:
    """Return a scalar or a list as YAML on one line."""
    text: str = yaml.safe_dump(
        [value], default_flow_style=True, width=float("inf"), allow_unicode=True
    )
    return text[1:-2]


def _origin(dotted: str, study: Study, origins: Mapping[str, Path]) -> str:
    """Return where a value was written: a file, and the sequence if it is another one's."""
    if not dotted.startswith(_SEQUENCES):
        return _said_by(dotted, origins) or DEFAULT
    _, own, *rest = dotted.split(".")
    for name in lineage(study.sequences, own):
        found = _said_by(".".join(["sequences", name, *rest]), origins)
        if found:
            return found if name == own else f"{found}, sequence {name}"
    return DEFAULT


def _said_by(dotted: str, origins: Mapping[str, Path]) -> str | None:
    """Return the file that wrote a value, and overrides of its items; None: no file did."""
    if dotted not in origins:
        return None
    items = {str(path) for key, path in origins.items() if key.startswith(f"{dotted}.")}
    return ", ".join([_shown(origins[dotted]), *sorted(items)])


def _shown(path: Path) -> str:
    """Return a file relative to the current folder if it lies below it."""
    if not path.exists():
        return str(path)
    near = os.path.relpath(path)
    return str(path.resolve()) if near.startswith("..") else near
