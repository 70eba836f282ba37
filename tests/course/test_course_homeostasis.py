"""Homeostatic drive in a course of a tiny network: stored, handed on, and acting."""

import pytest
from fixtures.tiny_course import finish

from cortex_sim.config.load import load_study
from cortex_sim.course.laboratory import homeostasis_from, load_start
from cortex_sim.outcome.result import StudyResult

pytestmark = pytest.mark.compiled

PHASES = ("healthy", "clbp", "motor_control_training", "no_training")
SETTINGS = (
    "slow_clock={hypotheses: {intrinsic_homeostasis: true}, homeostasis: {limit: 20 mV}}",
    "cohort.subjects=1",
    *(f"phases.{name}.{field}=null" for name in PHASES for field in ("gaba_gain", "bdnf")),
    "phases.healthy.sets_rate_reference=true",
    "phases.clbp.nociceptive_load=1",
    *(f"phases.{name}.visit=[baseline]" for name in PHASES),
)
PREFIX = "state/homeostasis/"


@pytest.fixture(scope="module")
def finished(lab, tmp_path_factory):
    from fixtures.tiny_lab import CONFIG, OVERRIDES

    study = load_study(CONFIG, [*OVERRIDES, *SETTINGS])
    return finish(study, lab.results(tmp_path_factory.mktemp("homeostasis") / "r"))


def arrays(finished, arm, phase, name="practice"):
    result = StudyResult(finished.plan, finished.store)
    return result.record(result.session(1, arm, phase, name)).arrays


def state(finished, arm, phase):
    found = arrays(finished, arm, phase)
    return homeostasis_from(
        {k.removeprefix(PREFIX): a.values for k, a in found.items() if k.startswith(PREFIX)}
    )


def test_healthy_sessions_set_what_is_defended(finished):
    found = state(finished, "", "healthy")
    assert set(found.reference) == {"exc", "exc5"}
    assert set(found.bias.values()) == {0.0}
    for name, rate in found.reference.items():
        assert rate == pytest.approx(float(arrays(finished, "", "healthy")[f"rate/{name}"].values))


def test_later_sessions_move_the_drive_against_their_rate(finished):
    before = state(finished, "", "clbp")
    after = state(finished, "motor_control_training", "motor_control_training")
    rates = arrays(finished, "motor_control_training", "motor_control_training")
    for name, reference in before.reference.items():
        change = after.bias[name] - before.bias[name]
        excess = float(rates[f"rate/{name}"].values) / reference - 1
        assert change == pytest.approx(-1e-3 * excess)
        assert excess != 0


def test_rest_leaves_it(finished):
    assert state(finished, "no_training", "no_training") == state(finished, "", "clbp")


def test_a_visit_finds_and_shows_it(finished):
    expected = state(finished, "", "clbp").bias
    shown = arrays(finished, "", "clbp", "baseline")
    for name, bias in expected.items():
        assert float(shown[f"homeostasis/{name}"].values) == pytest.approx(1e3 * bias)
    result = StudyResult(finished.plan, finished.store)
    session = result.session(1, "", "clbp", "baseline")
    start = load_start(session.spec, session.subject, finished.store)
    assert start.state.bias == expected
