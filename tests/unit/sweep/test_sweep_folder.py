import itertools
import subprocess
import sys

import h5py
import numpy as np
import pytest

from cortex_sim.errors import ConfigError, LockedError, SweepError
from cortex_sim.sweep.collect import as_hdf5, collect, write_table
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.folder import PointResult, SweepFolder
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.pending import driving, missing_points
from cortex_sim.sweep.status import failed_points, sweep_status
from cortex_sim.sweep.work import note_killed

SWEEP = """
name: four
study: {study}
subjects: 1
axes:
  - {{key: phases.clbp.gaba_gain, values: [0.5, 1.0]}}
  - {{key: sequences.clbp.muscles.DM.delay, values: [0 ms, 50 ms]}}
"""
ROW = "1,,clbp,7,cued_movement,1,onset,DM,{value},ms,{session}\n"


@pytest.fixture
def sweep(tmp_path, request):
    path = tmp_path / "four.yaml"
    path.write_text(SWEEP.format(study=request.config.rootpath / "configs" / "tiny.yaml"))
    return load_sweep(path)


@pytest.fixture
def folder(tmp_path):
    return SweepFolder(tmp_path / "results" / "four")


def finish(folder, points):
    for point in points:
        rows = ROW.format(value=point.number + 0.5, session="f" * 64)
        folder.write_result(point.point_id, PointResult(rows, {}))


def ids(points):
    return [point.point_id for point in points]


def test_the_manifest_reads_back_to_the_same_sweep(sweep, folder):
    folder.write_manifest(sweep)
    again = folder.read_manifest()
    assert again.points == sweep.points
    assert again.base_hash == sweep.base_hash
    studies = again.study(again.points[1]), sweep.study(sweep.points[1])
    assert studies[0] == studies[1]
    # ids of sessions depend on the order of muscles, which equal maps need not share
    assert studies[0].muscle_names == studies[1].muscle_names


def test_the_manifest_has_one_line_a_point(sweep, folder):
    folder.write_manifest(sweep)
    lines = (folder.root / "manifest.jsonl").read_text().splitlines()
    assert len(lines) == 4
    assert all(point.point_id in line for point, line in zip(sweep.points, lines, strict=True))


def test_a_folder_without_a_sweep_says_how_to_start_one(folder):
    with pytest.raises(SweepError, match="sweep run FILE"):
        folder.read_manifest()


def test_a_result_reads_back(folder):
    result = PointResult(ROW.format(value=1, session="a"), {"abc": 17})
    folder.write_result("p", result)
    assert folder.read_result("p") == result
    assert folder.done_ids() == {"p"}


@pytest.mark.parametrize("keep", [0, 10, 60, -1])
def test_a_result_that_is_cut_off_is_no_result(folder, keep):
    folder.write_result("p", PointResult(ROW.format(value=1, session="a"), {}))
    path = folder.result_path("p")
    path.write_bytes(path.read_bytes()[:keep])
    assert folder.read_result("p") is None


def test_missing_points_are_those_without_a_good_result(sweep, folder):
    finish(folder, sweep.points[:2])
    folder.result_path(sweep.points[0].point_id).write_text("damaged")
    said = []
    missing = missing_points(SweepContext(folder, sweep, said.append), sweep.points)
    assert ids(missing) == ids([sweep.points[0], *sweep.points[2:]])
    assert len(said) == 1


def test_a_result_whose_sessions_are_gone_is_no_result(sweep, folder):
    point = sweep.points[0]
    folder.write_result(point.point_id, PointResult("", {"abc": 17}))
    assert point in missing_points(SweepContext(folder, sweep), sweep.points)


def test_the_table_depends_on_the_results_alone(sweep, folder, tmp_path):
    tables = set()
    for number, order in enumerate(itertools.permutations(sweep.points)):
        home = SweepFolder(tmp_path / str(number) / "four")
        finish(home, order)
        table = collect(home, sweep.points, sweep.keys)
        tables.add((table.text, as_hdf5(table)))
    assert len(tables) == 1


def test_the_table_names_the_values_of_each_point(sweep, folder):
    finish(folder, sweep.points)
    table = collect(folder, sweep.points, sweep.keys)
    last = list(table.rows())[-1]
    assert last["phases.clbp.gaba_gain"] == "1.0"
    assert last["sequences.clbp.muscles.DM.delay"] == "50 ms"
    assert last["value"] == "3.5"


def test_the_hdf5_table_has_numbers_with_units(sweep, folder):
    finish(folder, sweep.points)
    _, path = write_table(folder.root, collect(folder, sweep.points, sweep.keys))
    with h5py.File(path) as file:
        delay = file["sequences.clbp.muscles.DM.delay"]
        assert delay[()].tolist() == [0, 50, 0, 50]
        assert delay.attrs["units"] == "ms"
        assert file["muscle"][0] == b"DM"
        np.testing.assert_array_equal(file["value"][()], [0.5, 1.5, 2.5, 3.5])


def test_a_table_of_nothing_can_be_written(sweep, folder):
    table = collect(folder, sweep.points, sweep.keys)
    assert table.points == 0
    assert len(table.missing) == 4
    write_table(folder.root, table)


def test_status_counts_every_point_once(sweep, folder):
    done, failed, killed, missing = sweep.points
    finish(folder, [done])
    folder.write_error(failed.point_id, "RunError", "first line\nthe network ran away")
    folder.begin_attempt(killed.point_id, "run")
    status = sweep_status(folder, sweep.points)
    assert status.counts == {"done": 1, "failed": 1, "killed": 1, "missing": 1}
    assert status.troubles[0].reason == "RunError: the network ran away"
    assert ids(failed_points(folder, sweep.points)) == ids([failed, killed])
    assert missing.point_id not in status.as_text()


def test_a_point_that_somebody_has_is_running(sweep, folder):
    point = sweep.points[0]
    with folder.claim(point.point_id):
        folder.begin_attempt(point.point_id, "run")
        assert sweep_status(folder, sweep.points).counts == {"running": 1, "missing": 3}
        with pytest.raises(LockedError), folder.claim(point.point_id):
            pass


def test_a_killed_point_is_named(sweep, folder):
    point = sweep.points[0]
    folder.begin_attempt(point.point_id, "run")
    note_killed(folder, point.point_id)
    status = sweep_status(folder, sweep.points)
    assert status.counts["killed"] == 1
    assert "memory" in status.troubles[0].reason


def test_one_driver_at_a_time(sweep, folder):
    one, two = SweepContext(folder, sweep), SweepContext(folder, sweep)
    with driving(one, "local"), pytest.raises(SweepError, match="cancel"):  # noqa: SIM117
        with driving(two, "local"):
            pass
    with driving(two, "local"):
        pass


def test_an_axis_over_an_unknown_field_is_refused(tmp_path, request):
    path = tmp_path / "wrong.yaml"
    study = request.config.rootpath / "configs" / "tiny.yaml"
    axes = "axes: [{key: phases.clbp.gaba_gian, values: [1]}]"
    path.write_text(f"name: wrong\nstudy: {study}\n{axes}\n")
    with pytest.raises(ConfigError, match="did you mean 'gaba_gain'"):
        load_sweep(path)


def test_ten_thousand_points_are_planned_looked_at_and_collected(request):
    script = request.config.rootpath / "benchmarks" / "sweep_many_points.py"
    done = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=120, check=False
    )
    seconds = {line.split()[0]: float(line.split()[1]) for line in done.stdout.splitlines()}
    assert set(seconds) == {"plan", "status", "collect"}, done.stderr
