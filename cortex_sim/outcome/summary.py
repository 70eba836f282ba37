"""The table that a run ends with: the main measures by phase, and their changes."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby, pairwise

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.analysis.statistics import PairedEffect, paired_effect
from cortex_sim.config.study import Study
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.outcome.measures.base import MainMeasure
from cortex_sim.outcome.measures.table import main_measures_of
from cortex_sim.outcome.measures.zone_weights import main_weight_ratios
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import Noise, noise_of
from cortex_sim.outcome.visits import label
from cortex_sim.seeds import rng_for

_CELLS = f"mean ± SD over subjects; of fewer than {MIN_SUBJECTS} each one's value"
"""What stands in the cells of the first table."""


def main_measures(result: StudyResult) -> list[tuple[str, str, str, str, str]]:
    """Return title, assessment, measure, muscle and unit of the main measures.

    A title that several assessments have names the assessment too. The weights of a visit are in
    the record of every map; they are read from the first.
    """
    study = result.study
    names = [
        name
        for name, settings in study.assessments.items()
        if not settings.restore and any(name in s.visit for s in study.stages.values())
    ]
    listed: list[tuple[MainMeasure, str]] = []
    with_weights = [n for n in names if study.assessments[n].holds_zone_weights]
    for name in names:
        mains = main_measures_of(study, name)
        if name in with_weights[:1]:
            mains += main_weight_ratios(study)
        listed += [(main, name) for main in mains]
    shared = Counter(main.title for main, _ in listed)
    return [
        (
            f"{main.title}, {name.replace('_', ' ')}" if shared[main.title] > 1 else main.title,
            name,
            *(main.name, main.muscle, main.unit),
        )
        for main, name in listed
    ]


def contrasts(result: StudyResult) -> list[tuple[Visit, Visit]]:
    """Return the visits to compare: each with the end of the phase before, arms with their past."""
    timeline, stages = result.study.timeline, result.study.stages
    common = [Visit(COMMON, stage) for stage in timeline.phases]
    phases = [list(own) for _, own in groupby(common, lambda visit: stages[visit.phase].phase)]
    pairs = list(pairwise(phases[0]))
    for earlier, own in pairwise(phases):
        pairs += [(earlier[-1], visit) for visit in own]
    for arm, later in timeline.arms.items():
        own = [Visit(arm, stage) for stage in later]
        is_another = arm in result.study.course.persons
        pairs += pairwise(own) if is_another else [(common[-1], visit) for visit in own]
    return pairs


def effect(
    result: StudyResult, assessment: str, measure: str, muscle: str, pair: tuple[Visit, Visit]
) -> PairedEffect:
    """Return the paired effect between two visits, resampled by `resampling`."""
    before, after = (result.values(assessment, measure, muscle, *visit) for visit in pair)
    return paired_effect(before, after, rng=resampling())


def resampling() -> np.random.Generator:
    """Return the random numbers behind the intervals of paired effects, always the same ones.

    So an interval follows from the numbers alone: the same change has the same one in the summary,
    the report, the ledger and the figures.
    """
    return rng_for(0, "bootstrap")


def summary_table(result: StudyResult) -> str:
    """Return the table as text, aligned for a terminal and valid Markdown."""
    visits = list(result.visits)
    header = ["measure", "subjects", *(label(result, visit) for visit in visits)]
    rows = []
    empty: dict[str, str] = {}
    for title, assessment, measure, muscle, unit in main_measures(result):
        cells = []
        for visit in visits:
            if assessment not in result.study.stages[visit.phase].visit:
                cells.append("not measured")
                continue
            values = result.values(assessment, measure, muscle, *visit)
            cells.append(visit_cell(values))
            if not np.isfinite(values).any():
                empty[title] = _reason(result.study, assessment, measure)
        shown = f"{title} ({unit})" if unit else title
        rows.append([shown, str(len(result.subjects)), *cells])
    text = "\n".join([_align([header, *rows]), *_why_empty(empty), *_chance(result.study)])
    changes = _changes(result)
    return f"{_CELLS}\n\n{text}\n\n{changes}" if changes else text


def _reason(study: Study, assessment: str, measure: str) -> str:
    """Return why a main measure can be without a value in all subjects."""
    mains = [*main_measures_of(study, assessment), *main_weight_ratios(study)]
    return next(main.why_empty for main in mains if main.name == measure)


def _why_empty(empty: dict[str, str]) -> list[str]:
    if not empty:
        return []
    return ["", *(f"– {measure}: {reason}" for measure, reason in empty.items())]


def _chance(study: Study) -> list[str]:
    """Return where it stands which values noise alone gives, if there are maps."""
    if all(settings.shown_as != "map" for settings in study.assessments.values()):
        return []
    return ["", "– overlap and peaks of noise alone: 'cortex-sim chance STUDY' says them"]


def _changes(result: StudyResult) -> str:
    """Return the table of paired changes, empty for a single subject."""
    header = [
        "paired change",
        "contrast",
        "pairs",
        f"mean [95 % CI]; of n < {MIN_SUBJECTS} each one's",
        "Hedges g_z [95 % CI]",
        "same sign",
        "beyond noise",
    ]
    rows, sources = [], dict[str, None]()
    for title, assessment, measure, muscle, unit in main_measures(result):
        noise = noise_of(result, assessment, measure, muscle)
        for pair in contrasts(result):
            e = effect(result, assessment, measure, muscle, pair)
            if e.n < 1:
                continue
            if (beyond := beyond_text(e, noise)) != UNKNOWN:
                sources[noise.source] = None
            rows.append(
                [
                    f"{title} ({unit})" if unit else title,
                    f"{label(result, pair[0])} → {label(result, pair[1])}",
                    str(e.n),
                    _change(e, noise),
                    _effect_size(e),
                    f"{e.n_same_sign}/{e.n}" if e.n > 1 else "–",
                    beyond,
                ]
            )
    return "\n".join([_align([header, *rows]), *_where_from(sources)])


UNKNOWN = "–"
"""What a table has where nobody knows the noise of a measurement."""


def beyond_text(e: PairedEffect, noise: Noise) -> str:
    """Return how many subjects change by more than the noise of a measurement explains."""
    beyond = noise.beyond(e.changes)
    return UNKNOWN if beyond is None else f"{beyond}/{e.n} > {noise.smallest():.2g}"


def _where_from(sources: Iterable[str]) -> list[str]:
    """Return what the column of noise means, nothing where it is empty."""
    if not (known := ", ".join(sources)):
        return []
    return [
        "",
        "– beyond noise: subjects whose change is larger than the smallest detectable one, 1.96 √2 "
        f"retest SD ({known}); of few subjects changes within it stand in brackets",
    ]


def _change(e: PairedEffect, noise: Noise) -> str:
    """Return the mean change with its interval, or of few subjects each one's change."""
    if e.has_interval:
        return f"{e.mean_difference:+.3g} [{e.ci_low:.3g}, {e.ci_high:.3g}]"
    return marked_values(e.changes, "+.3g", noise)


def marked_values(changes: Iterable[float], form: str, noise: Noise) -> str:
    """Return the changes of a few subjects, those in brackets that noise explains."""
    texts = (
        f"({change:{form}})" if abs(change) <= noise.smallest() else f"{change:{form}}"
        for change in changes
    )
    return "; ".join(texts)


def values_text(values: Iterable[float], form: str) -> str:
    """Return the values of a few subjects in their order, apart from each other."""
    return "; ".join(format(value, form) for value in values)


def _effect_size(e: PairedEffect) -> str:
    if not (e.has_interval and np.isfinite(e.hedges_g_z)):
        return "–"
    return f"{e.hedges_g_z:+.2f} [{e.g_z_low:.2f}, {e.g_z_high:.2f}]"


def visit_cell(values: FloatArray) -> str:
    """Return what a table says of a measure at a visit.

    Mean and SD; of fewer subjects than `MIN_SUBJECTS` each one's value; if some have none, how
    many have one.

    Parameters
    ----------
    values
        One per subject, nan where missing.
    """
    seen = values[np.isfinite(values)]
    if len(seen) == 0:
        return "–"
    few = f" ({len(seen)} of {len(values)})" if len(seen) < len(values) else ""
    form = f".{digits_of(float(seen.mean()))}f"
    if len(seen) < MIN_SUBJECTS:
        return values_text(seen, form) + few
    return f"{seen.mean():{form}} ± {seen.std(ddof=1):{form}}{few}"


def digits_of(value: float) -> int:
    """Return how many digits after the point tables show of a value of this size."""
    return 0 if abs(value) >= 20 else 2 if abs(value) >= 1 else 3


def _align(rows: list[list[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]

    def line(cells: list[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return "| " + " | ".join(padded) + " |"

    rule = "| " + " | ".join("-" * width for width in widths) + " |"
    return "\n".join([line(rows[0]), rule, *(line(row) for row in rows[1:])])
