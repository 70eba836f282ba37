"""Which measures an assessment of a study gives, and of which muscles: known before it has run."""

from collections.abc import Sequence
from itertools import combinations

from cortex_sim.catalog.measures import MeasureMeaning, measure_meanings, measure_named
from cortex_sim.clinic.rest_spectrum import ROLES
from cortex_sim.clinic.zone_weights import zoned_projections
from cortex_sim.config.study import Study


def muscles_measured(study: Study, assessment: str, measure: str) -> tuple[str, ...]:
    """Return the muscles and pairs of which an assessment gives a measure; empty if it does not.

    Parameters
    ----------
    study
        That has the assessment.
    assessment
        A key of its ``assessments``.
    measure
        Such as ``overlap`` or ``weight_ratio_exc_exc5``.

    Returns
    -------
    tuple of str
        Names as in ``measures.csv``: of a muscle, of two, empty for the network.
    """
    settings, row = study.assessments[assessment], measure_named(measure)
    if (
        row is None
        or settings.kind not in row.kinds
        or why_not_measured(study, assessment, measure)
    ):
        return ()
    pairs = (study.pair(*two) for two in combinations(study.muscle_names, 2))
    names = {
        "muscle": settings.examined or study.muscle_names,
        "pair": tuple(pairs),
        "network": ("",),
    }
    return tuple(name for kind in row.of for name in names[kind])


def why_not_measured(study: Study, assessment: str, measure: str) -> str:
    """Return what keeps an assessment from giving a measure of its kind; empty if nothing does."""
    settings, row = study.assessments[assessment], measure_named(measure)
    if row is None or settings.kind not in row.kinds:
        return ""
    parts = _parts(study, row)
    if parts is not None and not any(measure.endswith(f"_{part}") for part in parts):
        return f"{' and '.join(row.names)} are there for {', '.join(parts)}"
    why = settings.withheld(measure)
    return why and f"assessments.{assessment}: {why}"


def measures_listed(study: Study, assessments: Sequence[str]) -> list[str]:
    """Return the measures of some assessments as the catalog names them, with ``*``."""
    kinds = {study.assessments[name].kind for name in assessments}
    return [name for row in measure_meanings() if kinds & {*row.kinds} for name in row.names]


def _parts(study: Study, row: MeasureMeaning) -> tuple[str, ...] | None:
    """Return the parts of the study's network that ``*`` stands for; None if it stands for none."""
    rows = study.network.populations
    if row.each == "projection":
        return zoned_projections(study)
    if row.each == "signal":
        return tuple(name for name, each in rows.items() if each.role in ROLES)
    if row.each == "population":
        return tuple(name for name, each in rows.items() if each.cell is not None)
    return None
