"""The ledger as rows: for CSV, for the terminal and for the forest plot."""

import math
from collections.abc import Sequence

from cortex_sim.catalog.findings import Ledger, Part, Published, Reading
from cortex_sim.evidence.estimate import Estimate, Interval
from cortex_sim.evidence.score import FindingScore, PartScore

Row = dict[str, object]


def ledger_rows(scores: Sequence[FindingScore], ledger: Ledger) -> list[Row]:
    """Return one row per part of every finding, with everything that is known of it."""
    return [
        {**_finding_cells(score, ledger), **_part_cells(part)}
        for score in scores
        for part in score.parts
    ]


def _finding_cells(score: FindingScore, ledger: Ledger) -> Row:
    finding = score.finding
    sources = [f"{ledger.reference(key)} [{mark}]" for key, mark in finding.sources.items()]
    return {
        "number": finding.number,
        "finding": finding.id,
        "claim": finding.claim,
        "verdict": str(score.verdict),
        "origin": finding.origin,
        "imposed_by": "; ".join(f"{k}: {how}" for k, how in finding.imposed_by.items()) or None,
        "study": score.study or None,
        "strength": finding.strength,
        "sources": "; ".join(sources),
        "rests_on": " ".join(finding.rests_on) or None,
        "contradicted_by": " ".join(finding.contradicted_by) or None,
    }


def _part_cells(score: PartScore) -> Row:
    part, e = score.part, score.estimate
    known = part.published
    reading = next(iter(part.readings.values()))
    return {
        "part": score.name,
        "part_claim": part.claim,
        "decides": "yes" if part.decides else "no",
        "part_verdict": str(score.verdict),
        "reason": score.reason,
        "measure": reading.measure,
        "muscle": muscles(part),
        "contrast": contrast(part),
        "expected_sign": part.sign,
        **_estimate_cells(e),
        "p_holm": score.p_holm,
        "published_of": known.of,
        "published_low": known.low,
        "published_high": known.high,
        "published_unit": known.unit or None,
        "published_floor": known.floor,
        "published_n": " v ".join(map(str, known.n)) or None,
        "published_mark": known.mark,
        "published_note": known.note or None,
        "power_of_published_n": score.power,
        "n_needed_for_power_0.8": score.n_needed,
    }


def _estimate_cells(e: Estimate) -> Row:
    return {
        "n": e.n,
        "n_total": e.n_total,
        "mean_before": e.mean_before,
        "mean_after": e.mean_after,
        "value": e.value,
        "value_low": e.interval[0],
        "value_high": e.interval[1],
        "g_av": e.g_av,
        "g_av_low": e.g_av_interval[0],
        "g_av_high": e.g_av_interval[1],
        "g_z": e.g_z,
        "g_z_low": e.g_z_interval[0],
        "g_z_high": e.g_z_interval[1],
        "n_same_sign": e.n_same_sign,
        "p": e.p,
    }


def muscles(part: Part) -> str:
    """Return the muscles of a part as text."""
    if part.not_modelled:
        return ""
    named = [m for r in part.readings.values() for m in r.muscle or ()]
    return ", ".join(dict.fromkeys(m for m in named if m))


def contrast(part: Part) -> str:
    """Return what a part compares, such as ``healthy → clbp``."""
    if part.not_modelled:
        return ""
    places = {role: _place(reading) for role, reading in part.readings.items()}
    if part.test == "value":
        return places["after"]
    text = f"{places['before']} → {places['after']}"
    if part.test == "change_against":
        return f"({text}) − ({places['control_before']} → {places['control_after']})"
    return f"{text} → {places['later']}" if part.test == "retained" else text


def _place(reading: Reading) -> str:
    visit = str(reading.visit)
    return visit if reading.gaba_gain in (None, "phase") else f"{visit}, GABA_A {_gain(reading)}"


def _gain(reading: Reading) -> str:
    gain = reading.gaba_gain
    return gain if isinstance(gain, str) else f"{gain:g}"


def simulated(score: PartScore) -> str:
    """Return the simulated effect as text: g_av, or a value, with its interval."""
    e = score.estimate
    if e.n == 0 or not math.isfinite(e.value):
        return "–"
    if score.part.published.of == "g" and math.isfinite(e.g_av):
        return f"g_av {e.g_av:+.2f} {_ends(e.g_av_interval)}"
    unit = score.part.published.unit
    shown = f"{e.value:.3g} {_ends(e.interval)}"
    return f"{shown} {unit}".rstrip()


def published(known: Published) -> str:
    """Return the published band as text."""
    if known.band is None:
        return f"floor {known.floor:+.2f}" if known.floor is not None else "sign"
    low, high = known.band
    name = "g " if known.of == "g" else ""
    return f"{name}{low:g} to {high:g} {known.unit}".rstrip()


def _ends(interval: Interval) -> str:
    if not all(map(math.isfinite, interval)):
        return ""
    return f"[{interval[0]:.2f}, {interval[1]:.2f}]"


Effect = tuple[str, float, float, float, Interval | None, int, tuple[float, ...]]
"""Name, g_av, low and high end of its interval, published band of g, n, and subjects if few."""


def forest_groups(scores: Sequence[FindingScore]) -> dict[str, list[Effect]]:
    """Return the effects of the numbered findings and of the other rows, for forest plots."""
    groups: dict[str, list[Effect]] = {"forest_findings": [], "forest_rows": []}
    for score in scores:
        number = score.finding.number
        for part in score.parts:
            if math.isfinite(part.estimate.g_av):
                stem = "forest_rows" if number is None else "forest_findings"
                groups[stem].append(_effect(part, number))
    return groups


def _effect(score: PartScore, number: int | None) -> Effect:
    known, e = score.part.published, score.estimate
    name = score.part.claim if number is None else f"{number}. {score.part.claim}"
    band = known.band if known.of == "g" else None
    return (f"{name} ({score.verdict})", e.g_av, *e.g_av_interval, band, e.n, e.subjects)
