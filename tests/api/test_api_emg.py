"""The virtual EMG of a study's assessments, done again."""

from dataclasses import replace

import numpy as np
import pytest

from cortex_sim.api.progress import LineProgress
from cortex_sim.course.runner import open_laboratory
from cortex_sim.emg.surface import Electrode
from cortex_sim.errors import ResultError
from cortex_sim.outcome.summary import contrasts
from cortex_sim.people.virtual import READING, measure_session, read_above
from cortex_sim.people.virtual_table import csv_of, emg_changes, emg_rows

pytestmark = pytest.mark.compiled


@pytest.fixture(scope="module")
def laboratory(results):
    result = results.result
    return open_laboratory(result.plan, result.store, result.plan.sessions, LineProgress())


@pytest.fixture(scope="module")
def rows(results, laboratory):
    names = ("threshold", "map_structural", "cued_movement")
    quiet = Electrode(noise_mv=0.0)
    subjects = results.result.subjects
    return emg_rows(
        results.result, laboratory, quiet, read_above(0.0), subjects=subjects, assessments=names
    )


def test_measures_by_emg_stand_beside_those_by_spikes(rows):
    largest = [r for r in rows if r.measure == "largest_mep"]
    assert {r.unit for r in largest} == {"mV"}
    assert {r.spikes_unit for r in largest} == {"spikes"}
    values = np.array([r.value for r in largest])
    assert np.all(values[np.isfinite(values)] < 5)
    assert (values > 0).any()
    assert {"mep_latency", "background_rms", "amt", "onset"} <= {r.measure for r in rows}


def test_changes_name_both_and_their_signs(rows, results):
    changes = emg_changes(rows, contrasts(results.result))
    one = next(c for c in changes if (c.measure, c.before) == ("largest_mep", "healthy"))
    assert one.after == "clbp"
    assert (one.sign == "same") == (np.sign(one.by_emg) == np.sign(one.by_spikes))
    assert csv_of(changes).startswith("before,after,assessment")


def test_spikes_that_are_not_the_stored_ones_are_refused(results, laboratory, monkeypatch):
    result = results.result
    _, session = next((p, s) for p, s in result.by_place.items() if p.name == "map_structural")
    assert measure_session(session, result, laboratory, Electrode(), READING)

    read = type(result).record

    def changed(self, one, arrays=None):
        record = read(self, one, arrays)
        mep = record.arrays["mep"]
        return replace(record, arrays={**record.arrays, "mep": replace(mep, values=mep.values + 1)})

    monkeypatch.setattr(type(result), "record", changed)
    with pytest.raises(ResultError, match="done again it gives another 'mep'"):
        measure_session(session, result, laboratory, Electrode(), READING)
