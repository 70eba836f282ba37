"""Sweeps with real, tiny simulations: the same table whatever happens on the way."""

import json
import math

import pytest
from fixtures.tiny_sweep import SESSIONS, make_site

from cortex_sim.course.pace import RULE_SECONDS, note_pace
from cortex_sim.course.plan import make_plan
from cortex_sim.errors import SweepError
from cortex_sim.sweep.estimate import estimate_sweep
from cortex_sim.sweep.pending import driving

pytestmark = pytest.mark.compiled


@pytest.fixture
def site(tmp_path):
    return make_site(tmp_path)


def test_a_sweep_finishes_and_computes_each_shared_session_once(undisturbed, table):
    assert undisturbed.status().counts == {"done": 4}
    assert sum(undisturbed.computed().values()) == SESSIONS
    assert len(undisturbed.computed()) == SESSIONS
    assert table[0].startswith("point,number,phases.clbp.gaba_gain,")


def test_worker_processes_give_the_same_table_and_share_the_past(site, table):
    site.run("local", jobs=3)
    assert site.table() == table
    assert set(site.computed().values()) == {1}
    assert len(site.computed()) == SESSIONS


def test_a_second_run_computes_nothing(site, table):
    site.run()
    before = site.computed()
    assert site.run().done == 4
    assert site.computed() == before


def test_points_one_by_one_and_backwards_give_the_same_table(site, table):
    for point in reversed(site.sweep.points):
        site.run(points=(point,), alone=True)
    assert site.table() == table


def test_processes_that_want_the_same_point_compute_it_once(site):
    drivers = [site.start("--only", "#0") for _ in range(3)]
    ends = [driver.communicate(timeout=240)[0] for driver in drivers]
    assert [driver.returncode for driver in drivers] == [0, 0, 0], ends
    assert set(site.computed().values()) == {1}


def test_a_second_driver_is_refused_by_name(site):
    with driving(site.context, "local"), pytest.raises(SweepError, match="is running this"):
        site.run()


def test_a_point_that_is_impossible_does_not_stop_the_others(tmp_path):
    axes = [{"key": "phases.clbp.gaba_gain", "values": [1.0, -1.0, 0.5]}]
    site = make_site(tmp_path, axes=axes, subsets={})
    ended = site.run()
    assert (ended.done, len(ended.failed)) == (2, 1)
    trouble = site.status().troubles[0]
    assert trouble.state == "failed"
    assert "gaba_gain" in trouble.reason
    assert site.call("collect").returncode == 3


def test_a_simulation_that_runs_away_is_named_and_the_others_finish(tmp_path):
    key = "network.projections.exc_exc.gain.ampa"
    site = make_site(tmp_path, axes=[{"key": key, "values": [500.0, 0.28]}], subsets={})
    site.run("local", jobs=2)
    assert site.status().counts == {"done": 1, "failed": 1}
    assert "ran away" in site.status().troubles[0].reason


def test_a_cancelled_sweep_stops_and_goes_on_later(site, table):
    with site.held():
        driver = site.start("--executor", "local", "--jobs", "1")
        site.attempt()
        assert site.call("cancel").returncode == 0
        driver.communicate(timeout=120)
    assert driver.returncode == 130
    site.run()
    assert site.table() == table


def test_the_command_line_plans_reports_and_collects(site, table):
    assert "9 different ones for 12 places" in site.invoke("plan")
    site.invoke("run", "--executor", "serial")
    assert site.invoke("status").startswith("4 points: 4 done")
    site.invoke("collect")
    assert (site.folder.root / "table.csv").read_text() == table[0]
    assert (site.folder.root / "table.h5").read_bytes() == table[1]
    assert "2 points: 2 done" in site.invoke("status", "--subset", "on_time")


def test_a_finished_sweep_is_planned_as_nothing_to_do(undisturbed):
    assert "to do: 0 sessions" in undisturbed.invoke("plan")


def test_the_rest_of_a_sweep_costs_what_it_then_simulates_at_the_logged_pace(
    site, tmp_path, monkeypatch
):
    points = site.sweep.points
    site.run(points=points[:2])
    monkeypatch.setenv("CORTEX_SIM_CACHE", str(tmp_path / "cache"))
    sessions = make_plan(site.sweep.study(points[0])).sessions
    # so much that the rule of thumb, which counts as a run as well, is no longer the median
    often = math.ceil(2 * RULE_SECONDS / min(session.model_time for session in sessions))
    note_pace((session, 3.0 * session.model_time) for session in sessions * often)
    cost = estimate_sweep(site.context, points, site.executor("serial")).cost
    logged = len(site.folder.log.read_text().splitlines())
    site.run()
    rest = [json.loads(line) for line in site.folder.log.read_text().splitlines()[logged:]]
    assert cost.model_time == pytest.approx(sum(entry["model_seconds"] for entry in rest), rel=0.01)
    beside = cost.seconds - 3.0 * cost.model_time
    assert 0 <= beside < 1, "what points take beside their sessions"


def test_the_time_on_two_workers_is_at_least_that_of_the_longest_course(site):
    context, seconds = site.context, {}
    for jobs in (1, 2, 4):
        executor = site.executor("local", jobs=jobs)
        found = estimate_sweep(context, context.sweep.points, executor)
        seconds[jobs] = found.cost.seconds
    assert seconds[1] > seconds[2] > seconds[4] > seconds[1] / 4
