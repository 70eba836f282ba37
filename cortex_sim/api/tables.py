"""Measures and effects as pandas tables."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from cortex_sim.api.names import known
from cortex_sim.api.notebook import pandas
from cortex_sim.course.from_study import study_in
from cortex_sim.course.visit import Visit
from cortex_sim.model.subject import draw_individual
from cortex_sim.outcome.contrast_text import contrast_rows
from cortex_sim.outcome.contrasts import Compared
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import effect
from cortex_sim.outcome.tables import change_cells

if TYPE_CHECKING:
    import pandas as pd


def measures(result: StudyResult) -> pd.DataFrame:
    """Return all measures of a study, a row each, with day and traits."""
    whom = dict.fromkeys((row.subject, row.arm) for row in result.rows)
    traits = {one: _traits(result, *one) for one in whom}
    rows = [
        {
            "subject": row.subject,
            "arm": row.arm,
            "phase": row.phase,
            "visit": Visit(row.arm, row.phase).key,
            **{name: getattr(row, name) for name in row._fields[3:]},
            **traits[row.subject, row.arm],
        }
        for row in result.rows
    ]
    return pandas().DataFrame(rows)


def contrasts(rows: list[Compared]) -> pd.DataFrame:
    """Return contrasts, a row each."""
    return pandas().DataFrame(contrast_rows(rows))


def _traits(result: StudyResult, subject: int, arm: str) -> dict[str, float]:
    individual = draw_individual(study_in(result.study, arm).cohort.traits, subject)
    return {f"trait_{name}": value for name, value in asdict(individual).items()}


def effects(
    result: StudyResult,
    measure: str,
    muscle: str,
    visits: tuple[Visit, Visit],
    assessment: str | None,
) -> pd.DataFrame:
    """Return the paired effect between two visits, a row for each assessment that has both."""
    names = _assessments(result, measure, muscle, visits, assessment)
    changes = {name: effect(result, name, measure, muscle, visits) for name in names}
    units = {row.assessment: row.unit for row in result.rows if row.measure == measure}
    rows = [
        {"assessment": name, "unit": units[name], **change_cells(change)}
        for name, change in changes.items()
    ]
    table = pandas().DataFrame(rows).set_index("assessment")
    before, after = (visit.key for visit in visits)
    table.attrs |= {"measure": measure, "muscle": muscle, "before": before, "after": after}
    table.attrs["effects"] = changes
    return table


def _assessments(
    result: StudyResult,
    measure: str,
    muscle: str,
    visits: tuple[Visit, Visit],
    assessment: str | None,
) -> list[str]:
    """Return the assessments with a measure of a muscle at both visits, or refuse."""
    study = result.study
    at_both = [n for n in study.assessments if all(n in study.stages[p].visit for _, p in visits)]
    where = f"of {' and '.join(visit.key for visit in visits)}"
    if assessment is not None:
        known(assessment, at_both, f"assessment {where}")
        at_both = [assessment]
    rows = [row for row in result.rows if row.assessment in at_both]
    known(measure, dict.fromkeys(row.measure for row in rows), f"measure {where}")
    of_measure = [row for row in rows if row.measure == measure]
    known(muscle, dict.fromkeys(row.muscle for row in of_measure), f"muscle with {measure} {where}")
    return list(dict.fromkeys(row.assessment for row in of_measure if row.muscle == muscle))
