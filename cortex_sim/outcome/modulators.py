"""The effect budget of a study: what each slow modulator did in each practice session."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations
from typing import NamedTuple

import numpy as np

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.laboratory import FACTORS
from cortex_sim.course.slow_practice import NOT_HELD
from cortex_sim.course.visit import Visit
from cortex_sim.csv_cells import csv_text
from cortex_sim.outcome.result import StudyResult
from cortex_sim.slow.modulators import acting_in

ALIKE = 0.95
"""Correlation of two modulators' log factors above which a study cannot tell them apart."""

NO_EFFECT = 5e-4
"""A factor this near to 1 is shown as 1."""


class BudgetRow(NamedTuple):
    """One factor in one practice session; mean over its blocks."""

    subject: int
    arm: str
    phase: str
    day: float
    number: int
    """Practice sessions before and including this one."""

    held: int
    """0: the session was not attended."""

    target: str
    modulator: str
    factor: float
    session: str


def budget_rows(result: StudyResult) -> list[BudgetRow]:
    """Return the factor of every modulator on every target in every practice session."""
    clock = result.study.slow_clock
    acting = () if clock is None else acting_in(clock)
    if not acting:
        return []
    rows: list[BudgetRow] = []
    for place, session in result.by_place.items():
        if session.kind is SessionKind.ASSESSMENT:
            continue
        arrays = result.record(session, ["slow"]).arrays
        held = int(NOT_HELD not in arrays)
        where = (place.subject, place.arm, place.phase, place.day, place.number, held)
        means = np.mean(arrays[FACTORS].values, axis=0)
        rows += [
            BudgetRow(*where, target, name, float(value), session.session_id)
            for (target, name), value in zip(acting, means, strict=True)
        ]
    return rows


def budget_csv(rows: Iterable[BudgetRow]) -> str:
    """Return the rows as the text of ``modulators.csv``."""
    return csv_text([BudgetRow._fields, *rows])


def phase_means(rows: Iterable[BudgetRow]) -> dict[tuple[str, str], dict[Visit, float]]:
    """Return the mean factor in the sessions of each phase, by target and modulator.

    A modulator that scales a target by 1 in every phase is left out.
    """
    found: dict[tuple[str, str], dict[Visit, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row.target, row.modulator][Visit(row.arm, row.phase)].append(row.factor)
    return {
        arrow: {visit: float(np.mean(factors)) for visit, factors in by_phase.items()}
        for arrow, by_phase in found.items()
        if any(abs(value - 1) > NO_EFFECT for values in by_phase.values() for value in values)
    }


def alike(rows: Iterable[BudgetRow]) -> list[tuple[str, str, str]]:
    """Return target and two modulators wherever the study cannot tell the two apart.

    Their log factors, of every session of every arm, correlate above `ALIKE` in size.
    """
    logs: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        logs[row.target][row.modulator].append(np.log(max(row.factor, 1e-12)))
    pairs = []
    for target, by_modulator in logs.items():
        moving = {name: values for name, values in by_modulator.items() if np.ptp(values) > 1e-9}
        for one, other in combinations(moving, 2):
            correlation = float(np.corrcoef(moving[one], moving[other])[0, 1])
            if abs(correlation) > ALIKE:
                pairs.append((target, one, other))
    return pairs
