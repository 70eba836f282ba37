"""Spikes as a table: whose they are, and in which trial."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cortex_sim.api.notebook import pandas
from cortex_sim.config import study as configuration
from cortex_sim.config.network import population_size
from cortex_sim.course.plan import Session
from cortex_sim.course.visit import Visit
from cortex_sim.errors import ResultError
from cortex_sim.model.layout import pool_of
from cortex_sim.outcome.result import StudyResult

if TYPE_CHECKING:
    import pandas as pd

Raster = Mapping[str, tuple[NDArray[np.float64], NDArray[np.int64]]]
"""Spike times (ms) and cells, by population."""


def stored(result: StudyResult, subject: int, visit: Visit, assessment: str) -> pd.DataFrame:
    """Return the spikes that an assessment's record holds.

    Raises
    ------
    ResultError
        If it holds none.
    """
    session = result.session(subject, *visit, assessment)
    record = result.record(session)
    if not record.spikes:
        kind = result.study.assessments[assessment].kind
        raise ResultError(
            f"{assessment} stores no spikes (its kind is {kind}); those of kind cued_movement and "
            "baseline do, or stimulate the subject in the hand: results.subject(...)"
        )
    raster = {
        name: (spikes.timestamps_ms, spikes.node_ids.astype(np.int64))
        for name, spikes in record.spikes.items()
    }
    return table(result.study, raster, _trial_starts(result.study, session, assessment))


def _trial_starts(
    study: configuration.Study, session: Session, assessment: str
) -> NDArray[np.float64]:
    """Return when the trials of an assessment's stored spikes start, in ms."""
    trials = study.assessments[assessment].stored_trials(session.spec.sequence)
    return np.zeros(1) if trials is None else trial_starts(*trials)


def trial_starts(duration: float, trials: int) -> NDArray[np.float64]:
    """Return the start (ms) of each of some trials of a duration (s), one after the other."""
    return np.arange(trials, dtype=np.float64) * (duration * 1e3)


def table(
    study: configuration.Study, raster: Raster, trial_start_ms: NDArray[np.float64]
) -> pd.DataFrame:
    """Return spikes as a table, ordered by time.

    Parameters
    ----------
    study
        Its populations and muscles.
    raster
        The spikes.
    trial_start_ms
        Start of each trial in ms, rising from 0, shape ``(n_trials,)``.
    """
    frame = pandas().DataFrame
    parts = [
        frame(
            {"population": name, "cell": cells, "muscle": _muscles(study, name)[cells], "time": t}
        )
        for name, (t, cells) in raster.items()
    ]
    unsorted = pandas().concat(parts, ignore_index=True)
    whole = unsorted.sort_values("time", kind="stable", ignore_index=True)
    # a spike in the last bit of a step belongs to the trial that starts with it
    trial = np.searchsorted(trial_start_ms, whole["time"] + 1e-6, side="right") - 1
    whole["trial"], whole["trial_start"] = trial, trial_start_ms[trial]
    whole.attrs |= {"trial_start": trial_start_ms.tolist(), "units": "ms"}
    return whole


def _muscles(study: configuration.Study, population: str) -> NDArray[np.object_]:
    """Return the muscle of each cell, empty for cells that are in no muscle's pool."""
    row = study.network.populations[population]
    if row.layout.kind != "pools":
        n_cells = population_size(row, len(study.muscles))
        return np.full(n_cells, "", dtype=object)
    return np.array(study.muscle_names, dtype=object)[pool_of(row, len(study.muscles))]
