"""The contrasts that a study names: one forest of them, and a scatter for each correlation."""

from collections.abc import Iterator

import numpy as np

from cortex_sim.analysis.effect_sizes import hedges_correction
from cortex_sim.course.compared import compared_visits
from cortex_sim.course.visit import COMMON
from cortex_sim.figures.forest import ForestRow, forest_pages, forest_table, make_forest
from cortex_sim.figures.scatter import ScatterGroup, make_scatter, scatter_table
from cortex_sim.figures.text import describe_n
from cortex_sim.outcome.contrast_text import number_text
from cortex_sim.outcome.contrasts import Compared, contrasts_of
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import session_ids
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.pages import page_stem

CAPTION = (
    "{n}. Contrasts that the study names, as Hedges' g_z over subjects. Bars: 95 % interval "
    "(noncentral t). Planned: registered before the study ran. Each stands in the study's table "
    "with its unit, p and noise."
)


def contrast_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield a forest of the contrasts with an interval, and a scatter of each correlation."""
    rows = contrasts_of(result)
    yield from _forest(result, [row for row in rows if np.isfinite(row.g_z_low)])
    for row in rows:
        if row.kind == "correlation" and np.isfinite(row.estimate):
            yield _scatter(result, row)


def _forest(result: StudyResult, rows: list[Compared]) -> Iterator[Picture]:
    if not rows:
        return
    caption = CAPTION.format(n=describe_n([row.n for row in rows]))
    drawn = {_title(row): row for row in rows}
    registered = result.study.registered
    primary = None if registered is None else registered.primary
    forest = [
        ForestRow(
            title,
            row.g_z,
            row.g_z_low,
            row.g_z_high,
            n=row.n,
            bound=_as_g_z(row.bound, row),
            is_planned=row.name == primary,
        )
        for title, row in drawn.items()
    ]
    for number, page in enumerate(forest_pages(forest, caption=caption), start=1):
        drawing = make_forest(page, caption=caption, kind="g_z", direction=("less", "more"))
        panels = {row.name: _sources(result, drawn[row.name]) for row in page}
        stem = page_stem("contrasts", number)
        yield Picture(stem, "Contrasts of the study", drawing, forest_table(page), panels)


def _as_g_z(bound: float | None, row: Compared) -> float | None:
    """Return a bound in the unit of a contrast as an effect size over its subjects."""
    spread = float(np.std(row.subjects, ddof=1))
    return None if bound is None or spread == 0 else hedges_correction(row.n - 1) * bound / spread


def _scatter(result: StudyResult, row: Compared) -> Picture:
    group = ScatterGroup(row.name, np.array(row.subjects), np.array(row.others))
    drawing = make_scatter(
        [group],
        x=row.axes[0],
        y=row.axes[1],
        caption=f"{describe_n([row.n])}. {number_text(row)}.",
    )
    title = f"{row.name}: {row.text}"
    panels = {row.name: _sources(result, row)}
    return Picture(f"correlation_{row.name}", title, drawing, scatter_table([group]), panels)


def _title(row: Compared) -> str:
    what = f"{row.measure} of {row.muscle or 'the network'}, {row.assessment}"
    return f"{row.name} ({row.text}): {what}"


def _sources(result: StudyResult, row: Compared) -> tuple[str, ...]:
    """Return the ids of the sessions that a contrast compares."""
    contrast = result.study.contrasts[row.name]
    arms = contrast.arms_named or (COMMON,)
    visits = {visit for arm in arms for visit in compared_visits(result.study, contrast, arm)}
    ids = (i for visit in sorted(visits) for i in session_ids(result, row.assessment, visit))
    return tuple(dict.fromkeys(ids))
