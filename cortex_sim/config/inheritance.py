"""Sequences that take from another one what they do not say themselves."""

from typing import Any

from cortex_sim.config.muscles import Sequence
from cortex_sim.errors import ConfigError


def resolve_sequence(sequences: dict[str, Sequence], name: str) -> Sequence:
    """Return a sequence with what it inherits by ``based_on`` filled in.

    Parameters
    ----------
    sequences
        All sequences of a study, by name; every ``based_on`` is one of them.
    name
        The sequence to fill in.

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
    merged: dict[str, Any] = {}
    for ancestor in reversed(chain):
        own = {
            key: getattr(sequences[ancestor], key) for key in sequences[ancestor].model_fields_set
        }
        muscles = {**merged.get("muscles", {}), **own.get("muscles", {})}
        merged = {**merged, **own, "muscles": muscles}
    merged.pop("based_on", None)
    return Sequence.model_construct(**{**_defaults(), **merged})


def _defaults() -> dict[str, Any]:
    return {key: value for key, value in Sequence()}
