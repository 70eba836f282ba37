"""Whether a change of a study changes any of its sessions: what does not is a misspelt name.

A study may define more than it uses, so ``phases.clpb.gaba_gain=0.7`` is no impossible
study: it has one more phase, which no course names. But nobody changes a field to have
the same results.
"""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from cortex_sim.config.load import load_study, study_as_data
from cortex_sim.config.shipped import find_study
from cortex_sim.config.study import NOT_SCIENCE, Study
from cortex_sim.config.yaml_loader import split_override
from cortex_sim.course.compared import check_contrasts
from cortex_sim.course.plan import make_plan
from cortex_sim.course.unused import refuse_slips, unmoved_modulators
from cortex_sim.errors import ConfigError

READ_AFTERWARDS = ("primary_pair", "reference_phase")
"""Fields of a study that tables and pictures read, and no session."""

TEXTS = ("label", "name", "description", "source")
"""Fields with text for people."""

Pair = tuple[Study, Study]
"""A study without a change and with it."""


def load_acting_study(path: Path | str, overrides: Sequence[str] = ()) -> Study:
    """Return the study of a file, refusing overrides that change none of its sessions.

    An override may say what holds already, change how the study is run or named, or
    what tables and pictures read.

    Raises
    ------
    ConfigError
        As `cortex_sim.config.load.load_study`; or if an override changes no session, the file
        defines a slip of a used name that nothing uses, or a contrast names what is not there.
    """
    study = load_study(path, overrides)
    for number, override in enumerate(overrides):
        key, value = split_override(override)
        where = f"override '{override:.200}'"
        try:
            without = load_study(path, (*overrides[:number], *overrides[number + 1 :]))
        except ConfigError:
            # the rest of the study relies on it
            continue
        refuse_idle_value(where, key, value, [(without, study)])
    refuse_slips(path, [study], [split_override(override)[0] for override in overrides])
    check_contrasts(study, find_study(path))
    return study


def refuse_idle_value(where: str, key: str, value: object, pairs: Sequence[Pair]) -> None:
    """Raise an error as `refuse_idle`, or if a map is set that has no value in it.

    What holds already may be said, and what tables, pictures and people read.

    Parameters
    ----------
    where, key, pairs
        As of `refuse_idle`.
    value
        What the field is set to.

    Raises
    ------
    ConfigError
        As `refuse_idle`, or with what to write.
    """
    if all(without == changed for without, changed in pairs):
        if pairs and _is_empty(value):
            raise ConfigError(
                f"{where}: changes nothing, because a map is merged and this one has no value; "
                "name a field and its value, or null to remove what is there"
            )
    elif not is_read_elsewhere(key, pairs[0][0]):
        refuse_idle(where, key, pairs)


def _is_empty(value: object) -> bool:
    return isinstance(value, Mapping) and all(map(_is_empty, value.values()))


def refuse_idle(where: str, key: str, pairs: Iterable[Pair]) -> None:
    """Raise an error if a change makes no difference to the sessions of any study.

    Parameters
    ----------
    where
        How the message begins.
    key
        The dotted field that is changed.
    pairs
        Studies without and with the change; the first pair that differs ends the search.
        Without a pair nothing is known, and nothing is refused.

    Raises
    ------
    ConfigError
        With the nearest name that exists.
    """
    compared: Study | None = None
    for without, changed in pairs:
        if without != changed and have_other_sessions(without, changed):
            return
        compared = without
    if compared is not None:
        raise ConfigError(f"{where}: changes no session of the study; {_hint(key, compared)}")


def have_other_sessions(one: Study, other: Study) -> bool:
    """Return whether two studies differ in a session, or in where one stands.

    The first subject speaks for all.
    """
    if (one.cohort.subjects, one.cohort.first_seed) != (
        other.cohort.subjects,
        other.cohort.first_seed,
    ):
        return True
    return make_plan(_at_least(one)).places != make_plan(_at_least(other)).places


def _at_least(study: Study) -> Study:
    """Return a study with its first subject alone, and without modulators that never act."""
    changes: dict[str, Any] = {"cohort": study.cohort.model_copy(update={"subjects": 1})}
    if (clock := study.slow_clock) and (idle := unmoved_modulators(study)):
        rows = {name: row for name, row in clock.modulators.items() if name not in idle}
        changes["slow_clock"] = clock.model_copy(update={"modulators": rows})
    return study.model_copy(update=changes)


def is_read_elsewhere(key: str, study: Study) -> bool:
    """Return whether a field is rightly read by no session: text, or for tables and pictures.

    Text has to be of something that the study has.
    """
    *above, last = key.split(".")
    if (above or [last])[0] in (*NOT_SCIENCE, *READ_AFTERWARDS):
        return True
    data: Any = study_as_data(study)
    for part in above:
        data = data.get(part) if isinstance(data, dict) else None
    return last in TEXTS and isinstance(data, dict)


def _hint(key: str, study: Study) -> str:
    """Return what to write instead of a key that changes nothing."""
    parts, data = key.split("."), study_as_data(study)
    beside: dict[int, list[str]] = {}
    for number, part in enumerate(parts[:-1]):
        if not isinstance(data, dict):
            break
        if part not in data:
            return _nearest(parts, number, list(data))
        if others := [name for name in data if name != part]:
            beside[number] = others
        data = data[part]
    unused = "nothing that the course does depends on it"
    hints = [_nearest(parts, number, names) for number, names in beside.items() if number]
    return "; ".join([unused, *sorted(hints, key=lambda hint: "did you" not in hint)[:1]])


def _nearest(parts: list[str], number: int, names: list[str]) -> str:
    if close := difflib.get_close_matches(parts[number], names, n=1):
        meant = ".".join([*parts[:number], close[0], *parts[number + 1 :]])
        return f"did you mean '{meant}'?"
    place = ".".join(parts[:number])
    return f"{place} has {', '.join(names)}"
