"""Maps and weights as labelled xarray arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from cortex_sim.api.notebook import xarray
from cortex_sim.course.visit import Visit
from cortex_sim.model.subject import draw_anatomy
from cortex_sim.outcome.result import StudyResult

if TYPE_CHECKING:
    import xarray as xr

Visits = Mapping[str, Visit]
"""Visits by name."""


def maps(
    result: StudyResult, assessment: str, subjects: Sequence[int], visits: Visits
) -> xr.Dataset:
    """Return the maps of an assessment: all its arrays by subject and visit, with units."""
    sessions = [[result.session(s, *v, assessment) for v in visits.values()] for s in subjects]
    records = [[result.record(session) for session in row] for row in sessions]
    first = records[0][0].arrays
    site = first["site"]
    by_visit = ("subject", "visit")
    data: dict[str, Any] = {}
    for name, array in first.items():
        if name != "site":
            values = np.array([[record.arrays[name].values for record in row] for row in records])
            attributes = {"units": array.unit, "long_name": array.description}
            data[name] = ((*by_visit, *array.dims), values, attributes)
    data["session"] = (by_visit, [[session.session_id for session in row] for row in sessions])
    coordinates = {
        "subject": list(subjects),
        "visit": list(visits),
        "muscle": list(result.study.muscle_names),
        "x": ("site", site.values[:, 0], {"units": site.unit}),
        "y": ("site", site.values[:, 1], {"units": site.unit}),
    }
    about = {"study": result.study.name, "assessment": assessment}
    return xarray().Dataset(data, coordinates, about)


def weights(
    result: StudyResult, projection: str, subjects: Sequence[int], visits: Visits
) -> xr.DataArray:
    """Return the weights of a plastic projection by subject, visit and synapse."""
    values = [[result.weights(s, *v)[projection] for v in visits.values()] for s in subjects]
    wiring = [draw_anatomy(result.study, subject).wiring[projection] for subject in subjects]
    by_synapse = ("subject", "synapse")
    coordinates = {
        "subject": list(subjects),
        "visit": list(visits),
        "source": (by_synapse, np.array([sources for sources, _ in wiring])),
        "target": (by_synapse, np.array([targets for _, targets in wiring])),
    }
    row = result.study.network.projections[projection]
    about = {"units": "", "study": result.study.name, "from": row.source, "to": row.target}
    dimensions = ("subject", "visit", "synapse")
    return xarray().DataArray(np.array(values), coordinates, dimensions, projection, about)
