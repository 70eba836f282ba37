"""What to write in place of a key of a config that nothing knows."""

from collections.abc import Sequence
from difflib import get_close_matches

from cortex_sim.config.cohort import OWN_LEVELS
from cortex_sim.config.course import Practice

_OWN_BASELINES = "people differ by the trait of a modulator: write trait: {mean: 1, sd: 0.2}"
ADVICE = {
    ("slow_clock", "baselines"): _OWN_BASELINES,
    ("slow_clock", "baseline_sd"): _OWN_BASELINES,
    ("slow_clock", "clamp"): "a phase holds a modulator: write levels: {dopamine: 0.25} there",
    ("phases", "clamp"): "levels holds slow modulators too: write levels: {dopamine: 0.25}",
    ("assessments", "direction"): "only a cued_movement has a cue, so only it has a direction",
}
"""What to write in place of a key that there was, or that another kind has, by section and key."""

SHORTEST = 3
"""Letters of a word from which on an s at the end is taken for a plural."""


def unknown_key(loc: Sequence[int | str], allowed: Sequence[str]) -> str:
    """Return what is wrong with a key that is not known, and what is probably meant.

    Parameters
    ----------
    loc
        Where it stands: keys and indices, outermost first, the key last.
    allowed
        Keys that are known there; none where nobody says them.
    """
    return f"unknown key '{loc[-1]}'{_meant(loc, allowed)}"


def _meant(loc: Sequence[int | str], allowed: Sequence[str]) -> str:
    key = str(loc[-1])
    if advice := ADVICE.get((str(loc[0]), key)):
        return f"; {advice}"
    close = get_close_matches(key, allowed, n=1) or _with_word(key, allowed)
    hint = f"; did you mean '{close[0]}'?" if close else ""
    match tuple(loc):
        case ("phases", _, _) if not close and (of_row := _of_row(key)):
            return of_row
        case ("cohort", "traits", _) if not close:
            hint = f"; {OWN_LEVELS.format(name=key)}"
    return f"{hint}; known keys: {', '.join(allowed)}" if allowed else hint


def _with_word(key: str, allowed: Sequence[str]) -> list[str]:
    """Return the names that have a key, or its singular, as one of their words."""
    words = {key, key.removesuffix("s") if len(key) > SHORTEST else key}
    return [name for name in allowed if words & {*name.split("_")}]


def _of_row(key: str) -> str:
    """Return where a field of a row of practice stands; empty if the key is like none."""
    close = get_close_matches(key, Practice.model_fields, n=1)
    if not close:
        return ""
    (field,) = close
    meant = "it" if field == key else f"did you mean '{field}'? It"
    return (
        f"; {meant} is of a row, so it stands in practice: [{{{field}: ...}}], or in a phase with "
        "based_on"
    )
