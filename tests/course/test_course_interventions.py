"""Sessions of stimulation: a coil, a field and volleys in plastic sessions of a tiny network."""

import numpy as np
import pytest
from fixtures.tiny_course import finish
from fixtures.tiny_lab import CONFIG, OVERRIDES

from cortex_sim.config.load import load_study
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.outcome.result import StudyResult

pytestmark = pytest.mark.compiled

BUNDLES = {
    "itbs": "{channels: {coil: {muscle: DM, relative_intensity: 1.4, pulses: 12, rate: 5 Hz, "
    "burst: 3, start: 200 ms}}}",
    "tdcs": "{channels: {polarisation: {exc5: 4 mV, exc: 2 mV}}}",
    "pes": "{channels: {volleys: {muscles: [DM], rate: 40 Hz, spikes: 1, contraction: 8 mV}}}",
    "trains": "{channels: {volleys: {muscles: [DM], rate: 40 Hz, spikes: 1, contraction: 8 mV, "
    "on: 200 ms, off: 400 ms}}}",
}
ROW = "{sequence: %s, duration: 1200 ms, interventions: [%s]}"
ARMS = {
    "itbs": ROW % ("null", "itbs"),
    "sham_itbs": ROW % ("null", "sham_itbs"),
    "tdcs": ROW % ("healthy", "tdcs"),
    "sham_tdcs": ROW % ("healthy", "sham_tdcs"),
    "practice": "{sequence: healthy, duration: 1200 ms}",
    "pes": ROW % ("null", "pes"),
    "sham_pes": ROW % ("null", "sham_pes"),
    "trains": ROW % ("null", "trains"),
    "sham_trains": ROW % ("null", "sham_trains"),
    "rest": "{sequence: null, duration: 1200 ms}",
}


@pytest.fixture(scope="module")
def sessions(lab, tmp_path_factory):
    names = ", ".join(f"{name}: [{name}]" for name in ARMS)
    changes = [
        "cohort.subjects=1",
        "course.phases=[healthy]",
        f"course.arms={{{names}}}",
        "phases.healthy.visit=[threshold]",
        "assessments.threshold.muscles=[DM]",
        *(f"interventions.{name}={bundle}" for name, bundle in BUNDLES.items()),
        *(f"phases.{name}={{practice: [{row}]}}" for name, row in ARMS.items()),
    ]
    study = load_study(CONFIG, [*OVERRIDES, *changes])
    finished = finish(study, lab.results(tmp_path_factory.mktemp("interventions") / "r"))
    result = StudyResult(finished.plan, finished.store)
    return {name: result.record(result.session(1, name, name, "practice")) for name in ARMS}


def rate(record, population):
    return float(record.arrays[f"rate/{population}"].values)


def weights(record):
    return {n: a.values for n, a in record.arrays.items() if n.startswith("state/weights/")}


def assert_same_weights(one, other):
    for name, values in weights(one).items():
        np.testing.assert_array_equal(values, weights(other)[name])


def test_each_session_has_the_kind_of_what_it_gives(sessions):
    assert {name: record.kind for name, record in sessions.items()} == {
        "itbs": SessionKind.STIMULATION,
        "sham_itbs": SessionKind.STIMULATION,
        "tdcs": SessionKind.STIMULATION,
        "sham_tdcs": SessionKind.STIMULATION,
        "practice": SessionKind.PRACTICE,
        "pes": SessionKind.PERIPHERAL,
        "sham_pes": SessionKind.PERIPHERAL,
        "trains": SessionKind.PERIPHERAL,
        "sham_trains": SessionKind.PERIPHERAL,
        "rest": SessionKind.PRACTICE,
    }


@pytest.mark.parametrize(
    ("real", "population"),
    [
        ("itbs", "exc"),
        ("tdcs", "exc5"),
        ("pes", "exc"),
        ("pes", "motoneuron"),
        ("trains", "motoneuron"),
    ],
)
def test_an_intervention_makes_more_spikes_than_its_sham(sessions, real, population):
    assert rate(sessions[real], population) > 1.02 * rate(sessions[f"sham_{real}"], population)


@pytest.mark.parametrize(
    ("sham", "without"),
    [
        ("sham_itbs", "rest"),
        ("sham_pes", "rest"),
        ("sham_trains", "rest"),
        ("sham_tdcs", "practice"),
    ],
)
def test_a_sham_leaves_what_the_session_leaves_without_it(sessions, sham, without):
    """The coil's program with pulses of nothing fires the spikes of the program without a coil."""
    for population in ("exc", "exc5", "motoneuron"):
        assert rate(sessions[sham], population) == rate(sessions[without], population)
    assert_same_weights(sessions[sham], sessions[without])


def test_between_trains_nothing_is_given(sessions):
    """Trains fill a third of the session, and cells adapt less in short ones."""
    found = {name: rate(sessions[name], "motoneuron") for name in ("sham_pes", "pes", "trains")}
    share = (found["trains"] - found["sham_pes"]) / (found["pes"] - found["sham_pes"])
    assert 1 / 4 < share < 1 / 2


def test_pulses_change_weights(sessions):
    name = "state/weights/exc_exc"
    real, sham = (weights(sessions[kind])[name] for kind in ("itbs", "sham_itbs"))
    assert np.any(real != sham)


def test_the_coil_goes_by_the_threshold_that_was_measured_before(sessions):
    parents = {name: set(record.parent_ids) for name, record in sessions.items()}
    assert parents["itbs"] == parents["sham_itbs"] == {"state", "threshold"}
    assert parents["tdcs"] == parents["pes"] == {"state"}
