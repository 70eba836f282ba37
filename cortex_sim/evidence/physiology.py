"""The table of physiology: a study examined at its main visits, row by row against a band."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cortex_sim.catalog.physiology import PhysiologyRow, RowReading, load_physiology
from cortex_sim.config.assessments.recruitment import Recruitment
from cortex_sim.config.study import Study
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.errors import ConfigError
from cortex_sim.evidence.populations import populations_of
from cortex_sim.outcome.result import StudyResult

PREFIX = "physiology_"
"""Beginning of the names of the assessments that the table adds to a study."""

INTENSITIES = (1.3, 1.5, 1.8)
"""Multiples of AMT at which the silent period is examined."""


@dataclass(frozen=True)
class Cell:
    """One row at one visit."""

    row: PhysiologyRow
    visit: str
    values: NDArray[np.float64]
    """By subject."""

    @property
    def mean(self) -> float:
        """Mean over the subjects that have a value; nan if none has."""
        known = self.values[np.isfinite(self.values)]
        return float(known.mean()) if known.size else float("nan")

    @property
    def verdict(self) -> str:
        """Where the mean lies."""
        return self.row.verdict(self.mean)


def changes_for(study: Study, subjects: int | None, arm: str | None) -> list[str]:
    """Return the overrides that make a study show its physiology.

    The course and what is practised stay, so the practice sessions of the study serve. All
    visits become those of the table, at the end of each phase of the common past and of one arm.

    Parameters
    ----------
    study
        The study.
    subjects
        Number of subjects; None: as many as it has.
    arm
        The arm that is shown beside the common past; None: the first.

    Raises
    ------
    ConfigError
        If the study measures no threshold of its deep muscle, or has no such arm.
    """
    arms = list(study.course.arms)
    chosen = arm if arm is not None else next(iter(arms), None)
    if chosen is not None and chosen not in arms:
        known = ", ".join(arms) or "none"
        raise ConfigError(f"--arm: the study has no arm {chosen!r}; known: {known}")
    threshold, names = _threshold(study), [PREFIX + name for name in _settings(study, "")]
    rows = _settings(study, threshold)
    changes = [f"assessments.{PREFIX}{name}={text}" for name, text in rows.items()]
    changes += [f"course.arms.{name}=null" for name in arms if name != chosen]
    shown = {*study.course.phases, *(study.course.arms[chosen] if chosen is not None else ())}
    for name, phase in study.phases.items():
        visit = ", ".join([threshold, *names]) if name in shown else ""
        changes.append(f"phases.{name}.visit=[{visit}]")
        changes += [f"phases.{name}.visits=null"] if phase.visits is not None else []
    changes += [] if subjects is None else [f"cohort.subjects={subjects}"]
    return [*changes, f"name={study.name}_physiology"]


def _threshold(study: Study) -> str:
    """Return the study's own assessment that measures the threshold of the deep muscle."""
    deep = study.primary_pair[0]
    for name, settings in study.assessments.items():
        if (
            isinstance(settings, Recruitment)
            and settings.method == "curve"
            and deep in settings.muscles
        ):
            return name
    raise ConfigError(
        f"assessments: none of kind recruitment measures {deep} with a curve, relative to whose "
        "threshold the table stimulates; add one, as configs/base.yaml has"
    )


def _settings(study: Study, threshold: str) -> dict[str, str]:
    """Return the assessments of the table as YAML, by name without the prefix."""
    deep = f"threshold_from: {threshold}, muscles: [{study.primary_pair[0]}]"
    assessments = {
        "activity": "{kind: activity}",
        "paired_pulse": f"{{kind: paired_pulse, {deep}, sicf_intervals: [], pulses: 30}}",
        "lici": f"{{kind: lici, {deep}, intervals: [100 ms], pulses: 30}}",
    }
    for intensity in INTENSITIES:
        own = f"relative_intensity: {intensity}"
        assessments[_silent(intensity)] = f"{{kind: silent_period, {deep}, {own}}}"
    return assessments


def _silent(intensity: float) -> str:
    return f"silent_period_{intensity:g}".replace(".", "_")


def table_of(result: StudyResult) -> list[Cell]:
    """Return every row at every visit of a study that was examined, row by row."""
    visits, cells = _visits(result.study), []
    for row in load_physiology().values():
        if _missing(row.reading, result.study):
            continue
        if row.reading.change:
            cells += list(_change(result, row, visits))
            continue
        cells += [Cell(row, v.text, _values(result, row.reading, v)) for v in visits]
    return cells


def _visits(study: Study) -> list[Visit]:
    """Return the phases of the common past, and the last one of each arm."""
    course = study.timeline
    ends = [Visit(arm, phases[-1]) for arm, phases in course.arms.items() if phases]
    return [*(Visit(COMMON, phase) for phase in course.phases), *ends]


def _change(result: StudyResult, row: PhysiologyRow, visits: Sequence[Visit]) -> Iterator[Cell]:
    common = [visit for visit in visits if visit.is_common]
    if len(common) < 2:
        return
    reference = [visit for visit in common if visit.phase == result.study.reference_phase]
    first, last = reference[0] if reference else common[0], common[-1]
    before, after = (_values(result, row.reading, visit) for visit in (first, last))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(before > 0, after / before, np.nan)
    yield Cell(row, f"{last.text} / {first.text}", ratio)


def _values(result: StudyResult, reading: RowReading, visit: Visit) -> NDArray[np.float64]:
    """Return a reading by subject; nan where there is none."""
    values = _read(result, reading, reading.measure, reading.intensity, visit)
    if reading.against is not None:
        values = values - _read(result, reading, reading.against, reading.intensity, visit)
    if reading.against_intensity is not None:
        other = reading.against_intensity
        values = values - _read(result, reading, reading.measure, other, visit)
    if reading.over == "max":
        return np.asarray(values.max(axis=0))
    known = np.isfinite(values)
    total = np.where(known, values, 0.0).sum(axis=0)
    with np.errstate(invalid="ignore"):
        return np.asarray(total / np.where(known.any(axis=0), known.sum(axis=0), np.nan))


def _read(
    result: StudyResult, reading: RowReading, measure: str, intensity: float | None, visit: Visit
) -> NDArray[np.float64]:
    """Return a measure, shape (n_muscles or populations, n_subjects)."""
    study = result.study
    name = _assessment(study, reading.kind, intensity)
    rows = [
        result.values(name, text, muscle, visit.arm, visit.phase)
        for text in _named(measure, study)
        for muscle in _muscles(reading, study)
    ]
    return np.array(rows)


def _assessment(study: Study, kind: str, intensity: float | None) -> str:
    if kind == "recruitment":
        return _threshold(study)
    return PREFIX + (kind if intensity is None else _silent(intensity))


def _muscles(reading: RowReading, study: Study) -> tuple[str, ...]:
    chosen = {
        "none": ("",),
        "deep": study.primary_pair[:1],
        "pair": study.primary_pair,
        "all": study.muscle_names,
    }
    return chosen[reading.muscles]


def _named(measure: str, study: Study) -> list[str]:
    """Return the names of a measure, one for each population that its braces stand for."""
    word = measure.partition("{")[2].partition("}")[0]
    if not word:
        return [measure]
    return [measure.replace(f"{{{word}}}", name) for name in populations_of(study)[word]]


def _missing(reading: RowReading, study: Study) -> bool:
    """Return whether the network has no population of which a row speaks."""
    return any(not _named(text, study) for text in (reading.measure, reading.against or "-"))
