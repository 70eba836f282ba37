"""How fast sessions are: by logs of the same programs, whatever results folder they ran in."""

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.estimate import OUTPUT_SECONDS, estimate
from cortex_sim.course.pace import note_pace, pace_of
from cortex_sim.course.plan import make_plan
from cortex_sim.engine.machine import available_cores, crowding, slower_text
from cortex_sim.store.paths import SessionStore


@pytest.fixture
def plan(request, tmp_path, monkeypatch):
    monkeypatch.setenv("CORTEX_SIM_CACHE", str(tmp_path / "cache"))
    config = request.config.rootpath / "configs" / "tiny.yaml"
    return make_plan(load_study(config, ("cohort.subjects=1", "execution.workers=1")))


def log(plan, paces):
    """Log runs of a plan, each with seconds per model second, long enough to count."""
    for pace in paces:
        note_pace((session, pace * session.model_time) for session in plan.sessions * 20)


def test_without_a_log_a_rule_of_thumb_tells(plan):
    assert pace_of(plan).sessions == 0
    assert "rule of thumb" in pace_of(plan).text


def test_sessions_cost_what_the_same_programs_took_in_another_folder(plan, tmp_path):
    runs = 200
    note_pace((session, 3.0 * session.model_time) for session in plan.sessions * runs)
    pace = pace_of(plan)
    assert pace.sessions == runs * len(plan.sessions)
    assert pace.seconds(SessionKind.PRACTICE, 2.0) == pytest.approx(6.0, rel=0.01)
    cost = estimate(plan, SessionStore(tmp_path / "new")).cost
    rest = cost.compiling + OUTPUT_SECONDS
    assert cost.seconds == pytest.approx(3.0 * cost.model_time + rest, rel=0.01)
    assert f"by {pace.sessions} sessions" in "\n".join(cost.as_lines())


def test_one_odd_run_does_not_decide(plan):
    log(plan, 20 * [1.0])
    usual = pace_of(plan)
    log(plan, [50.0])
    odd = pace_of(plan)
    for kind in (SessionKind.PRACTICE, SessionKind.ASSESSMENT):
        assert odd.seconds(kind, 10.0) == pytest.approx(usual.seconds(kind, 10.0), rel=0.1)
    assert odd.factors[1] < 2


def test_a_short_run_alone_is_no_match_for_the_rule_of_thumb(plan, tmp_path):
    rule = pace_of(plan)
    note_pace((session, 50.0 * session.model_time) for session in plan.sessions)
    few = pace_of(plan)
    assert few.seconds(SessionKind.PRACTICE, 10.0) == rule.seconds(SessionKind.PRACTICE, 10.0)
    assert "too few" in few.text
    cost = estimate(plan, SessionStore(tmp_path / "new")).cost
    assert cost.between[0] < cost.seconds < cost.between[1]


def test_compiling_pictures_and_other_work_are_said(plan, tmp_path, monkeypatch):
    monkeypatch.setattr("cortex_sim.course.estimate.load_average", lambda: 1000.0)
    said = estimate(plan, SessionStore(tmp_path / "new")).as_text()
    for part in ("of it compiling", "of it tables and pictures", "load now 1000.0", "other work"):
        assert part in said
    assert "times as long" in slower_text(1000.0, 1)
    assert slower_text(1000.0, 1, load_then=1000.0) == slower_text(0.0, 1) == ""


def test_another_network_goes_by_its_own_log(plan, request):
    note_pace((session, 3.0) for session in plan.sessions)
    config = request.config.rootpath / "configs" / "tiny.yaml"
    other = load_study(config, ("network.populations.cue.layout.size=21",))
    assert pace_of(make_plan(other)).sessions == 0


def test_lines_of_a_log_that_cannot_be_read_are_left_out(plan, tmp_path):
    note_pace((session, 3.0) for session in plan.sessions)
    naught = b'{"sessions": 9, "model_seconds": 0, "seconds": 0, "load": 1}\n'
    for log in (tmp_path / "cache" / "pace").iterdir():
        log.write_bytes(
            log.read_bytes() + b'\xff\n{"sessions": 1}\n[]\n{"seconds": "x"}\n' + naught
        )
    assert pace_of(plan).sessions == len(plan.sessions)


def test_a_cache_that_cannot_be_written_stops_nothing(plan, tmp_path):
    (tmp_path / "cache").write_text("no folder")
    note_pace((session, 3.0) for session in plan.sessions)
    assert pace_of(plan).sessions == 0


def test_more_simulations_than_cores_are_said_and_not_reckoned_with(plan, tmp_path):
    store, cores = SessionStore(tmp_path / "new"), available_cores()
    assert crowding(cores) == ""
    costs = []
    for workers in (cores, 2 * cores):
        execution = plan.study.execution.model_copy(update={"workers": workers})
        study = plan.study.model_copy(update={"execution": execution})
        costs.append(estimate(make_plan(study), store).cost)
    assert costs[1].seconds == pytest.approx(costs[0].seconds)
    assert crowding(2 * cores) in "\n".join(costs[1].as_lines())
    assert costs[1].memory > costs[0].memory
