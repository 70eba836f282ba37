"""Interventions: bundles of at most three parts, their shams, and arms that cross them.

What an intervention does is what its parts do; it has no list of effects. Rows of sessions name
interventions, and arms that name interventions instead of phases cross them. Both are written out
before a study is checked, so that all else sees phases, rows and arms alone.
"""

import copy
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, Self

from pydantic import Field, model_validator

from cortex_sim.config.channels import Channels
from cortex_sim.config.slow_clock import ExerciseDose
from cortex_sim.errors import ConfigError
from cortex_sim.names import Label, Name, nearest
from cortex_sim.sections import Section
from cortex_sim.units import NonNegative

SHAM = "sham_"
"""Before the name of an intervention: the same contacts, sounds and time without the dose."""

NO_DOSE: dict[tuple[str, ...], Any] = {
    ("channels", "coil", "relative_intensity"): 0,
    ("channels", "volleys", "spikes"): 0,
    ("channels", "volleys", "contraction"): "0 mV",
    ("bout", "intensity"): 0,
}
"""What a sham has in place of what is given; its context is that of the intervention."""

Data = dict[str, Any]


class Intervention(Section):
    """A bundle of at most three parts: channels, a bout of exercise, a context."""

    label: Label = ""
    """Name in tables and pictures."""

    channels: Channels | None = None
    """What the network receives in a session; as in the rows of a phase."""

    bout: ExerciseDose | None = None
    """A bout of exercise with every session of the phase."""

    context: dict[Name, NonNegative] = Field(default_factory=dict)
    """Scalars of the scenario while the phase lasts: what the person is told and attends to."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.channels is None and self.bout is None and not self.context:
            raise ValueError("is empty; give channels, bout or context")
        return self


def written_out(data: Data) -> Data:
    """Return a study's data with interventions written into phases, and crossed arms as arms.

    What is malformed is left as it is, for the checks of the study to name; data that are written
    out already come back as they are.

    Raises
    ------
    ConfigError
        If two interventions of a row give the same, a name is unknown, or no phase, or several,
        have the interventions that an arm crosses.
    """
    interventions = data.get("interventions")
    if not isinstance(interventions, Mapping) or not _is_map_of_maps(data.get("phases")):
        return data
    data = copy.deepcopy(data)
    _refuse_names(interventions)
    _cross_arms(data, interventions)
    for name, phase in data["phases"].items():
        for where, row in _rows(name, phase):
            _refuse_repeated(where, row["interventions"])
            for one in row["interventions"]:
                _give(where, one, row, phase, interventions)
    return data


def _is_map_of_maps(rows: Any) -> bool:
    return isinstance(rows, Mapping) and all(isinstance(row, Mapping) for row in rows.values())


def _refuse_names(interventions: Mapping[str, Any]) -> None:
    for name in interventions:
        if name.startswith(SHAM):
            raise ConfigError(
                f"interventions.{name}: {SHAM!r} before a name is the tool's word for its sham; "
                "rename it, and name the sham where it is given"
            )


def _refuse_repeated(where: str, names: list[Any]) -> None:
    twice = [name for number, name in enumerate(names) if name in names[:number]]
    if twice:
        raise ConfigError(
            f"{where}.interventions: names {twice[0]} twice; name it once (its size is in its "
            "channels, bout or context)"
        )


def _rows(name: str, phase: Mapping[str, Any]) -> Iterator[tuple[str, Data]]:
    """Yield where they stand and the rows of a phase that name interventions."""
    practice = phase.get("practice")
    for number, row in enumerate(practice if isinstance(practice, list) else ()):
        named = row.get("interventions") if isinstance(row, dict) else None
        where = f"phases.{name}.practice.{number}"
        if isinstance(named, str):
            raise ConfigError(
                f"{where}.interventions: got {named!r}, expected a list, such as [{named}]"
            )
        if isinstance(named, list):
            yield where, row


def _give(where: str, name: Any, row: Data, phase: Data, interventions: Mapping[str, Any]) -> None:
    """Write one intervention into the row that names it, and into its phase."""
    bundle = _bundle(f"{where}.interventions", name, interventions)
    channels = row.setdefault("channels", {})
    for key, value in (bundle.get("channels") or {}).items():
        _set_once(channels, key, value, f"{where}.channels.{key}", name)
    bout = bundle.get("bout")
    if bout is not None and bout not in phase.setdefault("exercise", []):
        phase["exercise"].append(bout)
    for key, value in (bundle.get("context") or {}).items():
        context = phase.setdefault("context", {})
        _set_once(context, key, value, f"{where.split('.practice')[0]}.context.{key}", name)


def _set_once(rows: Data, key: str, value: Any, where: str, name: str) -> None:
    usual = key in Channels.model_fields and Channels().model_dump(mode="json")[key]
    if rows.get(key, usual) not in (usual, value):
        if value == usual:
            return
        raise ConfigError(
            f"{where}: {name} gives another value than the row, the phase or an intervention "
            "beside it; give one of the two, or a row of its own"
        )
    rows[key] = value


def _bundle(where: str, name: Any, interventions: Mapping[str, Any]) -> Data:
    """Return the parts of an intervention or of a sham."""
    real = name.removeprefix(SHAM) if isinstance(name, str) else name
    if not isinstance(real, str) or real not in interventions:
        close = nearest(str(real), list(interventions))
        meant = f"did you mean {close!r}? " if close else ""
        known = ", ".join(interventions)
        raise ConfigError(f"{where}: unknown intervention {name!r}; {meant}known: {known}")
    bundle = copy.deepcopy(interventions[real])
    bundle = bundle if isinstance(bundle, dict) else {}
    if name == real:
        return bundle
    if (sham := sham_of(bundle)) == bundle:
        raise ConfigError(
            f"{where}: {name} would be {real} itself, which has no dose to leave out: a sham keeps "
            "the context; compare with an arm without it, or of equal contact (context: {contact: "
            "1} in its phase, and a modulator that listens to it); write such arms one by one"
        )
    return sham


def sham_of(bundle: Data) -> Data:
    """Return an intervention without its dose: as long, with the same contacts and context.

    Examples
    --------
    >>> sham_of({"channels": {"cue": 0.6}, "context": {"education": 1}})
    {'channels': {'cue': 0}, 'context': {'education': 1}}
    """
    sham = copy.deepcopy(bundle)
    for (*above, last), none in NO_DOSE.items():
        part: Any = sham
        for key in above:
            part = part.get(key) if isinstance(part, dict) else None
        if isinstance(part, dict):
            part[last] = none
    channels = sham.get("channels")
    if not isinstance(channels, dict):
        return sham
    if isinstance(channels.get("polarisation"), dict):
        channels["polarisation"] = dict.fromkeys(channels["polarisation"], "0 mV")
    if (channels.get("cue", 1), channels.get("afferents", 1)) != (1, 1):
        channels["cue"] = 0
    return sham


def crossed(data: Data) -> dict[str, str]:
    """Return the phases that crossing interventions makes, with the phase that each is made from.

    Parameters
    ----------
    data
        As `written_out` takes them, and without a problem.
    """
    interventions, phases = data.get("interventions", {}), data["phases"]
    found: dict[str, str] = {}
    for arm, names in data["course"].get("arms", {}).items():
        if _crosses(names, phases, interventions):
            made = map(_phase_name, _choices(names))
            found |= dict.fromkeys(made, _template(arm, names, phases))
    return found


def _choices(names: list[str]) -> Iterator[tuple[str, ...]]:
    """Yield each combination of interventions and shams."""
    yield from product(*((name, SHAM + name) for name in names))


def _phase_name(chosen: tuple[str, ...]) -> str:
    return "_and_".join(chosen)


def _cross_arms(data: Data, interventions: Mapping[str, Any]) -> None:
    """Put the arms that name interventions out into arms of their own, one for each combination.

    The phase that they are made from goes, unless the course has it too.
    """
    course = data.get("course")
    arms = course.get("arms") if isinstance(course, Mapping) else None
    if not isinstance(arms, Mapping):
        return
    written, found = dict(data["phases"]), Data()
    templates: dict[str, None] = {}
    for arm, names in arms.items():
        if not _crosses(names, written, interventions):
            found[arm] = names
            continue
        template = _template(arm, names, written)
        templates[template] = None
        for chosen in _choices(names):
            phase = _phase_name(chosen)
            if phase in data["phases"]:
                raise ConfigError(
                    f"course.arms.{arm}: makes a phase {phase!r}, which is there; rename that one"
                )
            swap = dict(zip(names, chosen, strict=True))
            data["phases"][phase] = _with(data["phases"][template], swap, interventions)
            found[phase] = [phase]
    data["course"]["arms"] = found
    rows = [data["course"].get("phases"), *found.values()]
    named = [name for row in rows if isinstance(row, list) for name in row]
    for template in templates:
        if template not in named:
            del data["phases"][template]


def _crosses(names: Any, phases: Mapping[str, Any], interventions: Mapping[str, Any]) -> bool:
    """Return whether an arm names interventions, and no phases."""
    are_names = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return are_names and bool(names) and all(n in interventions and n not in phases for n in names)


def _template(arm: str, names: list[str], phases: Mapping[str, Any]) -> str:
    """Return the phase whose rows name the interventions that an arm crosses."""
    able = [
        phase
        for phase, row in phases.items()
        if {*names} <= {one for _, each in _rows(phase, row) for one in each["interventions"]}
    ]
    if len(able) != 1:
        got = f"phases {', '.join(able)} do" if able else "no phase does"
        todo = "name a phase in the arm" if able else "give practice.interventions of one all"
        raise ConfigError(
            f"course.arms.{arm}: crosses {', '.join(names)}, which need one phase whose rows name "
            f"all of them, and {got}; {todo}"
        )
    return able[0]


def _with(phase: Data, swap: Mapping[str, str], interventions: Mapping[str, Any]) -> Data:
    """Return a phase with some of its interventions in place of others, named after them."""
    changed = copy.deepcopy(phase)
    for _, row in _rows("", changed):
        row["interventions"] = [swap.get(name, name) for name in row["interventions"]]
    changed["label"] = " + ".join(label_of(name, interventions) for name in swap.values())
    return changed


def label_of(name: str, interventions: Mapping[str, Any]) -> str:
    """Return the name of an intervention or of a sham for people."""
    real = name.removeprefix(SHAM)
    row = interventions.get(real)
    said = row.get("label") if isinstance(row, Mapping) else getattr(row, "label", "")
    label = said if isinstance(said, str) and said else real.replace("_", " ")
    return f"sham {label}" if name != real else label
