"""Main measures and their changes as rows, for programs and spreadsheets."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS, PairedEffect
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import noise_of
from cortex_sim.outcome.summary import contrasts, effect, main_measures

Row = dict[str, Any]
"""Column names to text, numbers or None."""


def visit_rows(result: StudyResult) -> Iterator[Row]:
    """Yield mean and SD over subjects of each main measure at each visit that has it.

    Of few subjects there is no SD, and `each_of_few` beside the mean.
    """
    for title, assessment, measure, muscle, unit in main_measures(result):
        for visit in result.visits:
            if assessment not in result.study.stages[visit.phase].visit:
                continue
            values = result.values(assessment, measure, muscle, *visit)
            seen = values[np.isfinite(values)]
            yield {
                "title": title,
                "assessment": assessment,
                "measure": measure,
                "muscle": muscle,
                "unit": unit,
                "visit": visit.key,
                "n": len(seen),
                "mean": float(seen.mean()) if len(seen) else None,
                "sd": float(seen.std(ddof=1)) if len(seen) >= MIN_SUBJECTS else None,
                "subjects": each_of_few(seen),
            }


def change_rows(result: StudyResult) -> Iterator[Row]:
    """Yield the paired change of each main measure between the visits that are compared.

    Of few subjects there is no interval, and `each_of_few` beside the mean change.
    """
    for title, assessment, measure, muscle, unit in main_measures(result):
        noise = noise_of(result, assessment, measure, muscle)
        for before, after in contrasts(result):
            e = effect(result, assessment, measure, muscle, (before, after))
            if e.n:
                yield {
                    "title": title,
                    "assessment": assessment,
                    "measure": measure,
                    "muscle": muscle,
                    "unit": unit,
                    "before": before.key,
                    "after": after.key,
                    **change_cells(e),
                    "smallest_change": noise.smallest(),
                    "beyond_noise": noise.beyond(e.changes),
                    "subjects": each_of_few(e.changes),
                }


def each_of_few(values: FloatArray | Sequence[float]) -> tuple[float, ...] | None:
    """Return the values of fewer subjects than `MIN_SUBJECTS`, in their order; None of more.

    A mean of few says less than they do.
    """
    return tuple(map(float, values)) if len(values) < MIN_SUBJECTS else None


def change_cells(e: PairedEffect) -> Row:
    """Return what a row says of a paired change."""
    return {
        "n": e.n,
        "change": e.mean_difference,
        "low": e.ci_low,
        "high": e.ci_high,
        "g_z": e.hedges_g_z,
        "same_sign": e.n_same_sign,
    }


def measure_rows(result: StudyResult) -> Iterator[Row]:
    """Yield all measures, a row for each subject, visit and muscle, as in ``measures.csv``."""
    for row in result.rows:
        yield row._asdict()
