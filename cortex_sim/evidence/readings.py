"""From what a finding asks for to the values of a study, or to what is missing."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from cortex_sim.catalog.findings import Reading
from cortex_sim.config.study import Study
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.errors import ResultError
from cortex_sim.evidence.populations import populations_of

Values = npt.NDArray[np.float64]

SLICE = "slice"
"""Kind of readings of a virtual slice, whose muscles are electrodes and which has no assessment."""

HEALTHY = "healthy"
"""Name in findings of a study's reference phase."""


class Result(Protocol):
    """What scoring needs of a study's result; `outcome.result.StudyResult` has it."""

    @property
    def study(self) -> Study:
        """The study's configuration."""
        ...

    @property
    def subjects(self) -> tuple[int, ...]:
        """Seeds of the subjects."""
        ...

    @property
    def visits(self) -> tuple[Visit, ...]:
        """Arm and phase of every visit; the arm of the common past is empty."""
        ...

    def values(self, assessment: str, measure: str, muscle: str, arm: str, phase: str) -> Values:
        """Return a measure by subject; nan where missing."""
        ...


@dataclass(frozen=True)
class Missing:
    """What a study lacks for a reading."""

    what: str
    """Key of the ledger's ``runs``: a visit, a kind of assessment or a muscle."""

    message: str


def read(result: Result, reading: Reading) -> Values | Missing:
    """Return the values of a reading by subject, or what is missing for it.

    Parameters
    ----------
    result
        Of the study.
    reading
        Complete: with kind, measure, muscle and visit.
    """
    visit = find_visit(result, str(reading.visit))
    if isinstance(visit, Missing):
        return visit
    muscle = _missing_muscle(result.study, reading)
    if muscle is not None:
        return muscle
    is_slice = reading.kind == SLICE
    name = SLICE if is_slice else find_assessment(result.study, reading, visit)
    if isinstance(name, Missing):
        return name
    per_muscle = [
        _values(result, reading, name, _ordered(result.study, muscle), visit)
        for muscle in reading.muscle or ()
    ]
    values = np.mean(per_muscle, axis=0)
    if np.isnan(values).all():
        return Missing(
            str(reading.kind),
            f"no value of {reading.measure} of {', '.join(reading.muscle or ())} "
            f"in {name} at {visit.path}",
        )
    return np.asarray(values, dtype=np.float64)


def find_visit(result: Result, name: str) -> Visit | Missing:
    """Return the visit with a name: ``healthy``, a phase, or ``arm/phase``.

    A phase of several arms is taken from the arm of the same name, else from the first.
    """
    study = result.study
    arm, _, phase = name.rpartition("/")
    phase = study.reference_phase if name == HEALTHY else phase
    matches = [
        visit for visit in result.visits if visit.phase == phase and arm in (COMMON, visit.arm)
    ]
    if not matches:
        return Missing(name, f"needs {'phase' if name == 'clbp' else 'arm or phase'} {name}")
    return min(matches, key=lambda visit: visit.arm not in (COMMON, phase))


def find_assessment(study: Study, reading: Reading, visit: Visit) -> str | Missing:
    """Return the first assessment of a visit with the kind and settings of a reading."""
    done = study.stages[visit.phase].visit
    for name, settings in study.assessments.items():
        if name in done and not settings.restore and _fits(settings, reading):
            return name
    wanted = [str(reading.kind)]
    if reading.gaba_gain is not None:
        wanted.append(f"GABA_A gain {reading.gaba_gain}")
    if reading.intensity is not None:
        wanted.append(f"{reading.intensity} intensity")
    message = f"needs assessment {', '.join(wanted)} at {visit.path}"
    return Missing(str(reading.kind), message)


def _fits(settings: Any, reading: Reading) -> bool:
    return (
        settings.kind == reading.kind
        and _gain_fits(settings.gaba_gain, reading.gaba_gain)
        and _intensity_fits(settings, reading.intensity)
        and reading.post_pulses in (None, getattr(settings, "post", None) and settings.post.pulses)
    )


def _gain_fits(gain: float | str, wanted: float | str | None) -> bool:
    if wanted == "lowered":
        return not isinstance(gain, str) and gain < 1
    return wanted is None or gain == wanted


def _intensity_fits(settings: Any, wanted: str | None) -> bool:
    field = "relative_intensity" if wanted == "relative" else "intensity_mv"
    return wanted is None or getattr(settings, field, None) is not None


def _missing_muscle(study: Study, reading: Reading) -> Missing | None:
    named = {m for name in reading.muscle or () for m in name.split("-") if m}
    for muscle in sorted(named | set(reading.axis or ())):
        if muscle not in study.muscle_names:
            return Missing(muscle, f"needs muscle {muscle}")
    return None


def _ordered(study: Study, muscle: str) -> str:
    """Return a pair with its muscles in the study's order, as measures name it."""
    if "-" not in muscle:
        return muscle
    return study.pair(*muscle.split("-"))


def _values(result: Result, reading: Reading, name: str, muscle: str, visit: Visit) -> Values:
    measure = str(reading.measure)
    if measure == "cog_along":
        return _along(result, reading, _centre(result, name, muscle, visit))
    if measure == "cog_displacement":
        healthy = Visit(COMMON, result.study.reference_phase)
        here = _centre(result, name, muscle, visit)
        shift = here - _centre(result, name, muscle, healthy)
        return np.asarray(np.hypot(shift[0], shift[1]))
    if "{" in measure:
        return _over_populations(result, measure, name, muscle, visit)
    return result.values(name, measure, muscle, *visit)


def _centre(result: Result, name: str, muscle: str, visit: Visit) -> Values:
    """Return the centre of gravity in mm, shape (2, n_subjects)."""
    return np.stack([result.values(name, axis, muscle, *visit) for axis in ("cog_x", "cog_y")])


def _along(result: Result, reading: Reading, centre: Values) -> Values:
    """Return the component of a centre of gravity from one muscle's place to another's."""
    if reading.axis is None:
        raise ResultError("findings: cog_along without axis; name two muscles")
    start, end = (np.array(result.study.muscles[m].position, float) for m in reading.axis)
    direction = (end - start) / np.linalg.norm(end - start)
    return np.asarray(direction @ centre)


def _over_populations(result: Result, measure: str, name: str, muscle: str, visit: Visit) -> Values:
    """Return the mean over the populations that the word in braces stands for."""
    prefix, _, word = measure.rstrip("}").partition("{")
    names = populations_of(result.study).get(word, ())
    if not names:
        return np.full(len(result.subjects), np.nan)
    return np.asarray(
        np.mean([result.values(name, prefix + n, muscle, *visit) for n in names], axis=0)
    )
