"""From an estimate and a published result to a verdict.

Published effects compare groups of different people, in units of the SD *between*
people. So the simulated effect that is set beside them is g_av, which is in units of the
SD between subjects too. g_z, in units of the SD of the changes within subjects, grows
with the correlation of the visits and is reported beside it only.
"""

import math
from enum import StrEnum

from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.catalog.findings import Part
from cortex_sim.evidence.estimate import Estimate, Interval

ALPHA = 0.05
"""Largest p of a clear effect is below this."""

MIN_SHARE = 0.5
"""Share of subjects that must have all values."""


class Verdict(StrEnum):
    """What a study says about a finding."""

    CONTRADICTED = "contradicted"
    NOT_REPRODUCED = "not reproduced"
    SIGN_ONLY = "sign only"
    REPRODUCED = "reproduced"
    NOT_SCORED = "not scored"
    NOT_MODELLED = "not modelled"


Judgement = tuple[Verdict, str]
NO_BAND: Interval = (-math.inf, math.inf)

_FROM_WORST = [
    Verdict.CONTRADICTED,
    Verdict.NOT_SCORED,
    Verdict.NOT_REPRODUCED,
    Verdict.SIGN_ONLY,
    Verdict.REPRODUCED,
]


def weakest(verdicts: list[Verdict]) -> Verdict:
    """Return the verdict of a finding from those of its deciding parts.

    A part that is contradicted decides, whatever the others would say. Otherwise a part that
    cannot be scored leaves the finding not scored. Parts that are not modelled do not count unless
    there are no others.
    """
    modelled = [v for v in verdicts if v is not Verdict.NOT_MODELLED]
    return min(modelled, key=_FROM_WORST.index, default=Verdict.NOT_MODELLED)


def judge(part: Part, e: Estimate) -> Judgement:
    """Return the verdict on one part, and why.

    Parameters
    ----------
    part
        With the expected sign and the published band.
    e
        What the study says.
    """
    if e.n < 2:
        return Verdict.NOT_SCORED, f"{e.n} of {e.n_total} subjects: no claim from one seed"
    if e.n < MIN_SHARE * e.n_total:
        return Verdict.NOT_SCORED, f"values of {e.n} of {e.n_total} subjects only"
    if not math.isfinite(e.value):
        return Verdict.NOT_SCORED, "the effect is not defined"
    if part.test in ("value", "ratio", "share"):
        return _judge_range(part, e)
    return _judge_unchanged(part, e) if part.sign == 0 else _judge_sign(part, e)


def _judge_sign(part: Part, e: Estimate) -> Judgement:
    value, interval = _tested(e)
    if value == 0:
        return Verdict.NOT_REPRODUCED, "no change at all"
    doubt = _doubt(e, interval)
    if (part.sign or 0) * value < 0:
        if doubt:
            return Verdict.NOT_REPRODUCED, f"opposite sign, {doubt}"
        return Verdict.CONTRADICTED, "opposite sign, interval excludes 0"
    return (Verdict.SIGN_ONLY, doubt) if doubt else _judge_band(part, e)


def _judge_band(part: Part, e: Estimate) -> Judgement:
    """Return the verdict on an effect whose sign is right and clear."""
    band, published = part.published.band, part.published
    if band is None:
        return Verdict.REPRODUCED, "sign as published; no size was published"
    of_g = published.of == "g"
    value, interval = (e.g_av, e.g_av_interval) if of_g else (e.value, e.interval)
    name = "g_av" if of_g else f"difference in {published.unit}"
    if not math.isfinite(value):
        return Verdict.SIGN_ONLY, f"{name} is not defined (no variation between subjects)"
    if band[0] <= value <= band[1]:
        return Verdict.REPRODUCED, f"{name} in the published band"
    side = "below" if value < band[0] else "above"
    low, high = interval if is_known(interval) else (value, value)
    reaches = low <= band[1] and high >= band[0]
    more = ", which its interval reaches" if reaches else ""
    return Verdict.SIGN_ONLY, f"{name} lies {side} the published band{more}"


def _judge_unchanged(part: Part, e: Estimate) -> Judgement:
    low, high = part.published.band or NO_BAND
    if not math.isfinite(e.g_av):
        if e.value == 0:
            return Verdict.REPRODUCED, "no change at all"
        return Verdict.NOT_SCORED, "g_av is not defined (no variation between subjects)"
    ends, band = e.g_av_interval, f"{low:g} to {high:g}"
    if not low <= e.g_av <= high:
        if (ends[1] < low or ends[0] > high) and not _doubt(e, ends):
            return Verdict.CONTRADICTED, f"changed: the interval lies beyond {band}"
        return Verdict.NOT_REPRODUCED, f"g_av lies beyond {band}"
    if low <= ends[0] and ends[1] <= high and e.n >= MIN_SUBJECTS:
        return Verdict.REPRODUCED, f"interval lies within {band}"
    return Verdict.SIGN_ONLY, f"small, but its interval reaches beyond {band}"


def _judge_range(part: Part, e: Estimate) -> Judgement:
    low, high = part.published.band or NO_BAND
    if low <= e.value <= high:
        if e.n < MIN_SUBJECTS:
            return Verdict.SIGN_ONLY, f"in the published range; {_few(e)}"
        return Verdict.REPRODUCED, "in the published range"
    side = "below" if e.value < low else "above"
    if part.reference is None or not part.sign:
        return Verdict.NOT_REPRODUCED, f"{side} the published range"
    right = part.sign * (e.value - part.reference) > 0
    clear = excludes(e.interval, part.reference) and e.n >= MIN_SUBJECTS
    if right:
        return Verdict.SIGN_ONLY, f"{side} the published range"
    if clear:
        return Verdict.CONTRADICTED, f"on the other side of {part.reference:g}"
    return Verdict.NOT_REPRODUCED, f"not on the expected side of {part.reference:g}"


def excludes(interval: Interval, value: float) -> bool:
    """Return whether an interval is known and does not hold a value."""
    return is_known(interval) and not interval[0] <= value <= interval[1]


def is_known(interval: Interval) -> bool:
    """Return whether both ends of an interval are known."""
    return all(math.isfinite(end) for end in interval)


def _tested(e: Estimate) -> tuple[float, Interval]:
    """Return the effect whose interval decides: g_av, else the difference itself."""
    known = math.isfinite(e.g_av) and is_known(e.g_av_interval)
    return (e.g_av, e.g_av_interval) if known else (e.value, e.interval)


def _doubt(e: Estimate, interval: Interval) -> str:
    """Return why an effect is not clear of 0, empty if it is.

    The sign-flip p is exact for few subjects; bootstrap intervals are a little too
    narrow. Both must speak against 0.
    """
    if e.n < MIN_SUBJECTS:
        return _few(e)
    if not is_known(interval):
        return "no interval"
    if not excludes(interval, 0.0):
        return "interval includes 0"
    return f"interval excludes 0 but p = {e.p:.2g}" if e.p >= ALPHA else ""


def _few(e: Estimate) -> str:
    return f"{e.n} subjects; {MIN_SUBJECTS} are needed for more than a sign"
