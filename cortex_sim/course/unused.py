"""Names that a study defines and nothing that runs refers to.

A file that is extended may define more than a study uses, so an unused name alone is no error: it
is said in one line. One that a study's own file defines and that is a slip of a used name is.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from cortex_sim.config.course import Phase
from cortex_sim.config.interventions import SHAM
from cortex_sim.config.shipped import find_study
from cortex_sim.config.slow_modulators import SlowModulator, actions_of, source_gains
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


def _listed(names: list[Unused]) -> str:
    first = sorted(names, key=lambda unused: unused.meant is None)
    shown = [
        f"{name} (did you mean {meant}?)" if meant else name
        for _, name, meant in first[:MOST_LISTED]
    ]
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(shown) + more


def refuse_slips(path: Path | str, studies: Iterable[Study], keys: Collection[str] = ()) -> None:
    """Raise an error if the file itself, or a key, defines a slip of a used name in vain.

    Parameters
    ----------
    path
        The file; what it extends may define what it likes.
    studies
        What is made of the file: its study, or the studies at points of a sweep, of which one may
        use what others do not.
    keys
        Dotted fields that are set on top of the file.

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
        place = f"{section}.{name}"
        is_set = any(f"{key}.".startswith(f"{place}.") for key in keys)
        if meant and (is_set or name in _section_of(own, section)):
            raise ConfigError(
                f"{file}: {place}: nothing refers to it; did you mean {meant!r}? Rename it, or "
                "remove it"
            )


def unmoved_modulators(study: Study) -> set[str]:
    """Return the slow modulators that nothing moves: they stay at rest and scale nothing."""
    moved = {name for one in _used_phases(study).values() for name in one.levels}
    rows = _modulators(study)
    return {name for name, row in rows.items() if not source_gains(row.sources)} - moved


def _section_of(data: Any, section: str) -> Collection[str]:
    for part in section.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return data if isinstance(data, Mapping) else ()


def _sections(study: Study) -> Iterator[tuple[str, Collection[str], Collection[str]]]:
    """Yield where names are defined, the names, and those of them that something refers to."""
    phases, arms, modulators = _used_phases(study), study.course.arms, _modulators(study)
    visited = {name for stage in study.stages.values() for name in stage.visit}
    needed = {study.assessments[name].thresholds_of or name for name in visited}
    rows, populations = study.network.projections.values(), study.network.populations
    cells = {row.cell for row in populations.values() if row.cell}
    yield "phases", study.phases, phases
    yield "sequences", study.sequences, _sequences(study)
    yield "assessments", study.assessments, visited | needed
    yield "visit_sets", study.visit_sets, _named_in_visits(phases.values())
    yield "course.arms", arms, {name for name in arms if not _is_slip_of_equal(name, arms)}
    yield "interventions", study.interventions, _given(phases.values())
    yield "slow_clock.modulators", modulators, _acting(modulators) - unmoved_modulators(study)
    yield "network.cells", study.network.cells, cells
    yield "network.populations", populations, {end for r in rows for end in (r.source, r.target)}


def _used_phases(study: Study) -> dict[str, Phase]:
    """Return the phases that the course or an arm names."""
    course = study.course
    names = chain(course.phases, *course.arms.values())
    return {name: study.phases[name] for name in names}


def _modulators(study: Study) -> Mapping[str, SlowModulator]:
    return study.slow_clock.modulators if study.slow_clock else {}


def _named_in_visits(phases: Collection[Phase]) -> set[str]:
    """Return what visits of phases name: assessments and sets of them."""
    inside = [phase.visits.assessments for phase in phases if phase.visits]
    return {name for names in (*(phase.visit for phase in phases), *inside) for name in names}


def _given(phases: Iterable[Phase]) -> set[str]:
    """Return the interventions that rows of phases name, themselves or as their sham."""
    rows = (row for phase in phases for row in phase.practice)
    return {name.removeprefix(SHAM) for row in rows for name in row.interventions}


def _is_slip_of_equal(name: str, arms: Mapping[str, tuple[str, ...]]) -> bool:
    """Return whether an earlier arm goes through the same phases under almost the same name."""
    earlier = list(arms)[: list(arms).index(name)]
    return slip_of(name, [other for other in earlier if arms[other] == arms[name]]) is not None


def _acting(modulators: Mapping[str, SlowModulator]) -> set[str]:
    """Return the modulators that act on the model, by themselves or through others."""
    acting = {
        name
        for name, row in modulators.items()
        if row.sustains_load or len(actions_of(row.acts_on)) > len(row.acts_on.modulator)
    }
    while True:
        sources = {source for name in acting for source in modulators[name].sources.modulator}
        more = sources | {n for n, row in modulators.items() if acting & {*row.acts_on.modulator}}
        if more <= acting:
            return acting
        acting |= more


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
