"""A tiny study end to end: resume, kill, order, restore, damage, two runs at once."""

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import h5py
import numpy as np
import pytest
from fixtures.tiny_course import contents, finish, same_bytes, workers
from fixtures.tiny_lab import CONFIG, ROOT, set_options

from cortex_sim.config.load import load_study
from cortex_sim.course.laboratory import load_start
from cortex_sim.course.missing import missing_sessions
from cortex_sim.course.plan import make_plan
from cortex_sim.course.progress import Progress
from cortex_sim.course.runner import open_laboratory, run_plan
from cortex_sim.course.session import do_session
from cortex_sim.errors import ResultError, RunError, StorageError
from cortex_sim.model.subject import draw_anatomy
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.session_file import read_session

pytestmark = pytest.mark.compiled


def copy_results(finished, folder: Path) -> SessionStore:
    folder.mkdir()
    shutil.copytree(finished.store.root / "sessions", folder / "sessions")
    return SessionStore(folder)


def session(finished, phase, name):
    found = [
        (place, session_id)
        for session_id, places in finished.plan.places.items()
        for place in places
        if (place.subject, place.phase, place.name) == (1, phase, name)
    ]
    _, session_id = max(found, key=lambda item: item[0].number)
    return next(s for s in finished.plan.sessions if s.session_id == session_id)


def summed(store, which, projection):
    """Return the summed weight onto each target that a practice session leaves behind."""
    weights = read_session(store, which.session_id).arrays[f"state/weights/{projection}"].values
    study = load_study(CONFIG, set_options()[1::2])
    targets = draw_anatomy(study, which.place.subject).wiring[projection][1]
    return np.bincount(targets, weights)


def laboratory(finished, store=None):
    store = store or finished.store
    return open_laboratory(finished.plan, store, finished.plan.sessions, Progress())


def redo(finished, which, store=None):
    return do_session(which.spec, which.subject, laboratory(finished, store))


# --- resume -----------------------------------------------------------------------


@pytest.mark.parametrize("phase", ["healthy", "clbp", "motor_control_training", "no_training"])
def test_corticospinal_sums_are_the_same_after_each_session_and_others_are_not(finished, phase):
    study, practice = finished.plan.study, session(finished, phase, "practice")
    rows = study.network.projections
    for name, is_kept in (("exc_exc5", True), ("exc5_motoneuron", True), ("cue_exc", False)):
        now = summed(finished.store, practice, name)
        start = rows[name].fan.count * rows[name].weight
        assert np.allclose(now, start, rtol=1e-5) == is_kept


def test_run_does_every_session_of_the_plan(finished):
    assert finished.report.finished == len(finished.plan.sessions)
    assert missing_sessions(finished.plan, finished.store, Progress()) == []


def test_run_again_does_nothing(finished):
    report = run_plan(finished.plan, finished.store)
    assert report.finished == 0
    assert report.done_before == len(finished.plan.sessions)


def test_resume_does_only_what_is_missing_and_gives_equal_bytes(finished, tmp_path):
    store = copy_results(finished, tmp_path / "r")
    lost = random.Random(1).sample(finished.plan.sessions, 6)
    for gone in lost:
        store.path(gone.session_id).unlink()
    kept = {path: path.stat().st_mtime_ns for path in store.root.glob("sessions/*/*.h5")}
    report = run_plan(finished.plan, store)
    assert report.finished == len(lost)
    assert all(path.stat().st_mtime_ns == before for path, before in kept.items())
    again = contents(store.root)
    assert all(again[name] == data for name, data in finished.files.items() if "sessions" in name)


def test_serial_equals_parallel(lab, finished, tmp_path):
    serial = finish(workers(lab.study, 1), lab.results(tmp_path / "r"))
    assert serial.files == finished.files


def test_a_second_arm_costs_only_its_own_sessions(lab, tmp_path, finished):
    store = copy_results(finished, tmp_path / "r")
    common = {s.session_id for s in finished.plan.sessions if s.place.phase in ("healthy", "clbp")}
    for other in finished.plan.sessions:
        if other.session_id not in common:
            store.path(other.session_id).unlink()
    report = run_plan(finished.plan, store)
    assert report.done_before == len(common)
    assert report.finished == len(finished.plan.sessions) - len(common)


def test_stopping_finishes_the_sessions_in_flight_and_starts_no_others(lab, tmp_path):
    plan, stop = make_plan(lab.study), threading.Event()

    class StopSoon(Progress):
        def session_finished(self, *_):
            stop.set()

    store = SessionStore(lab.results(tmp_path / "r"))
    report = run_plan(plan, store, progress=StopSoon(), stop=stop)
    assert report.is_interrupted
    assert 1 <= report.finished <= 8
    assert len(list(store.root.glob("sessions/*/*.h5"))) == report.finished


# --- kill -------------------------------------------------------------------------


def command(results):
    arguments = ["run", str(CONFIG), *set_options(), "--results", str(results), "--quiet"]
    return [sys.executable, "-m", "cortex_sim.cli.main", *arguments, "--no-figures"]


def start(results):
    return subprocess.Popen(
        command(results), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, start_new_session=True,
    )  # fmt: skip


def test_run_killed_at_random_moments_ends_with_the_same_bytes(lab, finished, tmp_path):
    """SIGKILL after 1, 5, 12 and 20 more files; then to the end."""
    root, kills = lab.results(tmp_path / "r"), 0
    for more in (1, 5, 12, 20):
        before = len(list(root.glob("sessions/*/*.h5")))
        running = start(root)
        while running.poll() is None:
            if len(list(root.glob("sessions/*/*.h5"))) >= before + more:
                os.killpg(running.pid, signal.SIGKILL)
                break
            time.sleep(random.Random(more).uniform(0.005, 0.02))
        running.communicate()
        kills += running.returncode == -signal.SIGKILL
    assert kills >= 3
    last = start(root)
    out, err = last.communicate()
    assert last.returncode == 0, out + err
    assert same_bytes(contents(root), finished.files)


def test_ctrl_c_ends_with_130_and_says_how_to_go_on(lab, tmp_path):
    root = lab.results(tmp_path / "r")
    running = start(root)
    while running.poll() is None and not list(root.glob("sessions/*/*.h5")):
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    _, err = running.communicate()
    assert running.returncode == 130
    assert "goes on from here" in err
    assert "Traceback" not in err


def simulations_of(running):
    """Return the process ids of simulations that a run has in work."""
    found = []
    for children in Path(f"/proc/{running.pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for pid in children.read_text().split():
                if Path(f"/proc/{pid}/comm").read_text().strip() == "main":
                    found.append(int(pid))
    return found


def test_simulation_ended_by_a_scheduler_stops_the_run_and_fails_nothing(lab, finished, tmp_path):
    """A time limit or preemption may reach the simulations before it reaches us."""
    root = lab.results(tmp_path / "r")
    running = start(root)
    while running.poll() is None:
        for pid in simulations_of(running):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
    _, err = running.communicate()
    assert running.returncode == 130, err
    assert "goes on from here" in err
    last = start(root)
    out, err = last.communicate()
    assert last.returncode == 0, out + err
    assert same_bytes(contents(root), finished.files)


def test_two_runs_at_once_finish_with_one_copy_of_everything(lab, finished, tmp_path):
    root = lab.results(tmp_path / "r")
    both = [start(root), start(root)]
    ends = [running.communicate() for running in both]
    assert [running.returncode for running in both] == [0, 0], ends
    assert same_bytes(contents(root), finished.files)


# --- exactness ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "name"),
    [("clbp", "practice"), ("clbp", "threshold"), ("clbp", "map_structural"),
     ("healthy", "cued_movement"), ("healthy", "baseline")],
)  # fmt: skip
def test_same_session_twice_is_bit_identical(finished, phase, name):
    which = session(finished, phase, name)
    assert (
        redo(finished, which).content_digest()
        == read_session(finished.store, which.session_id).content_digest()
    )


def weights(finished, which):
    record = read_session(finished.store, which.session_id, arrays=["state/weights"])
    return {name.split("/")[-1]: array.values for name, array in record.arrays.items()}


def test_assessments_leave_the_state_as_it_was(finished):
    """The practice after a visit starts from the practice before it, not from the visit."""
    kinds = {s.session_id: s.kind for s in finished.plan.sessions}
    for which in finished.plan.sessions:
        if "state" in which.parents:
            assert kinds[which.parents["state"]] == "practice"
    assessment = read_session(finished.store, session(finished, "clbp", "baseline").session_id)
    assert not [name for name in assessment.arrays if name.startswith("state/")]


def test_order_of_assessments_does_not_matter(lab):
    visit = lab.study.phases["clbp"].visit
    phases = dict(lab.study.phases)
    phases["clbp"] = phases["clbp"].model_copy(update={"visit": tuple(reversed(visit))})
    turned = lab.study.model_copy(update={"phases": phases})
    ids = [{s.session_id for s in make_plan(study).sessions} for study in (lab.study, turned)]
    assert ids[0] == ids[1]


def test_practice_changes_weights_in_every_phase_but_never_beyond_their_bounds(finished):
    for phase in ("healthy", "clbp", "motor_control_training", "no_training"):
        for name, values in weights(finished, session(finished, phase, "practice")).items():
            assert values.min() >= 0
            assert values.max() <= 1
            if name != "pv_exc":
                assert np.ptp(values) > 0


def test_without_plasticity_weights_stay_bit_identical(lab, finished, tmp_path):
    phases = dict(lab.study.phases)
    rest = phases["clbp"]
    off = tuple(p.model_copy(update={"plasticity": False}) for p in rest.practice)
    phases["clbp"] = rest.model_copy(update={"practice": off, "visit": ()})
    course = lab.study.course.model_copy(update={"arms": {}})
    study = lab.study.model_copy(update={"phases": phases, "course": course})
    store = copy_results(finished, tmp_path / "r")
    plan = make_plan(study)
    report = run_plan(plan, store)
    assert not report.failed
    assert report.finished == 2 * sum(p.sessions for p in off)
    last = max((s for s in plan.sessions if s.kind == "practice" and s.place.subject == 1),
               key=lambda s: s.place.number)  # fmt: skip
    frozen = read_session(store, last.session_id, arrays=["state/weights"]).arrays
    before = weights(finished, session(finished, "healthy", "practice"))
    for name, values in before.items():
        np.testing.assert_array_equal(frozen[f"state/weights/{name}"].values, values)


def restoring(lab, projection):
    extra = [
        f"assessments.put_back={{kind: tms_map, gaba_gain: 1.0, intensity_mv: 18, grid: 2, "
        f"pulses: 1, background: {{steps: 4, duration: 200 ms}}, "
        f"restore: {{{projection}: healthy}}}}",
        "phases.clbp.visit=[put_back]",
        "network.input_interval=0.5 ms",
        "network.max_trials=512",
    ]
    return load_study(CONFIG, extra)


@pytest.mark.parametrize("projection", ["exc_exc5", "cue_exc"])
def test_restore_puts_the_healthy_weights_back_in_one_projection(
    lab, finished, tmp_path, projection
):
    store = copy_results(finished, tmp_path / "r")
    plan = make_plan(restoring(lab, projection))
    which = next(s for s in plan.sessions if s.place.name == "put_back" and s.place.subject == 1)
    state = load_start(which.spec, which.subject, store).state
    healthy = weights(finished, session(finished, "healthy", "practice"))
    painful = weights(finished, session(finished, "clbp", "practice"))
    for name, values in state.weights.items():
        source = healthy if name == projection else painful
        np.testing.assert_array_equal(values.astype(np.float32), source[name])
    assert not np.array_equal(healthy[projection], painful[projection])


# --- files that are not what they should be ----------------------------------------


def truncate(path):
    path.write_bytes(path.read_bytes()[:-100])


def flip_a_byte(path):
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def empty(path):
    path.write_bytes(b"")


def foreign_hdf5(path):
    with h5py.File(path, "w") as file:
        file["x"] = np.zeros(3)


def text(path):
    path.write_text("not a result")


@pytest.mark.parametrize("damage", [truncate, flip_a_byte, empty, foreign_hdf5, text])
def test_damaged_session_is_put_aside_and_done_again(finished, tmp_path, damage):
    store = copy_results(finished, tmp_path / "r")
    path = store.path(session(finished, "clbp", "baseline").session_id)
    good = path.read_bytes()
    damage(path)
    assert run_plan(finished.plan, store).finished == 1
    assert path.read_bytes() == good
    assert len(list(path.parent.glob("*.damaged"))) == 1


def test_session_under_another_name_is_refused(finished, tmp_path):
    """A stale result: the right file of the wrong session."""
    store = copy_results(finished, tmp_path / "r")
    one, other = (session(finished, phase, "practice") for phase in ("healthy", "clbp"))
    path = store.path(other.session_id)
    good = path.read_bytes()
    shutil.copy(store.path(one.session_id), path)
    with pytest.raises(ResultError, match=f"holds session {one.session_id}"):
        read_session(store, other.session_id)
    assert run_plan(finished.plan, store).finished == 1
    assert path.read_bytes() == good


# --- failures -----------------------------------------------------------------------


def test_failed_session_stops_its_children_and_no_one_else(finished, tmp_path, monkeypatch):
    from cortex_sim.course import scheduler

    store = copy_results(finished, tmp_path / "r")
    for path in store.root.glob("sessions/*/*.h5"):
        path.unlink()
    victim = session(finished, "clbp", "practice").session_id

    def fail(spec, *rest):
        if spec.identity == victim:
            raise RunError("exc ran away")
        return do_session(spec, *rest)

    monkeypatch.setattr(scheduler, "do_session", fail)
    report = run_plan(finished.plan, store)
    below = descendants(finished.plan, victim)
    assert set(report.failed) == below | {victim}
    assert report.failed[victim] == "exc ran away"
    assert report.finished == len(finished.plan.sessions) - len(below) - 1


def descendants(plan, root):
    found = {root}
    for which in plan.sessions:
        if found & set(which.parents.values()):
            found.add(which.session_id)
    return found - {root}


def fail_with(error, monkeypatch):
    from cortex_sim.course import scheduler

    def fail(*_):
        raise error

    monkeypatch.setattr(scheduler, "do_session", fail)


def test_full_disk_ends_the_run_at_once_with_a_storage_error(finished, tmp_path, monkeypatch):
    store = copy_results(finished, tmp_path / "r")
    for name in ("baseline", "map_structural"):
        store.path(session(finished, "clbp", name).session_id).unlink()
    fail_with(OSError(28, "No space left on device"), monkeypatch)
    with pytest.raises(StorageError, match=r"No space left.*free some space"):
        run_plan(finished.plan, store)


def test_session_that_asks_for_the_impossible_is_reported_like_any_failure(
    finished, tmp_path, monkeypatch
):
    store = copy_results(finished, tmp_path / "r")
    which = session(finished, "clbp", "baseline")
    store.path(which.session_id).unlink()
    fail_with(ValueError("1800 pulses do not fit in network.max_pulses = 512"), monkeypatch)
    assert set(run_plan(finished.plan, store).failed) == {which.session_id}
