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
    DoseContrast,
    InteractionContrast,
    Outcome,
)
from cortex_sim.course.compared import compared_visits
from cortex_sim.course.visit import COMMON
from cortex_sim.errors import ResultError
from cortex_sim.names import nearest
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import noise_of
from cortex_sim.outcome.summary import resampling

SMALLEST = 1.96 * math.sqrt(2)
"""Smallest detectable change of a subject, in standard errors of measurement."""


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
    """The contrast of each subject; of a correlation nothing."""

    noise: float = math.nan
    """SD of one measurement within a subject where the study repeats it."""

    verdict: str = ""
    """Of an equivalence or a correlation, in words."""

    planned: str = ""
    """Whether the study registered it."""

    p_holm: float = math.nan
    """``p`` corrected for `tests` by Holm's method."""

    tests: int = 1
    """Rows that were tested together: those of the registered contrast, or all others."""

    @property
    def beyond_noise(self) -> int | None:
        """Subjects whose contrast is above the smallest detectable change; None: unknown."""
        if not math.isfinite(self.noise):
            return None
        return sum(abs(value) > SMALLEST * self.noise for value in self.subjects)


def compare(result: StudyResult, contrasts: Mapping[str, Contrast]) -> list[Compared]:
    """Return contrasts of a finished study with their numbers, a row for each assessment.

    Raises
    ------
    ResultError
        If no visit has the measure, or an arm or visit is unknown.
    """
    rows = [row for name, contrast in contrasts.items() for row in _rows(result, name, contrast)]
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


def _rows(result: StudyResult, name: str, contrast: Contrast) -> Iterator[Compared]:
    for assessment in _assessments(result, contrast, contrast):
        if isinstance(contrast, CorrelationContrast):
            yield _correlated(result, name, contrast, assessment)
        else:
            yield _paired(result, name, contrast, assessment)


def _paired(result: StudyResult, name: str, contrast: Contrast, assessment: str) -> Compared:
    muscle = _muscle(result, contrast, assessment)
    values = {
        arm: _values(result, contrast, contrast, assessment, muscle, arm)
        for arm in contrast.arms_named
    }
    first, second = _sides(contrast, values)
    effect = paired_effect(first, second, rng=resampling())
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
        p=effect.p_permutation if effect.has_interval else math.nan,
        subjects=effect.changes,
        noise=noise_of(result, assessment, contrast.measure, muscle),
        verdict=_equivalence(contrast, first, second, effect),
        planned=_planned(result, name, effect.n),
    )


def _sides(contrast: Contrast, values: Mapping[str, FloatArray]) -> tuple[FloatArray, FloatArray]:
    """Return by subject what is subtracted, and from what."""
    if isinstance(contrast, DoseContrast):
        dose = np.array(list(contrast.doses.values()))
        dose = dose - dose.mean()
        table = np.stack([values[arm] for arm in contrast.doses])
        slope = np.asarray(dose @ table / np.sum(dose**2))
        return np.zeros_like(slope), slope
    if isinstance(contrast, InteractionContrast):
        neither, first, second, both = (values[arm] for arm in contrast.arms)
        return second - neither, both - first
    one, other = (values[arm] for arm in contrast.arms_named)
    return one, other


def _equivalence(
    contrast: Contrast, first: FloatArray, second: FloatArray, effect: PairedEffect
) -> str:
    """Return whether two arms are equivalent: two one-sided tests at 5 % by a 90 % interval."""
    bound = contrast.bound if isinstance(contrast, ArmsContrast) else None
    if bound is None:
        return ""
    if effect.n < MIN_SUBJECTS:
        return f"equivalence within ±{bound:g} cannot be told from {effect.n} subjects"
    inner = paired_effect(first, second, rng=resampling(), level=0.9)
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
    correlated = correlation(
        _values(result, contrast, contrast, assessment, muscle, arm),
        _values(result, contrast, other, second, beside, arm),
    )
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
        p=found.p,
        subjects=(),
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
