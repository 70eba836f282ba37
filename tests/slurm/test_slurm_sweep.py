"""The same sweep on a real Slurm: the table is the same whatever the queue does."""

import os
import signal
import subprocess
import time
from collections import Counter

import pytest
from fixtures.tiny_sweep import DEADLINE, make_site

from cortex_sim.errors import SweepError
from cortex_sim.sweep.executors import slurm_queue as layer
from cortex_sim.sweep.executors.slurm_submit import submit as submit_points
from cortex_sim.sweep.folder import PointResult

pytestmark = [pytest.mark.slurm, pytest.mark.compiled]


def say(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout


def wait_for(condition, seconds: float = DEADLINE):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.2)
    raise AssertionError(f"waited {seconds} s in vain; the queue:\n{say('squeue')}")


def submit(site, points=None, extra: str = "") -> list[str]:
    """Send points to the queue as a driver would, and do not wait."""
    sweep = site.sweep
    site.folder.write_manifest(sweep)
    request = site.executor("slurm", extra=extra).request()
    return submit_points(site.folder, points or sweep.points, request)


def states(site) -> Counter:
    return Counter(task.state for task in layer.queued_tasks(site.folder))


def reasons(site) -> set[str]:
    return {task.reason for task in layer.queued_tasks(site.folder)}


def is_empty(site) -> bool:
    return not layer.queued_tasks(site.folder)


def test_the_table_is_the_one_of_a_run_without_slurm(site, table):
    site.run("slurm")
    assert site.status().counts == {"done": 4}
    assert site.table() == table
    assert set(site.computed().values()) == {1}


def test_several_points_a_task_and_a_cap_give_the_same_table(tmp_path, slurm, table):
    site = make_site(tmp_path, execution={"points_per_task": 3, "memory": "700M"})
    site.run("slurm", jobs=1, extra="--mem=800M")
    assert site.table() == table


def test_points_wait_in_the_queue_while_their_shared_past_is_done(site, table):
    """Waiting on a node would hold an allocation for nothing."""
    with site.held():
        driver = site.start("--executor", "slurm")
        wait_for(lambda: states(site) == {"RUNNING": 1, "PENDING": 4})
        assert site.status().counts == {"queued": 4}
        # a scheduler on a busy machine says why only after a while
        wait_for(lambda: reasons(site) == {"None", "Dependency"})
    assert driver.communicate(timeout=DEADLINE)[0]
    assert site.table() == table
    assert set(site.computed().values()) == {1}


def test_points_start_although_their_shared_past_was_killed(site, table):
    with site.held():
        driver = site.start("--executor", "slurm")
        wait_for(lambda: states(site)["RUNNING"])
        past = next(t for t in layer.queued_tasks(site.folder) if t.state == "RUNNING")
        say("scancel", "--signal=KILL", "--full", past.job_id)
    driver.communicate(timeout=DEADLINE)
    assert driver.returncode == 0
    assert site.table() == table


def test_a_second_run_sends_nothing_to_the_queue(site):
    site.run("slurm")
    before = layer.submission_ids(site.folder)
    site.run("slurm")
    assert layer.submission_ids(site.folder) == before


def test_an_impossible_point_is_named_and_the_others_finish(tmp_path, slurm):
    axes = [{"key": "phases.clbp.gaba_gain", "values": [-1.0, 0.5]}]
    site = make_site(tmp_path, axes=axes, subsets={})
    site.run("slurm")
    status = site.status()
    assert status.counts == {"done": 1, "failed": 1}
    assert "gaba_gain" in status.troubles[0].reason


def test_a_killed_task_is_named_and_a_retry_runs_it_alone(site, table):
    with site.held():
        submit(site)
        victim = site.kill_a_worker()
    wait_for(lambda: is_empty(site))
    status = site.status()
    assert status.counts["killed"] == 1
    assert status.troubles[0].point.point_id == victim
    assert site.call("retry", "--executor", "slurm").returncode == 0
    assert site.table() == table


def test_tasks_out_of_memory_are_named_and_the_run_goes_on_with_more(site, table):
    site.run("slurm", extra="--mem=60M")
    status = site.status()
    assert status.counts == {"killed": 4}
    assert "out of memory" in status.troubles[0].reason
    site.run("slurm")
    assert site.table() == table


def test_cancelled_tasks_leave_a_sweep_that_goes_on(site, table):
    submit(site)
    assert site.call("cancel").returncode == 0
    wait_for(lambda: is_empty(site))
    site.run("slurm")
    assert site.table() == table


def test_a_driver_that_died_after_sbatch_submits_nothing_twice(site, table):
    driver = site.start("--executor", "slurm", "--extra", "--begin=now+5")
    wait_for(lambda: layer.queued_tasks(site.folder))
    os.killpg(driver.pid, signal.SIGKILL)
    driver.communicate()
    for note in (site.folder.root / "submissions").glob("*.job"):
        note.unlink()
    assert site.status().counts == {"queued": 4}
    site.run("slurm")
    # one array of the past that the points share, one of the points
    assert len(layer.submission_ids(site.folder)) == 2
    assert site.table() == table
    assert set(site.computed().values()) == {1}


def test_a_detached_run_is_followed_by_status(site):
    assert site.call("run", "--executor", "slurm", "--detach").returncode == 0
    wait_for(lambda: site.status().counts == {"done": 4})


def test_a_lost_node_is_made_up_for_by_a_requeue(site, table):
    with site.held():
        driver = site.start("--executor", "slurm", "--extra", "--nodelist=node2")
        wait_for(lambda: states(site)["RUNNING"])
        say("scontrol", "update", "nodename=node2", "state=down", "reason=test")
    say("scontrol", "update", "nodename=node2", "state=resume")
    said = driver.communicate(timeout=DEADLINE)[0]
    if driver.returncode != 0:  # a point may need a second run, but not by hand
        assert site.call("run", "--executor", "slurm").returncode == 0, said
    assert site.table() == table


def test_a_preempted_task_starts_again_by_itself(site, table):
    with site.held():
        submit(site)
        found = site.attempt()
        task = layer.points_in(site.folder, layer.queued_tasks(site.folder))[found["point"]]
        say("scontrol", "requeue", task.job_id)
        wait_for(lambda: not site.folder.is_claimed(found["point"]))
    wait_for(lambda: site.status().counts == {"done": 4})
    assert site.table() == table


@pytest.mark.slow
def test_a_time_limit_is_named_and_the_run_goes_on(site, table):
    victim = site.sweep.points[0]
    # held where it is, the task meets its limit on any machine
    with site.held():
        submit(site, (victim,), extra="-t 5")
        wait_for(lambda: site.folder.is_claimed(victim.point_id))
        task = layer.queued_tasks(site.folder)[0]
        say("scontrol", "update", f"JobId={task.job_id}", "EndTime=now+5")
        wait_for(lambda: is_empty(site))
    trouble = site.status().troubles[0]
    assert trouble.state == "interrupted"
    assert "time limit" in trouble.reason
    site.run("slurm")
    assert site.table() == table


def test_more_memory_than_there_is_is_refused_with_what_slurm_says(site):
    with pytest.raises(SweepError, match="sbatch failed"):
        site.run("slurm", extra="--mem=900G")
    assert layer.submission_ids(site.folder) == []


def test_more_tasks_than_an_array_takes_go_in_several(tmp_path, slurm):
    axes = [{"key": "phases.clbp.gaba_gain", "linspace": {"start": 0.1, "stop": 1, "count": 1500}}]
    site = make_site(tmp_path, axes=axes, subsets={})
    try:
        assert len(submit(site, extra="--begin=now+1hour")) == 2
        assert len(layer.queued_tasks(site.folder)) == 1500
        assert site.status().counts == {"queued": 1500}
    finally:
        layer.cancel(site.folder)
    wait_for(lambda: is_empty(site))


def test_a_queue_that_does_not_answer_is_no_news(site, monkeypatch):
    submit(site, extra="--begin=now+1hour")
    monkeypatch.setattr(layer, "TIMEOUT", 3.0)
    monkeypatch.setenv("SLURM_CONF", str(site.results / "nothing.conf"))
    status = site.status()
    assert status.queue_problem
    assert "killed" not in status.counts
    monkeypatch.undo()
    layer.cancel(site.folder)


def test_a_late_result_counts_although_its_job_left_the_queue(site):
    point = site.sweep.points[0]
    site.folder.write_result(point.point_id, PointResult("1,,p,a,m,DM,1,ms,x\n", {}))
    assert site.status().counts == {"done": 1, "missing": 3}
