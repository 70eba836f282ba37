"""Phases with parameters where a course names them: each is a phase of its own, based on it.

They are written out before a study is checked, so that all else sees names of phases alone.
"""

import copy
from collections.abc import Collection, Iterator, Mapping
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

from cortex_sim.config.course import PhaseInCourse, Practice
from cortex_sim.config.inheritance import OWN, phase_on
from cortex_sim.config.merge import settled
from cortex_sim.config.yaml_loader import origin_of
from cortex_sim.errors import ConfigError
from cortex_sim.names import one_of

Data = dict[str, Any]


class Made(NamedTuple):
    """A phase that was made of one with parameters."""

    name: str
    phase: str
    """The phase that the course names."""

    where: str
    """Where it stands, such as ``course.arms.short.0``."""

    said: Data
    """Its parameters."""

    def origins(self, origins: Mapping[str, Path]) -> dict[str, Path]:
        """Return the file that wrote each parameter, by its key in the phase."""
        found = {}
        for key in self.said:
            in_row = "practice.0." if key in Practice.model_fields else ""
            if writer := origin_of(origins, f"{self.where}.{key}"):
                found[f"phases.{self.name}.{in_row}{key}"] = writer
                found.setdefault(f"phases.{self.name}.based_on", writer)
        return found


def with_phases_of_course(data: Mapping[str, Any]) -> tuple[Data, list[Made]]:
    """Return a study's data whose course names phases alone, and the phases that were made.

    One is called as its arm, in the common past as the phase that it is based on; with ``_2`` and
    so on where there is such a phase. Phases that only these are based on go.

    Parameters
    ----------
    data
        A study in which ``based_on`` is filled in, unchecked: what is malformed is left as it is.

    Raises
    ------
    ConfigError
        If a map in the course names no phase, or has a key that neither phases nor rows have.
    """
    phases, course = data.get("phases"), copy.deepcopy(data.get("course"))
    if not isinstance(phases, Mapping) or not isinstance(course, dict):
        return settled(data), []
    rows = list(_rows(course))
    taken = {item for _, _, row in rows for item in row if isinstance(item, str)}
    made = []
    for place, arm, row in rows:
        for number, item in enumerate(row):
            if isinstance(item, Mapping):
                where = f"{place}.{number}"
                phase = _phase_of(where, item, phases)
                row[number] = _free(arm or phase, taken | (phases.keys() - {phase}))
                taken.add(row[number])
                said = {key: value for key, value in item.items() if key != "phase"}
                made.append(Made(row[number], phase, where, said))
    bases = {one.phase for one in made}
    kept = {n: row for n, row in phases.items() if n in taken or n not in bases}
    new = {one.name: _phase(one, phases[one.phase]) for one in made}
    return {**data, "phases": {**kept, **new}, "course": settled(course)}, made


def _rows(course: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Any]]]:
    """Yield where the rows of a course stand, the arm of each (empty: the past), and the rows."""
    arms = course.get("arms")
    arms = arms if isinstance(arms, Mapping) else {}
    if isinstance(course.get("phases"), list):
        yield "course.phases", "", course["phases"]
    for arm, row in arms.items():
        if isinstance(row, list):
            yield f"course.arms.{arm}", arm, row


def _phase_of(where: str, item: Mapping[str, Any], phases: Mapping[str, Any]) -> str:
    """Return the phase that an item of a course names, if its keys are those of a phase."""
    phase = item.get("phase")
    if not isinstance(phase, str) or not isinstance(phases.get(phase), Mapping):
        named = next((name for name in item if name in phases), "NAME")
        missing = f"is missing; name a phase, as in {{phase: {named}, sessions: 3}}"
        got = f"unknown {phase!r}; {one_of(str(phase), phases)}"
        raise ConfigError(f"{where}.phase: {got if phase else missing}")
    known = [key for key in PhaseInCourse.model_fields if key != "based_on"]
    for key in item:
        if key not in known:
            raise ConfigError(f"{where}: unknown key {key!r}; {one_of(key, known)}")
    return phase


def _phase(made: Made, base: Mapping[str, Any]) -> Data:
    """Return what a phase that was made says; under the name of its base it keeps `OWN`."""
    kept = {key: base[key] for key in OWN if key in base and made.name == made.phase}
    return phase_on(base, {**kept, **made.said}, made.where)


def _free(name: str, taken: Collection[str]) -> str:
    """Return a name with the first number behind it that makes it new."""
    numbered = (f"{name}_{number}" for number in count(2))
    return next(one for one in chain([name], numbered) if one not in taken)
