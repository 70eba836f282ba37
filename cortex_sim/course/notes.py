"""What whoever wrote a study is told of it, though nothing is wrong: one line for each matter.

Values that nothing reads because another value switches off what they are for; phases that
take the name of an intervention; names that nothing refers to (`cortex_sim.course.unused`).
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from pydantic import TypeAdapter

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.interventions import SHAM
from cortex_sim.config.layers import load_layers
from cortex_sim.config.shipped import find_study, is_shipped
from cortex_sim.config.study import Study
from cortex_sim.config.yaml_loader import mark_overrides
from cortex_sim.course.unused import MOST_LISTED, unused_line, unused_names
from cortex_sim.sections import Section


class Unread(NamedTuple):
    """A value that nothing reads."""

    place: str
    """Its dotted field."""

    reason: str
    """Which value has it so."""


def notes_on(study: Study, path: Path | str, overrides: Sequence[str] = ()) -> tuple[str, ...]:
    """Return lines for whoever wrote a study's file; none if the file ships.

    What ships builds on files that define more than each study uses.

    Parameters
    ----------
    study
        The study of the file.
    path, overrides
        As of `cortex_sim.config.load.load_study`.
    """
    file = find_study(path)
    if is_shipped(file) and not overrides:
        return ()
    origins = mark_overrides(load_layers(file).origins, overrides)
    own = {key for key, writer in origins.items() if not is_shipped(writer)}
    unread = (f"{one.place} ({one.reason})" for one in unread_values(study) if _written(one, own))
    own_phases = {key.split(".")[1] for key in own if key.startswith("phases.")}
    shadows = (name for name in shadowing_phases(study) if name in own_phases)
    lines = (
        "" if is_shipped(file) else unused_line(study),
        _line("no effect: ", unread),
        _line("phases named as interventions, without a sham (rename them to cross): ", shadows),
    )
    return tuple(filter(None, lines))


def unread_values(study: Study) -> Iterator[Unread]:
    """Yield the values of what is used that differ from their default and that nothing reads."""
    unused = tuple(f"{section}.{name}." for section, name, _ in unused_names(study))
    sequences = {name: resolve_sequence(study.sequences, name) for name in study.sequences}
    whole = study.model_copy(update={"sequences": sequences})
    yield from (one for one in _unread_in(whole, "") if not one.place.startswith(unused))


def shadowing_phases(study: Study) -> tuple[str, ...]:
    """Return the phases that an arm names and that an intervention is called like, without sham.

    An arm that names an intervention crosses it with its sham, but a phase of its name comes first.
    """
    named = dict.fromkeys(name for arm in study.course.arms.values() for name in arm)
    return tuple(
        name for name in named if name in study.interventions and SHAM + name not in study.phases
    )


def _line(head: str, parts: Iterable[str]) -> str:
    """Return some parts in one line, empty if there are none."""
    listed = [*dict.fromkeys(parts)]
    more = f" and {len(listed) - MOST_LISTED} more" if len(listed) > MOST_LISTED else ""
    return f"{head}{', '.join(listed[:MOST_LISTED])}{more}" if listed else ""


def _written(one: Unread, own: set[str]) -> bool:
    """Return whether some files wrote a value, or the list that it is in."""
    parts = one.place.split(".")
    index = next((number for number, part in enumerate(parts) if part.isdigit()), len(parts))
    return ".".join(parts[:index]) in own


def _unread_in(value: Any, place: str) -> Iterator[Unread]:
    if isinstance(value, Section):
        for field, reason in value.unread():
            if attrgetter(field)(value) != _default(type(value), field):
                yield Unread(f"{place}{field}", reason)
    if isinstance(value, (Section, dict)):
        for name, part in dict(value).items():
            yield from _unread_in(part, f"{place}{name}.")
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _unread_in(part, f"{place}{number}.")


@cache
def _default(kind: type[Section], dotted: str) -> Any:
    """Return the default of a field, or of one in the default of a field, as it is in a study."""
    field, _, inner = dotted.partition(".")
    info = kind.model_fields[field]
    default = info.get_default(call_default_factory=True)
    if not isinstance(default, Section):  # a quantity is text there
        of_field: Any = Annotated[(info.annotation, None, *info.metadata)]
        default = TypeAdapter(of_field).validate_python(default)
    return attrgetter(inner)(default) if inner else default
