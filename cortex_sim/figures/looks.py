"""How conditions look that no table names: by their place in the course of their study."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain

from matplotlib.typing import ColorType

from cortex_sim.figures.conditions import PHASES, ConditionStyle
from cortex_sim.figures.palette import OF_STUDY, known_condition, spare_conditions

_PAST = ("healthy", "clbp")
_ACTIVE = ("motor_control_training", "unspecific_exercise", "training_without_bdnf")
_RESTING = ("no_training",)
_LATER = ("P", "X", "d", "h", "8", "*")
"""Markers of the later phases of an arm, which have the arm's colour."""

Looks = dict[str, ConditionStyle]


@contextmanager
def looks_of_study(
    past: Sequence[str], arms: Mapping[str, Sequence[Sequence[str]]], resting: Collection[str] = ()
) -> Iterator[None]:
    """Draw conditions that no table names by their place in their study, in all pictures alike.

    The first visit of the past looks like ``healthy`` of the main study, the second like ``clbp``;
    arms look like its arms in their order, those that rest like ``no_training``. No colour is given
    away that another condition of the study has. The visits of an arm have its colour, those of
    its later phases another marker.

    Parameters
    ----------
    past
        Visits of the past that all arms share, in order.
    arms
        Visits of each arm, phase by phase.
    resting
        Arms in which the subjects only rest.
    """
    visits = {arm: [*chain.from_iterable(phases)] for arm, phases in arms.items()}
    names = (*past, *arms, *chain.from_iterable(visits.values()))
    found: Looks = {name: look for name in names if (look := known_condition(name)) is not None}
    for number, visit in enumerate(past):
        _give(visit, _PAST[number : number + 1], found)
    for arm in arms:
        _give(arm, _RESTING if arm in resting else _ACTIVE, found)
    for arm, phases in arms.items():
        for number, group in enumerate(phases):
            look = found[arm]
            if number:
                look = replace(look, marker=_LATER[(number - 1) % len(_LATER)])
            for visit in group:
                found.setdefault(visit, replace(look, label=_words(visit)))
    token = OF_STUDY.set(found)
    try:
        yield
    finally:
        OF_STUDY.reset(token)


def _give(name: str, like: Sequence[str], found: Looks) -> None:
    """Give a condition the first look whose colour, or at least marker, no other one has."""
    if name in found:
        return
    candidates = [*(PHASES[other] for other in like), *spare_conditions()]
    colours: set[ColorType] = {look.colour for look in found.values()}
    looks = {(look.colour, look.marker) for look in found.values()}
    free = chain(
        (look for look in candidates if look.colour not in colours),
        (look for look in candidates if (look.colour, look.marker) not in looks),
    )
    found[name] = replace(next(free, candidates[-1]), label=_words(name))


def _words(name: str) -> str:
    return name.replace("_", " ")
