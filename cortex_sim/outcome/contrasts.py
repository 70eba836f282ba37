"""Contrasts of a finished study, in the same subjects: arms, changes, trends, interactions."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.association import correlation
from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.analysis.multiplicity import holm
from cortex_sim.analysis.statistics import PairedEffect, paired_effect
from cortex_sim.config.contrasts import (
    NETWORK,
    Bounded,
    Contrast,
    CorrelationContrast,
)
from cortex_sim.course.compared import check_contrasts, compared_visits, read_by
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import noise_of
from cortex_sim.outcome.summary import resampling


class Term(NamedTuple):
    """What enters a contrast: the value of an arm of a study, times a factor."""

    result: StudyResult
    arm: str
    factor: float


_DECIMALS = 9
"""To which numbers of two rows are the same; rounding moves them by less than 1e-12."""


@dataclass(frozen=True)
class Compared:
    """A contrast with its numbers, for one assessment."""

    name: str
    kind: str
    text: str
    assessment: str
    measure: str
    muscle: str
    unit: str
    n: int
    estimate: float
    """Mean over subjects of the contrast; of a correlation r."""

    low: float
    high: float
    """Ends of the 95 % interval; nan below `MIN_SUBJECTS`."""

    g_z: float
    p: float
    """Two-sided: of sign flips over subjects, of a correlation by Fisher's z; nan below
    `MIN_SUBJECTS`."""

    subjects: tuple[float, ...]
    """The contrast of each subject; of a correlation the first of its two values."""

    others: tuple[float, ...] = ()
    """Of a correlation the second value of each subject."""

    axes: tuple[str, ...] = ()
    """Of a correlation what its two values are, with unit."""

    g_z_low: float = math.nan
    g_z_high: float = math.nan
    """Ends of the 95 % interval of ``g_z``; nan where there is none."""

    noise: float = math.nan
    """SD of one measurement within a subject; nan if nobody knows it."""

    noise_from: str = ""
    """Where it was measured."""

    smallest_change: float = math.nan
    """What a subject's contrast has to exceed to be more than noise."""

    beyond_noise: int | None = None
    """Subjects whose contrast does; None: unknown."""

    bound: float | None = None
    """Of an equivalence: what differs by less is equivalent, in the unit."""

    verdict: str = ""
    """Of an equivalence or a correlation, in words."""

    planned: str = ""
    """Whether the study registered it."""

    p_holm: float = math.nan
    """``p`` corrected for `tests` by Holm's method."""

    tests: int = 1
    """Tests made together: those of the registered contrast, or all others."""


def compare(result: StudyResult, contrasts: Mapping[str, Contrast]) -> list[Compared]:
    """Return contrasts of a finished study with their numbers, a row for each assessment.

    Raises
    ------
    ConfigError
        If a contrast names what the study does not have (`check_contrast`).
    """
    rows = [row for name, contrast in contrasts.items() for row in _rows(result, name, contrast)]
    registered = result.study.registered
    tests = {_numbers(row) for row in rows if registered and row.name == registered.primary}
    primary = [_numbers(row) in tests for row in rows]
    families = (
        [row for row, is_of in zip(rows, primary, strict=True) if is_of == chosen]
        for chosen in (True, False)
    )
    return [row for family in families for row in corrected(family)]


def corrected(family: Sequence[Compared]) -> Iterator[Compared]:
    """Yield rows that are tested together, with Holm's correction.

    Rows of the same numbers are one test, but for rounding: weights are the same in every map of a
    visit, and changes since a past that arms share differ as their values do.
    """
    keys = [_numbers(row) for row in family]
    p = {key: row.p for key, row in zip(keys, family, strict=True)}
    adjusted = dict(zip(p, holm(list(p.values())), strict=True))
    tests = int(np.isfinite(list(p.values())).sum())
    for key, row in zip(keys, family, strict=True):
        yield replace(row, p_holm=float(adjusted[key]), tests=tests)


def _numbers(row: Compared) -> tuple[float, ...]:
    """Return the numbers of a row, by which it is the same test as another."""
    return tuple(np.round([*row.subjects, *row.others], _DECIMALS))


def contrasts_of(result: StudyResult) -> list[Compared]:
    """Return the contrasts that a study names itself."""
    check_contrasts(result.study)
    return compare(result, result.study.contrasts)


def _rows(result: StudyResult, name: str, contrast: Contrast) -> Iterator[Compared]:
    for place in read_by(result.study, contrast).items():
        if isinstance(contrast, CorrelationContrast):
            yield _correlated(result, name, contrast, *place)
        else:
            arms = zip(contrast.arms_named or (COMMON,), contrast.factors, strict=True)
            terms = [Term(result, arm, factor) for arm, factor in arms]
            row = paired(terms, contrast, *place, name=name, text=contrast.text)
            yield replace(row, planned=_planned(result, name, row.n))


def paired(
    terms: Sequence[Term], contrast: Contrast, assessment: str, muscle: str, *, name: str, text: str
) -> Compared:
    """Return a contrast within subjects: the sum of some terms.

    Parameters
    ----------
    terms
        Of the same subjects; unit and noise are those of the first.
    contrast
        Says the measure and the visits.
    assessment, muscle
        Where the measure is read.
    name, text
        What the row is called, and what is subtracted from what.
    """
    values = np.sum([t.factor * _values(t, contrast, assessment, muscle) for t in terms], 0)
    effect = paired_effect(np.zeros_like(values), values, rng=resampling())
    noise = noise_of(terms[0].result, assessment, contrast.measure, muscle)
    factor = _noise_factor(terms, contrast)
    bound = contrast.bound if isinstance(contrast, Bounded) else None
    return Compared(
        name=name,
        kind=contrast.design,
        text=text,
        assessment=assessment,
        measure=contrast.measure,
        muscle=muscle,
        unit=_unit(terms[0].result, assessment, contrast.measure),
        n=effect.n,
        estimate=effect.mean_difference,
        low=effect.ci_low,
        high=effect.ci_high,
        g_z=effect.hedges_g_z,
        g_z_low=effect.g_z_low,
        g_z_high=effect.g_z_high,
        p=effect.p_permutation if effect.has_interval else math.nan,
        subjects=effect.changes,
        noise=noise.sem,
        noise_from=noise.source,
        smallest_change=noise.smallest(factor),
        beyond_noise=noise.beyond(effect.changes, factor),
        bound=bound,
        verdict="" if bound is None else _equivalence(bound, values, effect),
    )


def _noise_factor(terms: Sequence[Term], contrast: Contrast) -> float:
    """Return the root of the summed squares of the factors by which visits enter a contrast.

    A visit that arms share cancels where it is subtracted from both.
    """
    entered: dict[tuple[int, Visit], float] = {}
    for term in terms:
        visits = compared_visits(term.result.study, contrast, term.arm)
        for visit, sign in zip(visits, (1, -1), strict=False):
            key = id(term.result), visit
            entered[key] = entered.get(key, 0.0) + sign * term.factor
    return math.sqrt(sum(factor**2 for factor in entered.values()))


def _equivalence(bound: float, values: FloatArray, effect: PairedEffect) -> str:
    """Return whether two groups are equivalent: two one-sided tests at 5 % by a 90 % interval."""
    if effect.n < MIN_SUBJECTS:
        return f"equivalence within ±{bound:g} cannot be told from {effect.n} subjects"
    inner = paired_effect(np.zeros_like(values), values, rng=resampling(), level=0.9)
    shown = f"90 % interval {inner.ci_low:.3g} to {inner.ci_high:.3g}, bound ±{bound:g}"
    inside = -bound < inner.ci_low and inner.ci_high < bound
    return f"{'equivalent' if inside else 'not shown to be equivalent'} ({shown})"


def _correlated(
    result: StudyResult, name: str, contrast: CorrelationContrast, assessment: str, muscle: str
) -> Compared:
    other = contrast.beside
    second, beside = next(iter(read_by(result.study, other).items()))
    term = Term(result, contrast.arm or COMMON, 1.0)
    places = ((contrast, assessment, muscle), (other, second, beside))
    values = np.stack([_values(term, *place) for place in places])
    first, others = values[:, np.isfinite(values).all(axis=0)]
    correlated = correlation(first, others)
    needed = f"power 0.8 needs n = {correlated.n_needed}" if correlated.n_needed else ""
    return Compared(
        name=name,
        kind=contrast.kind,
        text=f"{contrast.text} of {beside} in {second}",
        assessment=assessment,
        measure=contrast.measure,
        muscle=muscle,
        unit="",
        n=correlated.n,
        estimate=correlated.r,
        low=correlated.low,
        high=correlated.high,
        g_z=math.nan,
        p=correlated.p,
        subjects=tuple(first.tolist()),
        others=tuple(others.tolist()),
        axes=tuple(_axis(result, *place) for place in places),
        verdict=needed,
        planned=_planned(result, name, correlated.n),
    )


def _values(term: Term, contrast: Contrast, name: str, muscle: str) -> FloatArray:
    """Return by subject a measure in an arm, or its change since ``before``; nan where missing."""
    after, *before = (
        term.result.values(name, contrast.measure, muscle, *visit)
        for visit in compared_visits(term.result.study, contrast, term.arm)
    )
    return after - before[0] if before else after


def _axis(result: StudyResult, read: CorrelationContrast, assessment: str, muscle: str) -> str:
    unit = _unit(result, assessment, read.measure)
    return f"{read.reading} of {muscle or NETWORK}{f' ({unit})' if unit else ''}"


def _unit(result: StudyResult, assessment: str, measure: str) -> str:
    rows = (r for r in result.rows if (r.assessment, r.measure) == (assessment, measure))
    return next((row.unit for row in rows), "")


def _planned(result: StudyResult, name: str, n: int) -> str:
    """Return whether a contrast was registered, and with how many subjects."""
    registered = result.study.registered
    if name not in result.study.contrasts:
        return "not planned: the study does not name it"
    if registered is None or name != registered.primary:
        return "not planned: named in the study, not registered"
    same = "" if n == registered.subjects else f", got {n}"
    return f"planned: primary, n = {registered.subjects}{same}"
