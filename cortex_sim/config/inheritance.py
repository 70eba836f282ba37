"""Sequences and phases that take from another one what they do not say themselves."""

from collections.abc import Mapping
from typing import Any

from cortex_sim.config.muscles import MuscleActivation, Sequence
from cortex_sim.config.yaml_loader import deep_merge
from cortex_sim.errors import ConfigError
from cortex_sim.names import one_of

Sequences = dict[str, Sequence]

OWN = ("label",)
"""What a phase says itself or has not: two phases of one name could not be told apart."""


def resolve_sequence(sequences: Sequences, name: str) -> Sequence:
    """Return a sequence with what it inherits by ``based_on`` filled in.

    Maps are merged, as by ``extends``: a muscle takes what it does not say from the same muscle
    of the sequence that it is based on, and null makes it silent.

    Parameters
    ----------
    sequences
        All sequences of a study, by name; every ``based_on`` is one of them.
    name
        The sequence to fill in.

    Raises
    ------
    ConfigError
        If the inheritance is circular, or null removes a muscle that is not there.
    """
    merged: dict[str, Any] = {}
    for ancestor in reversed(lineage("sequences", parents_of(sequences), name)):
        own = _said(sequences[ancestor])
        _refuse_idle_null(ancestor, own.get("muscles", {}), merged.get("muscles", {}))
        merged = deep_merge(merged, own)
    muscles = {
        muscle: MuscleActivation.model_construct(**{**dict(MuscleActivation()), **said})
        for muscle, said in merged.pop("muscles", {}).items()
    }
    merged.pop("based_on", None)
    return Sequence.model_construct(**{**dict(Sequence()), **merged, "muscles": muscles})


def parents_of(sequences: Sequences) -> dict[str, str | None]:
    """Return what each sequence is based on, by name."""
    return {name: sequence.based_on for name, sequence in sequences.items()}


def with_inherited_phases(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a study in which each phase says all that it takes by ``based_on``.

    Maps are merged and lists replaced, as by ``extends``; null removes. `OWN` is not taken.

    Parameters
    ----------
    data
        A study as it is written, unchecked: what is no map of phases is left as it is.

    Raises
    ------
    ConfigError
        If a phase is based on one that there is not, or the inheritance is circular.
    """
    phases = data.get("phases")
    parents = written_parents(phases)
    if not isinstance(phases, Mapping) or not any(parents.values()):
        return dict(data)
    merged: dict[str, Any] = {}
    for name, phase in phases.items():
        merged[name] = phase
        if parents.get(name) is None:
            continue
        whole: dict[str, Any] = {}
        for ancestor in reversed(lineage("phases", parents, name)):
            whole = deep_merge(whole, phases[ancestor])
        merged[name] = {key: v for key, v in whole.items() if key in phase or key not in OWN}
        merged[name].pop("based_on", None)
    return {**data, "phases": merged}


def written_parents(section: object) -> dict[str, str | None]:
    """Return what each part of a section that is written is based on; what is no text is not."""
    if not isinstance(section, Mapping):
        return {}
    rows = {name: row for name, row in section.items() if isinstance(row, Mapping)}
    said = {name: row.get("based_on") for name, row in rows.items()}
    return {name: parent if isinstance(parent, str) else None for name, parent in said.items()}


def lineage(section: str, parents: Mapping[str, str | None], name: str) -> list[str]:
    """Return a part of a section and those that it is based on, the nearest first.

    Parameters
    ----------
    section
        Where they stand, such as ``sequences``.
    parents
        What each is based on, by name.
    name
        Where to begin.

    Raises
    ------
    ConfigError
        If the inheritance is circular, or leads to a name that there is not.
    """
    chain = [name]
    while (parent := parents[chain[-1]]) is not None:
        if parent not in parents:
            raise ConfigError(
                f"{section}.{chain[-1]}.based_on: unknown {parent!r}; {one_of(parent, [*parents])}"
            )
        if parent in chain:
            raise ConfigError(
                f"{section}.{name}.based_on goes round in a circle: "
                f"{' -> '.join([*chain, parent])}; remove one based_on"
            )
        chain.append(parent)
    return chain


def _said(sequence: Sequence) -> dict[str, Any]:
    """Return what a sequence says itself, by field."""
    said = {key: getattr(sequence, key) for key in sequence.model_fields_set}
    said["muscles"] = {
        muscle: one and {key: getattr(one, key) for key in one.model_fields_set}
        for muscle, one in sequence.muscles.items()
    }
    return said


def _refuse_idle_null(name: str, muscles: dict[str, Any], there: dict[str, Any]) -> None:
    for muscle, said in muscles.items():
        if said is None and muscle not in there:
            listed = ", ".join(there) or "none"
            raise ConfigError(
                f"sequences.{name}.muscles.{muscle}: got null, which removes a muscle of based_on, "
                f"but there is none to remove; muscles there: {listed}; leave it out"
            )
