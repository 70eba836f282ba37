"""The noise of a measurement of the default model, in ``retest.yaml``."""

import math
from functools import cache

from cortex_sim.catalog.files import read_catalog
from cortex_sim.config.load import load_study
from cortex_sim.config.shipped import shipped_folder
from cortex_sim.config.study import Study

RETEST_FILE = "retest.yaml"
MEASURED_BY = "test_retest"
"""The protocol that measured it, in ``configs/protocols``."""


def default_noise(study: Study, assessment: str, measure: str, muscle: str) -> float:
    """Return the SD of one measurement within a subject, as the default model has it.

    It is nan where nobody measured it, or where the study has another network, other muscles or
    other settings of the assessment.
    """
    sem = _rows().get((assessment, measure, muscle), math.nan)
    if math.isnan(sem):
        return sem
    model, said = _measured(), study.assessments.get(assessment)
    same = (
        study.network == model.network
        and study.muscles == model.muscles
        and said == model.assessments[assessment].model_copy(update={"repeat": 1})
    )
    return sem if same else math.nan


@cache
def _rows() -> dict[tuple[str, str, str], float]:
    rows = read_catalog(RETEST_FILE)
    return {(row["assessment"], row["measure"], row["muscle"]): float(row["sem"]) for row in rows}


@cache
def _measured() -> Study:
    return load_study(shipped_folder() / "protocols" / f"{MEASURED_BY}.yaml")
