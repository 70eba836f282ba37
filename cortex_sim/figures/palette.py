"""One colour and a second cue (marker, line style) for every condition and muscle.

The colours are those of Okabe & Ito (2008, https://jfly.uni-koeln.de/color/), which remain
apart for people with protanopia, deuteranopia and tritanopia. Healthy is black, the
reference. Deep muscles have cool colours, superficial ones warm colours. Where there are more
names than colours, the marker, the line style or a label next to the data tells them apart.
"""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.typing import ColorType, LineStyleType

_BLACK = "#000000"
_ORANGE = "#E69F00"
_SKY_BLUE = "#56B4E9"
_GREEN = "#009E73"
_YELLOW = "#F0E442"
_BLUE = "#0072B2"
_VERMILLION = "#D55E00"
_PURPLE = "#CC79A7"

OKABE_ITO = (_BLACK, _ORANGE, _SKY_BLUE, _GREEN, _YELLOW, _BLUE, _VERMILLION, _PURPLE)
"""The eight colours, in the published order. matplotlib has them as ``okabe_ito`` from 3.11."""

# Names we do not know get the same hues at 60 % lightness, so they differ from all above.
_DARKER = ("#8A5F00", "#346C8C", "#005F45", "#908928", "#00446B", "#803800", "#7A4964")
_SPARE_MARKERS = ("X", "p", "h", "<", ">", "d", "*", "8")
_SPARE_LINES: tuple[LineStyleType, ...] = ("-", "--", "-.", ":")
_N_SPARE = len(_DARKER) * len(_SPARE_MARKERS)


@dataclass(frozen=True)
class ConditionStyle:
    """How a condition (a phase or an arm) is drawn in every figure."""

    colour: ColorType
    """A matplotlib colour."""

    marker: str
    """A matplotlib marker."""

    linestyle: LineStyleType
    """A matplotlib line style."""

    label: str
    """What a reader sees, e.g. ``CLBP``."""


@dataclass(frozen=True)
class MuscleStyle:
    """How a muscle is drawn in every figure."""

    colour: ColorType
    """A matplotlib colour."""

    marker: str
    """A matplotlib marker."""

    linestyle: LineStyleType
    """A matplotlib line style."""

    full_name: str
    """The anatomical name; the short one if it is not known."""


_CONDITIONS = {
    "healthy": ConditionStyle(_BLACK, "o", "-", "healthy"),
    "clbp": ConditionStyle(_VERMILLION, "s", "--", "CLBP"),
    "motor_control_training": ConditionStyle(_GREEN, "^", "-", "motor control training"),
    "no_training": ConditionStyle(_PURPLE, "v", ":", "no training"),
    "unspecific_exercise": ConditionStyle(_ORANGE, "D", "-.", "unspecific exercise"),
    "training_without_bdnf": ConditionStyle(
        _SKY_BLUE, "H", (0, (4, 1, 1, 1, 1, 1)), "training without BDNF"
    ),
    "retention": ConditionStyle(_BLUE, "P", (0, (1, 2)), "retention"),
}

_CAUSE_COLOURS = {"delay": _BLUE, "co_contraction": _ORANGE, "gaba": _PURPLE, "bdnf": _SKY_BLUE}
# doses: a ramp from light to dark
_DOSES = {
    "gaba_100": ("#FDBE85", "s"),
    "gaba_085": ("#FD8D3C", "s"),
    "gaba_070": ("#D94801", "s"),
    "gaba_055": ("#8C2D04", "s"),
    "gaba_040": ("#451500", "s"),
    "delay_000": ("#9ECAE1", "D"),
    "delay_030": ("#4292C6", "D"),
    "delay_090": ("#084594", "D"),
}
_ABLATIONS = {
    **{
        f"{cause}_alone": ConditionStyle(colour, "<", "-", f"{cause.replace('_', ' ')} alone")
        for cause, colour in _CAUSE_COLOURS.items()
    },
    **{
        f"without_{cause}": ConditionStyle(colour, ">", ":", f"without {cause.replace('_', ' ')}")
        for cause, colour in _CAUSE_COLOURS.items()
    },
    **{
        name: ConditionStyle(colour, marker, "-", name.replace("_", " "))
        for name, (colour, marker) in _DOSES.items()
    },
    "no_cause": ConditionStyle("#8C8C8C", "o", "--", "no cause"),
    "plasticity_off": ConditionStyle("#595959", "X", ":", "plasticity off"),
    "shuffled": ConditionStyle("#908928", "*", "-.", "shuffled"),
}
"""Arms of the studies of causes and doses: what belongs together looks alike."""

_KNOWN = _CONDITIONS | _ABLATIONS

_MUSCLES = {
    "TrA": MuscleStyle(_SKY_BLUE, "^", "-.", "transversus abdominis"),
    "DM": MuscleStyle(_BLUE, "o", "-", "deep multifidus"),
    "LES": MuscleStyle(_ORANGE, "s", "--", "lumbar erector spinae"),
    "OE": MuscleStyle(_VERMILLION, "D", ":", "obliquus externus"),
    "FDI": MuscleStyle(_BLACK, "v", (0, (5, 1)), "first dorsal interosseous"),
}


def _slot(name: str, taken: set[int]) -> int:
    """Return the first free spare style from where the hash of ``name`` points to."""
    start = zlib.crc32(name.encode()) % _N_SPARE
    for step in range(_N_SPARE):
        slot = (start + step) % _N_SPARE
        if slot not in taken:
            return slot
    return start


def _spare(slot: int) -> tuple[ColorType, str, LineStyleType]:
    # 7 colours and 8 markers have no common divisor: every slot is another combination
    return (
        _DARKER[slot % len(_DARKER)],
        _SPARE_MARKERS[slot % len(_SPARE_MARKERS)],
        _SPARE_LINES[slot % len(_SPARE_LINES)],
    )


def _spare_slots(names: Iterable[str], known: Iterable[str]) -> dict[str, int]:
    """Return a spare style for each unknown name, independent of their order."""
    slots: dict[str, int] = {}
    for name in sorted(set(names) - set(known)):
        slots[name] = _slot(name, set(slots.values()))
    return slots


def _later_phase(name: str) -> ConditionStyle | None:
    """Return the style of a known arm's later phase, such as its retention; None if it is none."""
    for phase, style in _CONDITIONS.items():
        arm = _KNOWN.get(name.removesuffix(f"_{phase}"))
        if name.endswith(f"_{phase}") and arm is not None:
            label = f"{arm.label}: {style.label}"
            return ConditionStyle(arm.colour, style.marker, style.linestyle, label)
    return None


def condition_styles(names: Iterable[str]) -> dict[str, ConditionStyle]:
    """Return the styles of several conditions, all different.

    Parameters
    ----------
    names
        Names of phases and arms, such as ``clbp``. Known names always look the same. A later
        phase of a known arm, such as ``no_training_retention``, has the arm's colour and the
        marker and line style of the phase. An unknown one looks the same too, whatever the order,
        unless its style is taken by another unknown name; then it gets the next free one (56
        before they repeat).
    """
    wanted = list(names)
    found = {name: _KNOWN.get(name) or _later_phase(name) for name in wanted}
    styles = {name: style for name, style in found.items() if style is not None}
    for name, slot in _spare_slots(wanted, styles).items():
        styles[name] = ConditionStyle(*_spare(slot), name.replace("_", " "))
    return {name: styles[name] for name in wanted}


def condition_style(name: str) -> ConditionStyle:
    """Return the style of one condition; for a set of unknown ones see `condition_styles`."""
    return condition_styles([name])[name]


def muscle_styles(names: Iterable[str]) -> dict[str, MuscleStyle]:
    """Return the styles of several muscles, all different; as `condition_styles`."""
    wanted = list(names)
    styles = {name: _MUSCLES[name] for name in wanted if name in _MUSCLES}
    for name, slot in _spare_slots(wanted, _MUSCLES).items():
        styles[name] = MuscleStyle(*_spare(slot), name)
    return {name: styles[name] for name in wanted}


def muscle_style(name: str) -> MuscleStyle:
    """Return the style of one muscle; for a set of unknown ones see `muscle_styles`."""
    return muscle_styles([name])[name]


def muscle_colour(name: str) -> ColorType:
    """Return the colour of one muscle; the same in every figure."""
    return muscle_style(name).colour
