"""Contrasts of a finished study: arm against arm in the same subjects, trends, interactions."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.association import correlation
from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.analysis.multiplicity import holm
from cortex_sim.analysis.statistics import PairedEffect, paired_effect
from cortex_sim.config.contrasts import (
    ArmsContrast,
    Contrast,
    CorrelationContrast,
    Outcome,
)
from cortex_sim.course.compared import compared_visits
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.errors import ResultError
from cortex_sim.names import nearest
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import noise_of
from cortex_sim.outcome.summary import resampling


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

    verdict: str = ""
    """Of an equivalence or a correlation, in words."""

    planned: str = ""
    """Whether the study registered it."""

    p_holm: float = math.nan
    """``p`` corrected for `tests` by Holm's method."""

    tests: int = 1
    """Rows that were tested together: those of the registered contrast, or all others."""


def compare(result: StudyResult, contrasts: Mapping[str, Contrast]) -> list[Compared]:
    """Return contrasts of a finished study with their numbers, a row for each assessment.

    Raises
    ------
    ResultError
        If no visit has the measure, or an arm or visit is unknown.
    """
    rows = [row for name, contrast in contrasts.items() for row in _named(result, name, contrast)]
    registered = result.study.registered
    primary = [registered is not None and row.name == registered.primary for row in rows]
    families = (
        [row for row, is_of in zip(rows, primary, strict=True) if is_of == chosen]
        for chosen in (True, False)
    )
    return [row for family in families for row in _corrected(family)]


def _corrected(family: list[Compared]) -> Iterator[Compared]:
    """Yield rows that are tested together, with Holm's correction."""
    p = holm([row.p for row in family])
    tests = int(np.isfinite(p).sum())
    for row, adjusted in zip(family, p, strict=True):
        yield replace(row, p_holm=float(adjusted), tests=tests)


def contrasts_of(result: StudyResult) -> list[Compared]:
    """Return the contrasts that a study names itself."""
    return compare(result, result.study.contrasts)


def _named(result: StudyResult, name: str, contrast: Contrast) -> list[Compared]:
    """Return the rows of a contrast; an error says which contrast it is of."""
    try:
        return list(_rows(result, name, contrast))
    except ResultError as error:
        raise ResultError(f"contrasts.{name}.{error}") from None


def _rows(result: StudyResult, name: str, contrast: Contrast) -> Iterator[Compared]:
    for assessment in _assessments(result, contrast, contrast):
        if isinstance(contrast, CorrelationContrast):
            yield _correlated(result, name, contrast, assessment)
        else:
            yield _paired(result, name, contrast, assessment)


def _paired(result: StudyResult, name: str, contrast: Contrast, assessment: str) -> Compared:
    muscle = _muscle(result, contrast, assessment)
    values = _by_subject(result, contrast, assessment, muscle)
    effect = paired_effect(np.zeros_like(values), values, rng=resampling())
    noise = noise_of(result, assessment, contrast.measure, muscle)
    factor = _noise_factor(result, contrast)
    return Compared(
        name=name,
        kind="group by time" if contrast.before and contrast.kind == "arms" else contrast.kind,
        text=contrast.text,
        assessment=assessment,
        measure=contrast.measure,
        muscle=muscle,
        unit=_unit(result, assessment, contrast.measure),
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
        verdict=_equivalence(contrast, values, effect),
        planned=_planned(result, name, effect.n),
    )


def _by_subject(
    result: StudyResult, contrast: Contrast, assessment: str, muscle: str
) -> FloatArray:
    """Return the contrast of each subject, nan where a value is missing."""
    values = [
        factor * _values(result, contrast, contrast, assessment, muscle, arm)
        for arm, factor in zip(contrast.arms_named, contrast.factors, strict=True)
    ]
    return np.asarray(np.sum(values, axis=0))


def _noise_factor(result: StudyResult, contrast: Contrast) -> float:
    """Return the root of the summed squares of the factors by which visits enter a contrast.

    A visit that arms share cancels where it is subtracted from both.
    """
    entered: dict[Visit, float] = {}
    for arm, factor in zip(contrast.arms_named, contrast.factors, strict=True):
        for visit, sign in zip(compared_visits(result.study, contrast, arm), (1, -1), strict=False):
            entered[visit] = entered.get(visit, 0.0) + sign * factor
    return math.sqrt(sum(factor**2 for factor in entered.values()))


def _equivalence(contrast: Contrast, values: FloatArray, effect: PairedEffect) -> str:
    """Return whether two arms are equivalent: two one-sided tests at 5 % by a 90 % interval."""
    bound = contrast.bound if isinstance(contrast, ArmsContrast) else None
    if bound is None:
        return ""
    if effect.n < MIN_SUBJECTS:
        return f"equivalence within ±{bound:g} cannot be told from {effect.n} subjects"
    inner = paired_effect(np.zeros_like(values), values, rng=resampling(), level=0.9)
    shown = f"90 % interval {inner.ci_low:.3g} to {inner.ci_high:.3g}, bound ±{bound:g}"
    inside = -bound < inner.ci_low and inner.ci_high < bound
    return f"{'equivalent' if inside else 'not shown to be equivalent'} ({shown})"


def _correlated(
    result: StudyResult, name: str, contrast: CorrelationContrast, assessment: str
) -> Compared:
    muscle, other = _muscle(result, contrast, assessment), contrast.other
    second = _assessments(result, contrast, other)[0]
    beside = _muscle(result, other, second)
    arm = contrast.arm or COMMON
    values = np.stack(
        [
            _values(result, contrast, contrast, assessment, muscle, arm),
            _values(result, contrast, other, second, beside, arm),
        ]
    )
    first, others = values[:, np.isfinite(values).all(axis=0)]
    correlated = correlation(first, others)
    needed = (
        f"power 0.8 needs n = {correlated.n_needed}" if correlated.n_needed else "r is undefined"
    )
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
        verdict=needed,
        planned=_planned(result, name, correlated.n),
    )


def _values(
    result: StudyResult, contrast: Contrast, what: Outcome, name: str, muscle: str, arm: str
) -> FloatArray:
    """Return by subject a measure in an arm, or its change since ``before``."""
    after, *before = (
        result.values(name, what.measure, muscle, *visit)
        for visit in compared_visits(result.study, contrast, arm)
    )
    return after - before[0] if before else after


def _assessments(result: StudyResult, contrast: Contrast, what: Outcome) -> list[str]:
    """Return the assessments with a measure at all visits that a contrast needs."""
    stages, study = result.study.stages, result.study
    arms = contrast.arms_named or (COMMON,)
    visits = [visit for arm in arms for visit in compared_visits(study, contrast, arm)]
    names = [
        name
        for name, settings in study.assessments.items()
        if what.assessment in (None, name)
        and (what.assessment or not settings.restore)
        and all(name in stages[visit.phase].visit for visit in visits)
    ]
    rows = [row for row in result.rows if row.assessment in names]
    having = dict.fromkeys(row.assessment for row in rows if row.measure == what.measure)
    if having:
        return [name for name in names if name in having]
    known = list(dict.fromkeys(row.measure for row in rows))
    close = nearest(what.measure, known)
    hint = f"did you mean {close!r}? " if close else ""
    where = " and ".join(dict.fromkeys(visit.text for visit in visits))
    raise ResultError(
        f"measure: got {what.measure!r}, {hint}measures at {where}: {', '.join(known) or 'none'}"
    )


def _muscle(result: StudyResult, what: Outcome, assessment: str) -> str:
    """Return the muscle or pair of a measure: the one named, or that of the primary pair."""
    rows = (r for r in result.rows if (r.assessment, r.measure) == (assessment, what.measure))
    there = list(dict.fromkeys(row.muscle for row in rows))
    study = result.study
    wanted = (what.muscle,) if what.muscle else (study.pair_name, study.primary_pair[0], "")
    for muscle in wanted:
        if muscle in there:
            return muscle
    listed = ", ".join(there)
    raise ResultError(f"muscle: got {wanted[0]!r}; {what.measure} of {assessment} has {listed}")


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
