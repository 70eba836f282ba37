"""Which arms of a study are doses of one cause, and how large each dose is.

Arms are doses of a cause if their last phases differ in nothing else: the same practice, the
same state otherwise. So the axis of a picture is the number itself and not a row of names.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.study import Study

MIN_DOSES = 3
"""With fewer there is no course to see."""

_LABELS = {
    "gaba_gain": "GABA_A gain (1 = healthy)",
    "bdnf": "BDNF (1 = healthy rest)",
    "delay_ms": "delay of the deep muscles (ms)",
    "sessions": "sessions of practice",
}
_NOT_A_DOSE = {"label", "description", "source", "based_on"}


@dataclass(frozen=True)
class DoseSeries:
    """Arms that differ in one number."""

    label: str
    """What the number is, with its unit."""

    doses: tuple[tuple[float, str], ...]
    """Number and arm, in the order of the numbers."""


def dose_series(study: Study) -> list[DoseSeries]:
    """Return the doses among a study's arms, those of one phase, by cause.

    Parameters
    ----------
    study
        Its arms are compared by what they are configured to do.

    Returns
    -------
    list of DoseSeries
        Each with at least `MIN_DOSES` different numbers; empty if no arms are doses.
    """
    arms = {arm: _facts(study, p[0]) for arm, p in study.course.arms.items() if len(p) == 1}
    return [
        DoseSeries(label, tuple(sorted(doses.items())))
        for key, label in _LABELS.items()
        for doses in _alike_but_for(key, arms)
        if len(doses) >= MIN_DOSES
    ]


def _alike_but_for(key: str, arms: dict[str, dict[str, Any]]) -> Iterator[dict[float, str]]:
    """Yield the groups of arms that are equal in all facts but one, as number to arm."""
    groups: dict[str, dict[float, str]] = {}
    for arm, facts in arms.items():
        rest = repr(sorted((name, value) for name, value in facts.items() if name != key))
        if facts[key] is None:
            continue
        doses = groups.setdefault(rest, {})
        # of arms that are the same, the one that is named after the cause stands for the dose
        if facts[key] not in doses or arm.startswith(key.partition("_")[0]):
            doses[facts[key]] = arm
    yield from groups.values()


def _facts(study: Study, phase_name: str) -> dict[str, Any]:
    """Return what a phase does: its numbers, and all else as data."""
    phase = study.phases[phase_name].model_dump(exclude=_NOT_A_DOSE)
    practice = [dict(row) for row in study.phases[phase_name].practice]
    sequences = [_sequence(study, row.pop("sequence")) for row in practice]
    delays = {delay for one in sequences for delay in one.pop("delays")}
    del phase["practice"]
    sessions = practice[0].pop("sessions") if len(practice) == 1 else None
    return {
        "gaba_gain": phase.pop("gaba_gain"),
        "bdnf": phase.pop("bdnf"),
        "delay_ms": round(1e3 * delays.pop(), 6) if len(delays) == 1 else None,
        "sessions": sessions,
        "rest": repr((phase, practice, sequences, sorted(delays))),
    }


def _sequence(study: Study, name: str | None) -> dict[str, Any]:
    """Return a sequence as data, and the delays of the deep muscles apart from it."""
    if name is None:
        return {"delays": []}
    sequence = resolve_sequence(study.sequences, name)
    deep = [muscle for muscle, facts in study.muscles.items() if facts.depth == "deep"]
    muscles = {muscle: dict(one) for muscle, one in sequence.muscles.items() if one}
    delays = [muscles[muscle].pop("delay") for muscle in deep if muscle in muscles]
    rest = sequence.model_dump(exclude={*_NOT_A_DOSE, "muscles"})
    return {"muscles": muscles, **rest, "delays": delays}
