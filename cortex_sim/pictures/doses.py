"""The picture of dose and response of a study, where its arms are doses."""

from collections.abc import Iterator

import numpy as np

from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.figures.dose import DosePanel, dose_table, make_dose
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import main_measures
from cortex_sim.outcome.visits import label
from cortex_sim.pictures.dose_axis import DoseSeries, dose_series
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.sources import visit_sources

_DRAWN = ("overlap", "onset")


def dose_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield overlap and onset of the deep muscle against the doses of each cause."""
    series = dose_series(result.study)
    where = Visit(COMMON, result.study.reference_phase)
    measures = [row for row in main_measures(result) if row[2] in _DRAWN]
    if not series or not measures:
        return
    panels = [[_panel(result, row, one, where) for one in series] for row in measures]
    visits = [where, *(visit for one in series for visit in _visits(result, one))]
    names = list(dict.fromkeys(row[1] for row in measures))
    yield Picture(
        "dose_response",
        "Dose and response",
        make_dose(panels, reference=label(result, where)),
        dose_table(panels),
        visit_sources(result, names, list(dict.fromkeys(visits))),
    )


def _panel(
    result: StudyResult, row: tuple[str, str, str, str, str], series: DoseSeries, before: Visit
) -> DosePanel:
    title, assessment, measure, muscle, unit = row
    what = (assessment, measure, muscle)
    return DosePanel(
        dose=series.label,
        measure=f"{title} ({unit or '0 to 1'})",
        doses=np.array([dose for dose, _ in series.doses]),
        values=np.stack([result.values(*what, *visit) for visit in _visits(result, series)]),
        reference=result.values(*what, *before),
        arms=tuple(arm for _, arm in series.doses),
    )


def _visits(result: StudyResult, series: DoseSeries) -> list[Visit]:
    """Return the visit of each dose."""
    return [Visit(arm, result.study.course.arms[arm][0]) for _, arm in series.doses]
