"""What differs between two studies, or two arms: settings first, then results."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.statistics import independent_effect, paired_effect
from cortex_sim.catalog.parameters import leaves
from cortex_sim.course.visit import Visit
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.sides import Side
from cortex_sim.outcome.summary import main_measures, resampling
from cortex_sim.outcome.tables import each_of_few

Row = dict[str, Any]
"""Column names to text, numbers or None."""


def setting_rows(first: Side, second: Side) -> Iterator[Row]:
    """Yield a row for each setting that differs: its path and its value on both sides."""
    one, other = dict(leaves(first.settings())), dict(leaves(second.settings()))
    for path in dict.fromkeys([*one, *other]):
        if one.get(path) != other.get(path):
            yield {"setting": path, "a": one.get(path), "b": other.get(path)}


def visit_pairs(first: Side, second: Side) -> list[tuple[Visit, Visit]]:
    """Return the visits to set beside each other.

    Those of equal name; of two arms the first with the first and so on.
    """
    ours, theirs = first.visits(), second.visits()
    if first.arm is not None and second.arm is not None:
        return list(zip(ours, theirs, strict=False))
    by_key = {visit.key: visit for visit in theirs}
    return [(visit, by_key[visit.key]) for visit in ours if visit.key in by_key]


def shared_visits(
    a: StudyResult, b: StudyResult, pairs: Sequence[tuple[Visit, Visit]]
) -> list[tuple[Visit, Visit]]:
    """Return the pairs of visits at which both have the same sessions: nothing can differ there."""
    people = _shared_people(a, b)
    ids = [(_sessions(a, ours, people), _sessions(b, theirs, people)) for ours, theirs in pairs]
    return [pair for pair, (one, other) in zip(pairs, ids, strict=True) if one and one == other]


def _sessions(result: StudyResult, visit: Visit, people: Sequence[int]) -> list[str]:
    """Return the ids of the assessments of people at a visit."""
    names = result.study.stages[visit.phase].visit
    return [result.session(p, *visit, name).session_id for p in people for name in names]


def result_rows(
    a: StudyResult, b: StudyResult, pairs: Sequence[tuple[Visit, Visit]]
) -> Iterator[Row]:
    """Yield the main measures that both have at visits of both, and b - a.

    Subjects that both have are compared within subjects; where there are none, groups are.
    Within subjects only those with both values count, in the means too. ``subjects_a``,
    ``subjects_b`` and ``subjects`` are the values of few subjects, and their differences.

    Parameters
    ----------
    a, b
        The results; the same one twice for two arms of a study.
    pairs
        From `visit_pairs`.
    """
    shared = [row for row in main_measures(a) if row in main_measures(b)]
    people = _shared_people(a, b)
    for title, assessment, measure, muscle, unit in shared:
        for ours, theirs in pairs:
            one = a.values(assessment, measure, muscle, *ours)
            other = b.values(assessment, measure, muscle, *theirs)
            if people:
                one, other = _of(a, one, people), _of(b, other, people)
                both = np.isfinite(one) & np.isfinite(other)
                one, other = one[both], other[both]
            if np.isfinite(one).any() and np.isfinite(other).any():
                yield {
                    "title": title,
                    "unit": unit,
                    "visit": ours.key if ours.key == theirs.key else f"{ours.key} | {theirs.key}",
                    "a": float(np.nanmean(one)),
                    "b": float(np.nanmean(other)),
                    "n_a": int(np.isfinite(one).sum()),
                    "n_b": int(np.isfinite(other).sum()),
                    **_difference(one, other, are_paired=bool(people)),
                    "subjects_a": each_of_few(one[np.isfinite(one)]),
                    "subjects_b": each_of_few(other[np.isfinite(other)]),
                    "subjects": each_of_few(other - one) if people else None,
                }


def why_unlike(a: StudyResult, b: StudyResult) -> str:
    """Return why the subjects of two studies are not the same people; empty if they are.

    They are if seeds and distributions of traits are the same.
    """
    if a.subjects != b.subjects:
        seeds = (f"seeds {one.subjects[0]} to {one.subjects[-1]}" for one in (a, b))
        return " against ".join(seeds)
    differing = _differing_traits(a, b)
    return f"traits differ: {', '.join(differing)}" if differing else ""


def _differing_traits(a: StudyResult, b: StudyResult) -> list[str]:
    ours, theirs = a.study.cohort.traits, b.study.cohort.traits
    return [
        name for name in type(ours).model_fields if getattr(ours, name) != getattr(theirs, name)
    ]


def _shared_people(a: StudyResult, b: StudyResult) -> list[int]:
    """Return the subjects that are the same people in both."""
    if _differing_traits(a, b):
        return []
    return [subject for subject in a.subjects if subject in b.subjects]


def _of(result: StudyResult, values: FloatArray, people: Sequence[int]) -> FloatArray:
    """Return the values of these subjects."""
    return values[[result.subjects.index(subject) for subject in people]]


def _difference(one: FloatArray, other: FloatArray, *, are_paired: bool) -> Row:
    """Return b - a with its interval, none for few subjects."""
    compare = paired_effect if are_paired else independent_effect
    e = compare(one, other, rng=resampling())
    mean = e.mean_difference
    if np.isnan(mean):  # fewer than two subjects
        mean = float(np.nanmean(other) - np.nanmean(one))
    kind = "within subjects" if are_paired else "between groups"
    return {"b_minus_a": mean, "low": e.ci_low, "high": e.ci_high, "of": kind}
