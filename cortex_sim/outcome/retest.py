"""Noise of measurements, from assessments that were repeated without practice between."""

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from cortex_sim.analysis.reliability import Retest, retest
from cortex_sim.course.visit import Visit
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
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    place = ("arm", "phase", "assessment", "measure", "muscle")
    numbers = ("mean", "unit", "icc", "sem", "smallest_change", "subjects", "repeats")
    writer.writerow([*place, *numbers])
    for row in rows:
        found = row.found
        noise = [f"{value:.6g}" for value in (found.icc, found.sem, found.smallest_change)]
        where = [*row.visit, row.assessment, row.measure, row.muscle, f"{row.mean:.6g}", row.unit]
        writer.writerow([*where, *noise, found.n_subjects, found.n_repeats])
    return text.getvalue()


def noise_of(result: StudyResult, assessment: str, measure: str, muscle: str) -> float:
    """Return the SD of one measurement within a subject (SEM), pooled over visits.

    It is nan if no visit repeats the assessment.
    """
    found = (
        retest(values)
        for values in (
            result.repeats(assessment, measure, muscle, *visit) for visit in result.visits
        )
        if values.shape[1] > 1
    )
    known = [one.sem for one in found if np.isfinite(one.sem)]
    return float(np.sqrt(np.mean(np.square(known)))) if known else float("nan")
