"""The paired changes of a study as effect sizes."""

from collections.abc import Iterator

import numpy as np

from cortex_sim.figures.forest import ForestRow, forest_pages, forest_table, make_forest
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


def change_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield the forest plot of the paired changes in overlap, by contrast and map."""
    pair, names = result.study.pair_name, maps_of(result, restored=False)
    rows, counts = [], []
    sources: dict[str, tuple[str, ...]] = {}
    for name in names:
        for before, after in contrasts(result):
            e = effect(result, name, "overlap", pair, (before, after))
            if e.n < 3 or not np.isfinite(e.hedges_g_z):
                continue
            counts.append(e.n)
            title = f"{label(result, before)} → {label(result, after)}, {map_title(name)}"
            ends = (e.hedges_g_z, e.g_z_low, e.g_z_high)
            rows.append(ForestRow(title, *ends, n=e.n, condition=after.key))
            sources[title] = tuple(
                i for visit in (before, after) for i in session_ids(result, name, visit)
            )
    if not rows:
        return
    caption = (
        f"{describe_n(counts)}. Paired changes of the {pair} overlap as Hedges' g_z (mean "
        "change over the SD of the changes within subjects). Bars: 95 % interval over subjects "
        "(noncentral t). Subjects of the model differ less than people: compare signs, not sizes."
    )
    if "no_cause" in result.study.course.arms:
        caption += (
            " Practice without a cause (no cause), and maps made again without any change of "
            "weights (plasticity off), may change it too: compare with those rows."
        )
    direction = ("less overlap", "more overlap")
    title = f"Paired changes of the {pair} overlap as effect sizes"
    for number, page in enumerate(forest_pages(rows, caption=caption), start=1):
        figure = make_forest(page, caption=caption, kind="g_z", direction=direction)
        shown = {row.name: sources[row.name] for row in page}
        stem = page_stem("forest_changes", number)
        yield Picture(stem, title, figure, forest_table(page), shown)
