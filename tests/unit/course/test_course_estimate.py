"""What sessions cost: one count for a study and for a sweep."""

from dataclasses import replace

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.estimate import (
    BYTES_PER_ASSESSMENT,
    MEMORY_BASE,
    MEMORY_PER_WORKER,
    OUTPUT_SECONDS,
    Batch,
    Machine,
    cost_of,
    estimate,
    longest_row,
)
from cortex_sim.course.pace import Pace
from cortex_sim.course.plan import make_plan
from cortex_sim.store.paths import SessionStore
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.estimate import estimate_sweep
from cortex_sim.sweep.executors.base import NoSettings, Order
from cortex_sim.sweep.executors.serial import Serial
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import load_sweep

PACE = Pace({"practice": 2.0, "assessment": 1.0}, 0.5)
ONE = Machine(1, 1)


@pytest.fixture(params=["tiny.yaml", "slow_clock.yaml"])
def config(request):
    return request.config.rootpath / "configs" / request.param


@pytest.fixture
def plan(request):
    return make_plan(load_study(request.config.rootpath / "configs" / "tiny.yaml"))


def cost(plan, *todo, machine=ONE, builds=0, longest=0.0):
    return cost_of(todo, plan, PACE, machine, builds=builds, longest=longest)


def test_a_sweep_of_one_point_costs_what_its_study_costs(config, tmp_path, monkeypatch):
    """Also under the slow clock, where a session stores its weights twice."""
    monkeypatch.setenv("CORTEX_SIM_CACHE", str(tmp_path / "cache"))
    path = tmp_path / "one.yaml"
    path.write_text(f"name: one\nstudy: {config}\nsubjects: 1\naxes: []\n")
    folder, sweep = SweepFolder(tmp_path / "results" / "one"), load_sweep(path)
    serial = Serial(NoSettings(), order=Order(jobs=1))
    swept = estimate_sweep(SweepContext(folder, sweep), sweep.points, serial).cost
    study = load_study(config, ("cohort.subjects=1", "execution.workers=1"))
    alone = estimate(make_plan(study), SessionStore(tmp_path / "results")).cost
    assert swept.disk == pytest.approx(alone.disk)
    assert swept.memory == pytest.approx(alone.memory)
    assert swept.model_time == pytest.approx(alone.model_time)
    assert swept.builds == alone.builds == 1
    # a sweep draws no pictures
    assert swept.seconds == pytest.approx(alone.seconds - OUTPUT_SECONDS, rel=0.1)


def test_a_session_under_the_slow_clock_stores_its_weights_twice(request):
    folder = request.config.rootpath / "configs"
    slow = make_plan(load_study(folder / "slow_clock.yaml", ("cohort.subjects=1",)))
    fast = replace(slow, study=slow.study.model_copy(update={"slow_clock": None}))
    practice = Batch(SessionKind.PRACTICE, 1.0)
    assert cost(slow, practice).disk == pytest.approx(2 * cost(fast, practice).disk)
    assessment = Batch(SessionKind.ASSESSMENT, 1.0, 3)
    assert cost(slow, assessment).disk == pytest.approx(3 * BYTES_PER_ASSESSMENT)


def test_more_workers_shorten_a_run_to_its_longest_row_of_sessions(plan):
    todo = Batch(SessionKind.PRACTICE, 10.0, 4)
    seconds = [cost(plan, todo, machine=Machine(n, 1), longest=20.0).seconds for n in (1, 2, 8)]
    assert seconds == pytest.approx([82.0, 41.0, 41.0])


def test_processes_and_simulations_each_take_memory(plan):
    found = cost(plan, Batch(SessionKind.PRACTICE, 1.0), machine=Machine(2, 3))
    assert found.memory == pytest.approx(2 * MEMORY_BASE + 6 * MEMORY_PER_WORKER)


def test_the_longest_row_is_that_of_one_subject(request):
    path = request.config.rootpath / "configs" / "tiny.yaml"
    rows = [
        longest_row(make_plan(load_study(path, (f"cohort.subjects={n}",))).sessions) for n in (1, 5)
    ]
    assert rows[0] == pytest.approx(rows[1])
    assert rows[0] > 0
