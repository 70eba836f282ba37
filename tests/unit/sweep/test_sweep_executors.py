"""An executor is one class in one table; all that runs, looks or cancels takes it from there."""

import threading

import pytest
from click.testing import CliRunner

from cortex_sim.cli.sweep import sweep as commands
from cortex_sim.sweep import drive
from cortex_sim.sweep.config import SweepExecution
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.drive import cancel_sweep, run_sweep
from cortex_sim.sweep.executors.base import End, Executor, NoSettings, Standing, Width
from cortex_sim.sweep.executors.serial import Serial
from cortex_sim.sweep.executors.slurm import Slurm, SlurmSite
from cortex_sim.sweep.executors.table import EXECUTORS
from cortex_sim.sweep.folder import PointResult, SweepFolder
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.site import Site
from cortex_sim.sweep.status import sweep_status
from cortex_sim.sweep.work import Worker

SWEEP = """
name: two
study: {study}
subjects: 1
axes: [{{key: phases.clbp.gaba_gain, values: [0.5, 1.0]}}]
"""


class Pretender(Executor[NoSettings]):
    """Has a result at once, and holds the last point in a queue."""

    name = "pretender"
    summary = "nowhere"

    def run(self, context, points):
        for point in points[:-1]:
            context.folder.write_result(point.point_id, PointResult("", {}))
        return End.STOPPED

    def width(self, points, course_width):
        return Width(points, course_width)

    @classmethod
    def status(cls, folder):
        waiting = [point.point_id for point in folder.read_manifest().points]
        return Standing(dict.fromkeys(waiting, "queued"))

    @classmethod
    def cancel(cls, folder):
        return "pretended to cancel"


@pytest.fixture
def context(tmp_path, request):
    path = tmp_path / "two.yaml"
    path.write_text(SWEEP.format(study=request.config.rootpath / "configs" / "tiny.yaml"))
    return SweepContext(SweepFolder(tmp_path / "results" / "two"), load_sweep(path))


@pytest.fixture
def pretender(monkeypatch):
    """The table with one executor more, and no compiler."""
    monkeypatch.setitem(EXECUTORS, Pretender.name, Pretender)
    monkeypatch.setattr(drive, "build_programs", lambda *_: 0)
    return Site().choose(Pretender.name, SweepExecution())


def test_a_new_executor_in_the_table_runs_a_sweep_and_is_asked_for_its_state(context, pretender):
    ended = run_sweep(context, context.sweep.points, pretender)
    assert (ended.done, ended.end) == (1, End.STOPPED)
    assert sweep_status(context.folder, context.sweep.points).counts == {"done": 1, "queued": 1}
    assert cancel_sweep(context.folder) == ["pretended to cancel"]


@pytest.mark.parametrize("command", ["run", "retry", "plan"])
def test_the_command_line_offers_every_executor(command):
    shown = CliRunner().invoke(commands, [command, "--help"]).output
    assert all(name in shown for name in EXECUTORS)


@pytest.mark.parametrize("name", EXECUTORS)
def test_every_executor_looks_at_a_sweep_that_never_ran_and_finds_nothing(context, name):
    assert EXECUTORS[name].status(context.folder).alive == {}
    assert EXECUTORS[name].cancel(context.folder) == ""


def test_serial_gives_its_jobs_to_the_sessions_of_a_point(context):
    worker = Worker(context, threading.Event(), 3)
    assert worker.plan(context.sweep.points[0]).study.execution.workers == 3
    assert Serial(NoSettings()).width(10, 1).total == 1


@pytest.mark.parametrize(
    ("needs", "points", "expected"),
    [
        ({}, 3, Width(3)),
        ({}, 10_000, Width(100)),
        ({"points_per_task": 4}, 10, Width(3)),
        ({"cpus": 8}, 1, Width(1, 2)),
        ({}, 0, Width(1)),
    ],
)
def test_slurm_is_as_wide_as_its_tasks_and_what_a_course_has_use_for(needs, points, expected):
    assert Slurm(SlurmSite(), SweepExecution(**needs)).width(points, 2) == expected
