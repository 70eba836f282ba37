"""Sequences that take from another one what they do not say themselves."""

from typing import Any

from cortex_sim.config.muscles import MuscleActivation, Sequence
from cortex_sim.config.yaml_loader import deep_merge
from cortex_sim.errors import ConfigError

Sequences = dict[str, Sequence]


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
    for ancestor in reversed(lineage(sequences, name)):
        own = _said(sequences[ancestor])
        _refuse_idle_null(ancestor, own.get("muscles", {}), merged.get("muscles", {}))
        merged = deep_merge(merged, own)
    muscles = {
        muscle: MuscleActivation.model_construct(**{**dict(MuscleActivation()), **said})
        for muscle, said in merged.pop("muscles", {}).items()
    }
    merged.pop("based_on", None)
    return Sequence.model_construct(**{**dict(Sequence()), **merged, "muscles": muscles})


def lineage(sequences: Sequences, name: str) -> list[str]:
    """Return a sequence and those that it is based on, the nearest first.

    Raises
    ------
    ConfigError
        If the inheritance is circular.
    """
    chain = [name]
    while (parent := sequences[chain[-1]].based_on) is not None:
        if parent in chain:
            raise ConfigError(
                f"sequences.{name}.based_on goes round in a circle: "
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
