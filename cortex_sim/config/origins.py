"""A study as YAML that says of every value which file it came from."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from cortex_sim.config.inheritance import (
    OWN,
    lineage,
    resolve_sequence,
    with_inherited,
    written_parents,
)
from cortex_sim.config.interventions import crossed, written_out
from cortex_sim.config.layers import load_layers
from cortex_sim.config.load import load_study, study_as_data
from cortex_sim.config.phases_in_course import with_phases_of_course
from cortex_sim.config.shipped import find_study
from cortex_sim.config.study import Study
from cortex_sim.config.yaml_loader import apply_overrides, dotted_keys, mark_overrides

DEFAULT = "default"
"""Stands for a value that no file says."""

INTERVENTIONS = "interventions"
"""Stands for what the interventions of a phase's rows give it."""

_INHERITING = ("sequences", "phases")
"""Sections whose parts can be based on each other."""

Parents = Mapping[str, Mapping[str, str | None]]
"""By section: what each of its parts is based on."""


def study_with_origins(path: Path | str, overrides: Sequence[str] = ()) -> str:
    """Return a study as YAML, every value with a comment that names its file.

    Sequences and phases are shown with what they take by ``based_on``, and the name of the one
    that says it; ``based_on`` itself is null then, and its comment says what was written. A value
    that no file says is marked ``default``, one of the command line ``--set``.

    Parameters
    ----------
    path, overrides
        As of `cortex_sim.config.load.load_study`, with its errors.
    """
    file = find_study(path)
    study = load_study(file, overrides)
    layers = load_layers(file)
    origins = mark_overrides(layers.origins, overrides)
    written = apply_overrides(layers.marked, overrides)
    parents = {section: written_parents(written.get(section)) for section in _INHERITING}
    named, made = with_phases_of_course(with_inherited(written))
    for one in made:
        parents["phases"].setdefault(one.name, one.phase)
        origins |= one.origins(origins)
    made_from = crossed(named)
    parents["phases"] |= made_from
    origins |= dict.fromkeys(_given(named, made_from), Path(INTERVENTIONS))
    lines = _lines(filled_in(study), "", parents, origins)
    return "".join(f"{line}\n" for line in lines)


def _given(data: dict[str, Any], made_from: Mapping[str, str]) -> Iterator[str]:
    """Yield the keys of phases that interventions write: what no phase says itself."""
    phases = data["phases"]
    for name, phase in written_out(data)["phases"].items():
        base = made_from.get(name, name)
        said = {*dotted_keys(phases[base])}.difference(OWN if base != name else ())
        yield from (f"phases.{name}.{key}" for key in dotted_keys(phase) if key not in said)


def filled_in(study: Study) -> dict[str, Any]:
    """Return a study as data, its sequences with what they take by ``based_on``."""
    data = study_as_data(study)
    for name in study.sequences:
        whole = resolve_sequence(study.sequences, name)
        data["sequences"][name] = whole.model_dump(mode="json")
    return data


def _lines(
    data: Mapping[str, Any], above: str, parents: Parents, origins: Mapping[str, Path]
) -> Iterator[str]:
    indent = "  " * above.count(".")
    for key, value in data.items():
        dotted = f"{above}{key}"
        if isinstance(value, Mapping) and value:
            yield f"{indent}{key}:"
            yield from _lines(value, f"{dotted}.", parents, origins)
        else:
            yield f"{indent}{key}: {_written(value)}  # {_origin(dotted, parents, origins)}"


def _written(value: object) -> str:
    """Return a scalar or a list as YAML on one line."""
    text: str = yaml.safe_dump(
        [value], default_flow_style=True, width=float("inf"), allow_unicode=True
    )
    return text[1:-2]


def _origin(dotted: str, parents: Parents, origins: Mapping[str, Path]) -> str:
    """Return where a value was written: a file, and the sequence or phase if it is another's."""
    section, *inside = dotted.split(".")
    if section not in _INHERITING or not inside:
        return _said_by(dotted, origins) or DEFAULT
    own, *rest = inside
    parent = parents[section].get(own)
    if rest == ["based_on"] and parent and dotted in origins:
        return f"{_said_by(dotted, origins)} says {parent}, which is filled in"
    whole = " and ".join(_items_said_by(dotted, origins))
    names = lineage(section, parents[section], own)
    for name in names[:1] if section == "phases" and rest[0] in OWN else names:
        found = _said_by(".".join([section, name, *rest]), origins)
        if found and name == own:
            return found
        if found:
            taken = f"{found}, {section.removesuffix('s')} {name}"
            return f"{taken}; {whole}" if whole else taken
    return DEFAULT


def _said_by(dotted: str, origins: Mapping[str, Path]) -> str | None:
    """Return the file that wrote a value, and what wrote its items; None: no file did."""
    if dotted not in origins:
        return None
    return ", ".join([_shown(origins[dotted]), *_items_said_by(dotted, origins)])


def _items_said_by(dotted: str, origins: Mapping[str, Path]) -> list[str]:
    """Return the files that wrote parts of a value alone."""
    paths = {path for key, path in origins.items() if key.startswith(f"{dotted}.")}
    return sorted(map(_shown, paths))


def _shown(path: Path) -> str:
    """Return a file relative to the current folder if it lies below it."""
    if not path.exists():
        return str(path)
    near = os.path.relpath(path)
    return str(path.resolve()) if near.startswith("..") else near
