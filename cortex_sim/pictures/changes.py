"""The paired changes of a study as effect sizes."""

from collections.abc import Iterator

import numpy as np

from cortex_sim.analysis.effects import MIN_SUBJECTS, PairedEffect
from cortex_sim.figures.forest import ForestRow, forest_pages, forest_table, make_forest
from cortex_sim.figures.subjects import NO_INTERVAL_TEXT
from cortex_sim.figures.text import describe_n
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import contrasts, effect
from cortex_sim.outcome.visits import (
    label,
    map_title,
    maps_of,
    session_ids,
)
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.pages import page_stem

_AS = {
    False: " as Hedges' g_z (mean change over the SD of the changes within subjects). Bars: 95 % "
    "interval over subjects (noncentral t). Subjects of the model differ less than people: "
    "compare signs, not sizes.",
    True: f": each subject and the mean; {NO_INTERVAL_TEXT}.",
}
"""What the caption says the changes are shown as, by whether the subjects are few."""


def change_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield the forest plot of the paired changes in overlap, by contrast and map."""
    pair, names = result.study.pair_name, maps_of(result, restored=False)
    few = len(result.subjects) < MIN_SUBJECTS
    rows, counts = [], []
    sources: dict[str, tuple[str, ...]] = {}
    for name in names:
        for before, after in contrasts(result):
            e = effect(result, name, "overlap", pair, (before, after))
            if e.n < 2 or not np.isfinite(e.hedges_g_z):
                continue
            counts.append(e.n)
            title = f"{label(result, before)} → {label(result, after)}, {map_title(name)}"
            rows.append(_row(title, e, after.key, few=few))
            sources[title] = tuple(
                i for visit in (before, after) for i in session_ids(result, name, visit)
            )
    if not rows:
        return
    caption = f"{describe_n(counts)}. Paired changes of the {pair} overlap{_AS[few]}"
    if "no_cause" in result.study.course.arms:
        caption += (
            " Practice without a cause (no cause), and maps made again without any change of "
            "weights (plasticity off), may change it too: compare with those rows."
        )
    direction = ("less overlap", "more overlap")
    title = f"Paired changes of the {pair} overlap" + " as effect sizes" * (not few)
    kind = f"change of the {pair} overlap (0 to 1)" if few else "g_z"
    for number, page in enumerate(forest_pages(rows, caption=caption), start=1):
        figure = make_forest(page, caption=caption, kind=kind, direction=direction)
        shown = {row.name: sources[row.name] for row in page}
        stem = page_stem("forest_changes", number)
        yield Picture(stem, title, figure, forest_table(page), shown)


def _row(title: str, e: PairedEffect, condition: str, *, few: bool) -> ForestRow:
    """Return a row of the forest: an effect size, or of few subjects the changes themselves."""
    if few:
        ends = (e.mean_difference, e.ci_low, e.ci_high)
    else:
        ends = (e.hedges_g_z, e.g_z_low, e.g_z_high)
    subjects = e.subjects_on(ends[0])
    return ForestRow(title, *ends, n=e.n, subjects=subjects, condition=condition)
