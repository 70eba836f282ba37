"""Changes of one study in several variants: a forest of the overlap, a table of all readings."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from cortex_sim.analysis.statistics import PairedEffect, paired_effect
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.csv_cells import csv_text
from cortex_sim.figures import ForestRow, forest_table, make_forest
from cortex_sim.figures.text import describe_n
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import effect, resampling
from cortex_sim.outcome.visits import session_ids
from cortex_sim.pictures.manifest import Picture, save_picture
from cortex_sim.report.experiment import Tell, finished_study, finished_variants, variants_of
from cortex_sim.store.study import write_text_atomic

MAP = "map_structural"
READINGS = ("overlap", "cross_response", "weight_ratio_exc_exc5")
"""Readings of a map of which the table speaks: in MEPs, in MEPs and in weights."""

CAPTION = (
    "{n} per variant. Change of the {pair} overlap, {change}, structural map, as paired Hedges' "
    "g_z; its mean change in brackets. Bars: 95 % interval (noncentral t)."
)

COLUMNS = (
    "change", "reading", "variant", "n", "before", "after", "mean_change", "low", "high", "g_z",
    "against", "against_low", "against_high", "same_sign",
)  # fmt: skip
"""Of the table; ``against`` is a variant's change less that of the first, in the same subjects."""


class Change(NamedTuple):
    """Two visits between which variants are compared."""

    name: str
    """Of the picture."""

    title: str
    """In words, such as "healthy to CLBP"."""

    visits: tuple[Visit, Visit]
    """Before and after."""


TRAINING = "motor_control_training"
HEALTHY, CLBP = Visit(COMMON, "healthy"), Visit(COMMON, "clbp")
MERGING = Change("merging", "healthy to CLBP", (HEALTHY, CLBP))
TRAINED, RESTED = Visit(TRAINING, TRAINING), Visit(TRAINING, "retention")
PARTING = Change("parting", "CLBP to training", (CLBP, TRAINED))
RETENTION = Change("retention", "training to four weeks later", (TRAINED, RESTED))


def _sessions(result: StudyResult, change: Change) -> list[str]:
    return [i for visit in change.visits for i in session_ids(result, MAP, visit)]


def _differing(results: Mapping[str, StudyResult], change: Change) -> dict[str, StudyResult]:
    """Return the first variant, and those that share not all sessions of a change with it."""
    first = _sessions(next(iter(results.values())), change)
    return {
        label: result
        for number, (label, result) in enumerate(results.items())
        if number == 0 or _sessions(result, change) != first
    }


def draw_change(results: Mapping[str, StudyResult], change: Change, name: str) -> Picture:
    """Return a forest of the overlap's change, a row per variant that changes it.

    Parameters
    ----------
    results
        Results by label of the variant.
    change
        Visits that are compared.
    name
        Of the picture's file.
    """
    rows, panels, pair = [], {}, ""
    results = _differing(results, change)
    for label, result in results.items():
        pair = "-".join(result.study.primary_pair)
        e = effect(result, MAP, "overlap", pair, change.visits)
        text = f"{label} ({e.mean_difference:+.2f})"
        subjects = e.subjects_on(e.hedges_g_z)
        rows.append(ForestRow(text, e.hedges_g_z, e.g_z_low, e.g_z_high, n=e.n, subjects=subjects))
        panels[label] = _sessions(result, change)
    n = describe_n([len(result.subjects) for result in results.values()])
    drawing = make_forest(
        rows,
        caption=CAPTION.format(n=n, pair=pair, change=change.title),
        kind="g_z",
        direction=("less overlap", "more overlap"),
    )
    title = f"Change of the overlap by variant, {change.title}"
    return Picture(name, title, drawing, forest_table(rows), panels)


def write_changes(
    path: Path, results: Mapping[str, StudyResult], changes: Iterable[Change]
) -> Path:
    """Write the changes of all readings in all variants as a table (CSV).

    Parameters
    ----------
    path
        File that is written.
    results
        Results by label of the variant.
    changes
        Visits that are compared.
    """
    rows: list[tuple[object, ...]] = [COLUMNS]
    first = next(iter(results.values()))
    for change in changes:
        differing = _differing(results, change)
        for reading in READINGS:
            for label, result in differing.items():
                e = effect(result, MAP, reading, result.study.pair_name, change.visits)
                against = _against(first, result, reading, change)
                rows.append(
                    (change.title, reading, label, e.n, e.mean_before, e.mean_after,
                     e.mean_difference, e.ci_low, e.ci_high, e.hedges_g_z, against.mean_difference,
                     against.ci_low, against.ci_high, e.n_same_sign)
                )  # fmt: skip
    write_text_atomic(path, csv_text(rows, digits=6))
    return path


def _against(
    first: StudyResult, variant: StudyResult, reading: str, change: Change
) -> PairedEffect:
    """Return by how much a variant changes a reading more than the first; nan in other subjects."""
    changes = []
    for result in (first, variant):
        before, after = (
            np.asarray(result.values(MAP, reading, result.study.pair_name, *visit))
            for visit in change.visits
        )
        changes.append(after - before)
    if variant is first or first.subjects != variant.subjects:
        changes[0] = np.full(len(changes[1]), np.nan)
    return paired_effect(*changes, rng=resampling())


def reproduce_variants(
    folder: Path,
    results: Path,
    changes: Sequence[Change],
    tell: Tell,
    studies: Mapping[str, str] | None = None,
) -> Path:
    """Run what is missing of an experiment of variants, draw each change, write the table.

    Parameters
    ----------
    folder
        Of the experiment: its study has the folder's name, ``variants.yaml`` says by label which
        fields each variant changes.
    results
        Folder of results.
    changes
        Visits that are compared.
    tell
        Gets a line for each variant and file.
    studies
        By label the variants that are studies of their own: names of files in the folder.

    Returns
    -------
    Path
        The folder with the pictures and ``changes.csv``.
    """
    name, out = folder.name, results / folder.name
    variants = variants_of(folder)
    config = folder / f"{name}.yaml"
    found = finished_variants(config, results, name, variants, first=0, tell=tell)
    for label, file in (studies or {}).items():
        found[label] = finished_study(folder / file, results, tell=tell)
    for change in changes:
        for path in save_picture(draw_change(found, change, change.name), out, [*found.values()]):
            tell(str(path))
    tell(str(write_changes(out / "changes.csv", found, changes)))
    return out
