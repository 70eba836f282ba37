"""Noise of measurements, from assessments that were repeated without practice between."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cortex_sim.analysis.reliability import Retest, retest
from cortex_sim.catalog.retest import MEASURED_BY, default_noise
from cortex_sim.course.visit import Visit
from cortex_sim.csv_cells import csv_text
from cortex_sim.outcome.result import StudyResult


class RetestRow(NamedTuple):
    """Reliability of one measure at one visit."""

    visit: Visit
    assessment: str
    measure: str
    muscle: str
    unit: str
    mean: float
    found: Retest


def retest_rows(result: StudyResult) -> Iterator[RetestRow]:
    """Yield the reliability of every measure of every assessment that was repeated."""
    repeated = {name for name, one in result.study.assessments.items() if one.repeat > 1}
    keys = dict.fromkeys(
        (Visit(row.arm, row.phase), row.assessment, row.measure, row.muscle, row.unit)
        for row in result.rows
        if row.assessment in repeated
    )
    for visit, assessment, measure, muscle, unit in keys:
        values = result.repeats(assessment, measure, muscle, *visit)
        known = values[np.isfinite(values)]
        mean = float(known.mean()) if len(known) else float("nan")
        yield RetestRow(visit, assessment, measure, muscle, unit, mean, retest(values))


def retest_csv(result: StudyResult) -> str:
    """Return `retest_rows` as CSV text, empty if nothing was repeated."""
    rows = list(retest_rows(result))
    if not rows:
        return ""
    place = ("arm", "phase", "assessment", "measure", "muscle")
    numbers = ("mean", "unit", "icc", "sem", "smallest_change", "subjects", "repeats")
    cells = [
        (*row.visit, row.assessment, row.measure, row.muscle, row.mean, row.unit, row.found.icc,
         row.found.sem, row.found.smallest_change, row.found.n_subjects, row.found.n_repeats)
        for row in rows
    ]  # fmt: skip
    return csv_text([(*place, *numbers), *cells], digits=6)


ROUNDING = 1e-9
"""Share of a value below which a difference of repeats is arithmetic."""


@dataclass(frozen=True)
class Noise:
    """How far a value of one subject scatters without any change."""

    sem: float
    """SD of one measurement within a subject; nan if nobody knows it."""

    source: str = ""
    """Where it was measured."""

    repeats: int = 1
    """Measurements of which a value is the mean."""

    def smallest(self, factor: float = math.sqrt(2)) -> float:
        """Return the smallest detectable change of one subject, nan if the noise is unknown.

        Parameters
        ----------
        factor
            Root of the sum of the squared factors by which values enter; of a difference of two
            values the root of 2.

        References
        ----------
        Weir (2005), doi 10.1519/15184.1.
        """
        return 1.96 * factor * self.sem / math.sqrt(self.repeats)

    def beyond(self, changes: Iterable[float], factor: float = math.sqrt(2)) -> int | None:
        """Return how many subjects change by more than that; None if the noise is unknown."""
        least = self.smallest(factor)
        if not math.isfinite(least):
            return None
        return sum(abs(change) > least for change in changes)


def noise_of(result: StudyResult, assessment: str, measure: str, muscle: str) -> Noise:
    """Return the noise of a measurement: of the study's own repeats, else of the default model.

    Repeats are pooled over visits. Where they differ by rounding alone, as those of a weight do,
    there is no noise to know.
    """
    repeats = result.study.assessments[assessment].repeat
    if repeats == 1:
        sem = default_noise(result.study, assessment, measure, muscle)
        return Noise(sem, MEASURED_BY)
    values = [result.repeats(assessment, measure, muscle, *visit) for visit in result.visits]
    known = [sem for sem in (retest(of_visit).sem for of_visit in values) if np.isfinite(sem)]
    sem = float(np.sqrt(np.mean(np.square(known)))) if known else math.nan
    if known and sem <= ROUNDING * np.nanmax(np.abs(np.concatenate(values))):
        sem = math.nan
    return Noise(sem, "repeats of this study", repeats)
