"""Names that a study defines and nothing that runs refers to.

A file that is extended may define more than a study uses, so an unused name alone is no error: it
is said in one line. One that a study's own file defines and that is a slip of a used name is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from cortex_sim.config.shipped import find_study, is_shipped
from cortex_sim.config.study import Study
from cortex_sim.config.yaml_loader import load_yaml
from cortex_sim.errors import ConfigError
from cortex_sim.names import slip_of

MOST_LISTED = 6
"""Unused names of a section that are listed."""


class Unused(NamedTuple):
    """A name that nothing refers to."""

    section: str
    """Where it is defined, such as ``phases`` or ``network.cells``."""

    name: str
    meant: str | None
    """The used name of which it is a slip, if there is one."""


def unused_names(study: Study) -> tuple[Unused, ...]:
    """Return the names of a study that nothing that runs refers to, section by section."""
    return tuple(
        Unused(section, name, slip_of(name, sorted(used)))
        for section, defined, used in _sections(study)
        for name in defined
        if name not in used
    )


def unused_line(study: Study) -> str:
    """Return what is unused in one line, empty if everything is used.

    Examples
    --------
    >>> from cortex_sim.config.load import load_study
    >>> unused_line(load_study("dose"))[:45]
    'unused: phases motor_control_training, no_tra'
    """
    found: dict[str, list[Unused]] = {}
    for unused in unused_names(study):
        found.setdefault(unused.section, []).append(unused)
    parts = [f"{section} {_listed(names)}" for section, names in found.items()]
    return f"unused: {'; '.join(parts)}" if parts else ""


def unused_note(study: Study, file: Path | str) -> str:
    """Return `unused_line` for whoever wrote the study's file; empty if the file ships.

    What ships builds on files that define more than each study uses.
    """
    return "" if is_shipped(Path(file)) else unused_line(study)


def _listed(names: list[Unused]) -> str:
    first = sorted(names, key=lambda unused: unused.meant is None)
    shown = [
        f"{name} (did you mean {meant}?)" if meant else name
        for _, name, meant in first[:MOST_LISTED]
    ]
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(shown) + more


def refuse_slips(path: Path | str, studies: Iterable[Study]) -> None:
    """Raise an error if the file itself defines a slip of a used name, and nothing uses it.

    Parameters
    ----------
    path
        The file; what it extends may define what it likes.
    studies
        What is made of the file: its study, or the studies at points of a sweep, of which one may
        use what others do not.

    Raises
    ------
    ConfigError
        With the name that is meant.
    """
    file = find_study(path)
    unused = [dict.fromkeys(unused_names(study)) for study in studies]
    everywhere = [one for one in unused[0] if all(one in row for row in unused)] if unused else []
    own = load_yaml(file) if any(one.meant for one in everywhere) else {}
    for section, name, meant in everywhere:
        if meant and name in _section_of(own, section):
            raise ConfigError(
                f"{file}: {section}.{name}: nothing refers to it; did you mean {meant!r}? Rename "
                "it, or remove it"
            )


def _section_of(data: Any, section: str) -> Collection[str]:
    for part in section.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else ()


def _sections(study: Study) -> Iterator[tuple[str, Collection[str], Collection[str]]]:
    """Yield where names are defined, the names, and those of them that something refers to."""
    phases = {*study.course.phases, *(p for arm in study.course.arms.values() for p in arm)}
    visited = {name for stage in study.stages.values() for name in stage.visit}
    needed = {study.assessments[name].thresholds_of or name for name in visited}
    rows, populations = study.network.projections.values(), study.network.populations
    cells = {row.cell for row in populations.values() if row.cell}
    yield "phases", study.phases, phases
    yield "sequences", study.sequences, _sequences(study)
    yield "assessments", study.assessments, visited | needed
    yield "visit_sets", study.visit_sets, _named_in_visits(study, phases)
    yield "network.cells", study.network.cells, cells
    yield "network.populations", populations, {end for r in rows for end in (r.source, r.target)}


def _named_in_visits(study: Study, phases: Collection[str]) -> set[str]:
    """Return what visits of phases name: assessments and sets of them."""
    used = [study.phases[name] for name in phases]
    inside = [phase.visits.assessments for phase in used if phase.visits]
    return {name for names in (*(phase.visit for phase in used), *inside) for name in names}


def _sequences(study: Study) -> set[str]:
    """Return the sequences that stages practise or move, and those that they are based on."""
    found: set[str] = set()
    for phase in study.stages.values():
        moved = (study.assessments[name].sequence_after(phase) for name in phase.visit)
        todo = [*(practice.sequence for practice in phase.practice), *moved]
        while todo:
            name = todo.pop()
            if name is not None and name not in found:
                found.add(name)
                todo.append(study.sequences[name].based_on)
    return found
