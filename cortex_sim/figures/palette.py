"""One look for every condition and every muscle, and looks that are left for unknown names.

Known conditions stand in `conditions`; others look as their place in their study says, while its
pictures are drawn (`looks`). Muscles have hues of their own, so that no colour means both: deep
muscles violet, superficial ones olive, dark and light; a muscle elsewhere in the body grey; a
muscle of one's own is none of these. Where there are more names than colours, the marker,
the line style or a label next to the data tells them apart.
"""

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import chain

from matplotlib.typing import ColorType, LineStyleType

from cortex_sim.figures.conditions import CONDITIONS, OKABE_ITO, PHASES, ConditionStyle

__all__ = [
    "OKABE_ITO",
    "ConditionStyle",
    "MuscleStyle",
    "condition_style",
    "condition_styles",
    "muscle_colour",
    "muscle_style",
    "muscle_styles",
]

# what no known condition has: dark hues, and markers in combinations that are free
_LEFT = ("#6B4E00", "#1F5A7A", "#7A1F4B", "#004D5A", "#5A2A00", "#A33A3A", "#3F7F5F")
_SPARE_MARKERS = ("X", "p", "h", "<", ">", "d", "*", "8")
_SPARE_LINES: tuple[LineStyleType, ...] = ("-", "--", "-.", ":")
_N_SPARE = len(_LEFT) * len(_SPARE_MARKERS)
# in CIELAB at least 38 from each other and from the known muscles, 12 from every condition
_LEFT_MUSCLES = ("#920C24", "#00B679", "#F36DAA", "#E78655", "#005500", "#00AACE", "#004979")


OF_STUDY: ContextVar[Mapping[str, ConditionStyle] | None] = ContextVar("looks", default=None)
"""Looks of the conditions of the study whose pictures are drawn."""

_TIMED = re.compile(r"(.+?)((?:_week)?_\d+)")
"""An arm's phase that is named by a time alone."""


@dataclass(frozen=True)
class MuscleStyle:
    """How a muscle is drawn in every figure; what it is called, its study says."""

    colour: ColorType
    """A matplotlib colour."""

    marker: str
    """A matplotlib marker."""

    linestyle: LineStyleType
    """A matplotlib line style."""


_MUSCLES = {
    "TrA": MuscleStyle("#8C7BD1", "^", "-."),
    "DM": MuscleStyle("#332288", "o", "-"),
    "LES": MuscleStyle("#8A8410", "s", "--"),
    "OE": MuscleStyle("#B3A93A", "D", ":"),
    "FDI": MuscleStyle("#777777", "v", (0, (5, 1))),
}


def _slot(name: str, taken: set[int]) -> int:
    """Return the first spare style from where the hash of ``name`` points to.

    One whose colour is free too comes first: in some pictures colour is all there is.
    """
    start = zlib.crc32(name.encode()) % _N_SPARE
    slots = [(start + step) % _N_SPARE for step in range(_N_SPARE)]
    colours = {slot % len(_LEFT) for slot in taken}
    new = (slot for slot in slots if slot % len(_LEFT) not in colours)
    free = (slot for slot in slots if slot not in taken)
    return next(chain(new, free), start)


def _spare(slot: int, colours: tuple[str, ...]) -> tuple[ColorType, str, LineStyleType]:
    # 7 colours and 8 markers have no common divisor: every slot is another combination
    return (
        colours[slot % len(colours)],
        _SPARE_MARKERS[slot % len(_SPARE_MARKERS)],
        _SPARE_LINES[slot % len(_SPARE_LINES)],
    )


def _spare_slots(names: Iterable[str], known: Iterable[str]) -> dict[str, int]:
    """Return a spare style for each unknown name, independent of their order."""
    slots: dict[str, int] = {}
    for name in sorted(set(names) - set(known)):
        slots[name] = _slot(name, set(slots.values()))
    return slots


def _unrepeated(name: str) -> str:
    """Return the name of a visit whose phase repeats its arm without the repetition."""
    for known in CONDITIONS:
        if name.startswith(f"{known}_{known}_"):
            return name[len(known) + 1 :]
    return name


def _later_phase(name: str) -> ConditionStyle | None:
    """Return the style of a known arm's later phase, such as its retention; None if it is none."""
    name = _unrepeated(name)
    for phase, style in PHASES.items():
        arm = CONDITIONS.get(name.removesuffix(f"_{phase}"))
        if name.endswith(f"_{phase}") and arm is not None:
            label = f"{arm.label}: {style.label}"
            return ConditionStyle(arm.colour, style.marker, style.linestyle, label)
    timed = _TIMED.fullmatch(name)
    arm = CONDITIONS.get(timed[1]) if timed else None
    if timed is None or arm is None:
        return None
    label = f"{arm.label}: {timed[2].replace('_', ' ').strip()}"
    return ConditionStyle(arm.colour, arm.marker, arm.linestyle, label)


def known_condition(name: str) -> ConditionStyle | None:
    """Return the look of a condition, or of a known arm's later phase, that a table names."""
    return CONDITIONS.get(name) or _later_phase(name)


def spare_conditions() -> Iterator[ConditionStyle]:
    """Yield the looks that are left for names that no table has, all different."""
    for slot in range(_N_SPARE):
        yield ConditionStyle(*_spare(slot, _LEFT), "")


def condition_styles(names: Iterable[str]) -> dict[str, ConditionStyle]:
    """Return the styles of several conditions, all different.

    Parameters
    ----------
    names
        Names of phases and arms, such as ``clbp``. Known names always look the same. A later
        phase of a known arm, such as ``no_training_retention``, has the arm's colour and the
        marker and line style of the phase; one that is only later (``go_on_4``,
        ``3_per_week_week_2``) looks like its arm. Within `looks.looks_of_study` other names look
        as their place in the study says. A name of no study gets one of the looks that are left:
        which one follows from the name, so it is the same in pictures that show other arms beside
        it; where two names meet, the second in the order of names gets the next free one (56
        before they repeat).
    """
    wanted = list(names)
    of_study = OF_STUDY.get() or {}
    found = {name: known_condition(name) or of_study.get(name) for name in wanted}
    styles = {name: style for name, style in found.items() if style is not None}
    for name, slot in _spare_slots(wanted, styles).items():
        styles[name] = ConditionStyle(*_spare(slot, _LEFT), name.replace("_", " "))
    return {name: styles[name] for name in wanted}


def condition_style(name: str) -> ConditionStyle:
    """Return the style of one condition; for a set of unknown ones see `condition_styles`."""
    return condition_styles([name])[name]


def muscle_styles(names: Iterable[str]) -> dict[str, MuscleStyle]:
    """Return the styles of several muscles, all different; as `condition_styles`."""
    wanted = list(names)
    styles = {name: _MUSCLES[name] for name in wanted if name in _MUSCLES}
    for name, slot in _spare_slots(wanted, _MUSCLES).items():
        styles[name] = MuscleStyle(*_spare(slot, _LEFT_MUSCLES))
    return {name: styles[name] for name in wanted}


def muscle_style(name: str) -> MuscleStyle:
    """Return the style of one muscle; for a set of unknown ones see `muscle_styles`."""
    return muscle_styles([name])[name]


def muscle_colour(name: str) -> ColorType:
    """Return the colour of one muscle; the same in every figure."""
    return muscle_style(name).colour
