"""Sequences and phases that take from another one what they do not say themselves."""

from collections.abc import Callable, Mapping
from typing import Any

from cortex_sim.config.course import Practice
from cortex_sim.config.merge import REMOVED, deep_merge, is_null, settled
from cortex_sim.config.muscles import MuscleActivation, Sequence
from cortex_sim.errors import ConfigError
from cortex_sim.names import one_of

Sequences = dict[str, Sequence]

OWN = ("label",)
"""What a phase says itself or has not: two phases of one label could not be told apart."""


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
        If the inheritance is circular, null removes a muscle that is not there, or a new muscle
        has no onset.
    """
    parents = parents_of(sequences)
    merged = _merged("sequences", parents, name, lambda one: _said(sequences[one]))
    muscles = {
        muscle: MuscleActivation.model_construct(**{**dict(MuscleActivation()), **said})
        for muscle, said in merged.pop("muscles", {}).items()
    }
    merged.pop("based_on", None)
    return Sequence.model_construct(**{**dict(Sequence()), **merged, "muscles": muscles})


def parents_of(sequences: Sequences) -> dict[str, str | None]:
    """Return what each sequence is based on, by name."""
    return {name: sequence.based_on for name, sequence in sequences.items()}


def with_inherited(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a study in which ``based_on`` of what must be is filled in.

    Those are all phases, and the sequences that remove something with null or change a pattern of
    spikes, which is checked whole; `resolve_sequence` does the others. Maps are merged and lists
    replaced, as by ``extends``; null removes, so that a field has its default. `OWN` is not taken.
    What null removed is gone then, but in the course, whose phases are filled in later.

    Parameters
    ----------
    data
        A study as it is written, unchecked: what is no map of parts is left as it is.

    Raises
    ------
    ConfigError
        If a part is based on one that there is not, or as `resolve_sequence`.
    """
    filled = {
        **data,
        "phases": _filled_in("phases", data.get("phases"), lambda _: True),
        "sequences": _filled_in("sequences", data.get("sequences"), _relies_on_base),
    }
    return {key: filled[key] if key == "course" else settled(filled[key]) for key in data}


def _filled_in(section: str, rows: object, which: Callable[[Mapping[str, Any]], bool]) -> object:
    """Return a section as it is written, those parts filled in of which a function says so."""
    parents = written_parents(rows)
    if not isinstance(rows, Mapping):
        return rows
    filled = dict(rows)
    for name in parents:
        if parents[name] is not None and which(rows[name]):
            filled[name] = _merged(section, parents, name, rows.__getitem__)
            filled[name].pop("based_on", None)
    return filled


def _relies_on_base(sequence: Mapping[str, Any]) -> bool:
    """Return whether a sequence cannot be checked without what it takes: has null, or spikes."""
    return "spikes" in sequence or _has_null(sequence)


def _has_null(part: object) -> bool:
    """Return whether a value in a map, or in one in it, is null."""
    values = part.values() if isinstance(part, Mapping) else ()
    return any(is_null(value) or _has_null(value) for value in values)


def _merged(
    section: str,
    parents: Mapping[str, str | None],
    name: str,
    said: Callable[[str], Mapping[str, Any]],
) -> dict[str, Any]:
    """Return what a part says with what it takes; a function returns what each says itself."""
    merged: dict[str, Any] = {}
    for ancestor in reversed(lineage(section, parents, name)):
        own = said(ancestor)
        if parents[ancestor] is None:
            merged = settled(own)
        elif section == "phases":
            merged = phase_on(merged, own, f"phases.{ancestor}")
        else:
            _check_muscles(f"{section}.{ancestor}", own.get("muscles"), merged.get("muscles"))
            merged = settled(deep_merge(merged, own))
    return merged


def phase_on(base: Mapping[str, Any], own: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return a phase as it is written, laid on the one that it is based on.

    Parameters
    ----------
    base, own
        Unchecked. Fields of a row of practice in ``own`` change the only row, where a sequence that
        is null is rest; `OWN` of ``base`` is not taken.
    where
        Stands before errors.

    Raises
    ------
    ConfigError
        If there is not one row of practice for what is of a row.
    """
    of_row = {key: value for key, value in own.items() if key in Practice.model_fields}
    whole = deep_merge(base, {key: value for key, value in own.items() if key not in of_row})
    whole = {key: value for key, value in whole.items() if key in own or key not in OWN}
    rows = whole.get("practice", [])
    if of_row and isinstance(rows, list):
        if len(rows) != 1:
            raise ConfigError(
                f"{where}.{next(iter(of_row))}: changes the only row of practice, but the phase "
                f"has {len(rows)}; write practice: [...] instead"
            )
        rest = {"sequence": None} if is_null(of_row.get("sequence", "")) else {}
        laid = (deep_merge(row, of_row) for row in rows if isinstance(row, Mapping))
        whole["practice"] = [{**row, **rest} for row in laid]
    laid_on_base: dict[str, Any] = settled(whole)
    return laid_on_base


def written_parents(section: object) -> dict[str, str | None]:
    """Return what each part of a section that is written is based on; what is no text is not."""
    if not isinstance(section, Mapping):
        return {}
    rows = {name: row for name, row in section.items() if isinstance(row, Mapping)}
    said = {name: settled(row, None).get("based_on") for name, row in rows.items()}
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
    for _ in parents:  # as many steps as there are parts: a longer way goes round
        if (parent := parents[chain[-1]]) is None:
            return chain
        if parent not in parents:
            raise ConfigError(
                f"{section}.{chain[-1]}.based_on: unknown {parent!r}; {one_of(parent, [*parents])}"
            )
        chain.append(parent)
    again = next(number for number, part in enumerate(chain) if part in chain[:number])
    raise ConfigError(
        f"{section}.{name}.based_on goes round in a circle: {' -> '.join(chain[: again + 1])}; "
        "remove one based_on"
    )


def _said(sequence: Sequence) -> dict[str, Any]:
    """Return what a sequence says itself, by field."""
    said = {key: getattr(sequence, key) for key in sequence.model_fields_set}
    said["muscles"] = {
        muscle: one and {key: getattr(one, key) for key in one.model_fields_set}
        for muscle, one in sequence.muscles.items()
    }
    return said


def _check_muscles(where: str, muscles: object, inherited: object) -> None:
    """Refuse null for a muscle that is not inherited, and a new muscle without an onset."""
    there = inherited if isinstance(inherited, Mapping) else {}
    for muscle, said in muscles.items() if isinstance(muscles, Mapping) else ():
        if said != REMOVED and is_null(said) and muscle not in there:
            listed = ", ".join(there) or "none"
            raise ConfigError(
                f"{where}.muscles.{muscle}: got null, which removes a muscle of based_on, "
                f"but there is none to remove; muscles there: {listed}; leave it out"
            )
        if muscle not in there and isinstance(said, Mapping) and "onset" not in said:
            raise ConfigError(
                f"{where}.muscles.{muscle}: has no onset, and none is inherited, as based_on has "
                "no such muscle; give it one, such as onset: 60 ms"
            )
