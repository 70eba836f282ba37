"""Bad input: one message with place and remedy, exit code 2, nothing half-written."""

import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import h5py
import pytest
from fixtures.tiny_lab import CONFIG, ROOT, builds_folder, set_options, shared_lab

COMMANDS = ("validate", "show", "run")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("cohort: {subjcts: 3}", ("cohort.subjcts", "unknown key", "subjects")),
        ("network: {dt: 0.5 mV}", ("network.dt", "mV")),
        ("network: {dt: 0.5}", ("network.dt", "unit")),
        ("cohort: {subjects: 0}", ("cohort.subjects", "0")),
        ("cohort: {subjects: 2.5}", ("cohort.subjects",)),
        ("cohort: {subjects: .nan}", ("nan",)),
        ("bdnf: {hill: -1}", ("bdnf.hill",)),
        ("bdnf: {hill: .inf}", ("inf",)),
        ("primary_pair: [DM, XX]", ("XX", "LES")),
        ("course: {phases: [healthy, nowhere]}", ("nowhere",)),
        ("phases: {clbp: {visits: {after: [99]}}}", ("visits.after", "99 sessions")),
        ("phases: {clbp: {visit: [mri]}}", ("mri",)),
        ("network: {projections: {exc_exc: {source: nobody}}}", ("nobody",)),
        ("network: {noise_interval: 0.7 ms}", ("whole multiples",)),
        ("cohort: {subjects: 1}\ncohort: {subjects: 2}", ("cohort", "line")),
        ("name: ../outside", ("name",)),
        ("name: ''", ("name",)),
        ("- a\n- b", ("yaml",)),
        ("a: [1, 2", ("line",)),
        ("name: !!python/object/apply:os.system ['touch hacked']", ("yaml",)),
    ],
)
def test_bad_configuration_is_refused_with_its_place(cli, config, tmp_path, command, text, parts):
    path = config(text)
    results = tmp_path / "results"
    more = ("--results", results) if command == "run" else ()
    cli(command, path, *more).is_refused(*parts, str(path.name))
    assert not results.exists()
    assert not Path("hacked").exists()


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("dose", ["start: 49 h", "start: -3 day", "every: 1 s"])
def test_exercise_that_cannot_take_place_is_refused(cli, tmp_path, command, dose):
    change = f"phases.motor_control_training.exercise=[{{kind: aerobic, {dose}}}]"
    more = ("--results", tmp_path / "results") if command == "run" else ()
    answer = cli(command, ROOT / "configs/slow_clock.yaml", "--set", change, *more)
    answer.is_refused("phases.motor_control_training.exercise.0", dose.split(": ")[1].strip("-"))
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_sequence_based_on_itself_is_refused_with_its_file(cli, config, tmp_path, command):
    path = config("sequences: {clbp: {based_on: clbp}}")
    more = ("--results", tmp_path / "results") if command == "run" else ()
    cli(command, path, *more).is_refused("circle", "sequences.clbp.based_on", path.name)


def test_missing_file_is_refused(cli, tmp_path):
    cli("validate", tmp_path / "none.yaml").is_refused("none.yaml", "no such file")


def test_folder_in_place_of_a_file_is_refused(cli, tmp_path):
    cli("validate", tmp_path).is_refused(str(tmp_path))


def test_binary_file_is_refused(cli, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_bytes(bytes(range(256)))
    cli("validate", path).is_refused("x.yaml")


def test_missing_parent_is_refused(cli, tmp_path):
    path = tmp_path / "x.yaml"
    path.write_text("extends: nowhere.yaml\n")
    cli("validate", path).is_refused("extends '", "nowhere.yaml'")


def test_circle_of_files_is_refused_with_the_circle(cli, tmp_path):
    (tmp_path / "a.yaml").write_text("extends: b.yaml\n")
    (tmp_path / "b.yaml").write_text("extends: a.yaml\n")
    cli("validate", tmp_path / "a.yaml").is_refused("circle", "a.yaml", "b.yaml")


@pytest.mark.parametrize("override", ["cohort.subjects", "=3", "cohort..x=1", "cohort.subjects=[1"])
def test_bad_override_is_refused(cli, override):
    cli("validate", CONFIG, "--set", override).is_refused(override.split("=")[0])


def test_override_that_is_impossible_names_its_origin(cli):
    cli("validate", CONFIG, "--set", "cohort.subjects=-1").is_refused("cohort.subjects", "--set")


@pytest.mark.parametrize("arguments", [("rnu",), ("run",), ("run", CONFIG, "--fast")])
def test_wrong_usage_is_refused(cli, arguments):
    cli(*arguments).is_refused()


@pytest.mark.parametrize(
    "override",
    ["assessments.map_structural.pulses=200", "phases.clbp.practice.0.duration=400 s"],
)
def test_session_that_does_not_fit_the_program_is_refused_before_anything_runs(cli, override):
    options = set_options(override)
    cli("validate", CONFIG, *options).is_refused("max_", override.partition("=")[0][:20])


# --- results ----------------------------------------------------------------------


def test_results_folder_that_is_a_file_is_refused(cli, tmp_path):
    (tmp_path / "results").write_text("")
    ended = cli("run", CONFIG, "--results", tmp_path / "results")
    ended.is_refused(str(tmp_path / "results"))
    assert (tmp_path / "results").read_text() == ""


@pytest.mark.skipif(not Path("/proc/1").is_dir(), reason="needs /proc")
def test_results_folder_that_cannot_be_written_is_refused(cli):
    cli("run", CONFIG, "--results", "/proc/cortex_sim").is_refused("/proc/cortex_sim")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_read_only_results_folder_is_refused(cli, tmp_path):
    tmp_path.chmod(0o555)
    cli("run", CONFIG, "--results", tmp_path / "r").is_refused("permission")


@pytest.mark.parametrize("content", [b"", b"text", b"\x89HDF\r\n\x1a\n" + b"\0" * 600])
def test_info_refuses_what_is_no_result(cli, tmp_path, content):
    path = tmp_path / ("a" * 64 + ".h5")
    path.write_bytes(content)
    cli("info", path).is_refused(path.name)
    assert path.read_bytes() == content


def test_info_refuses_an_hdf5_file_of_another_program(cli, tmp_path):
    path = tmp_path / "x.h5"
    with h5py.File(path, "w") as file:
        file["data"] = [1, 2]
    cli("info", path).is_refused("x.h5", "not written by cortex_sim")


def test_info_refuses_a_missing_file_and_a_folder_without_a_study(cli, tmp_path):
    cli("info", tmp_path / "none").is_refused("none")
    cli("info", tmp_path).is_refused("study.json")


def test_info_refuses_a_damaged_index(cli, tmp_path):
    (tmp_path / "study.json").write_text('{"name": 3')
    cli("info", tmp_path).is_refused("study.json", "damaged")


# --- faults of the machine ----------------------------------------------------------


def test_no_compiler_is_said_in_one_line(cli, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CORTEX_SIM_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("CXX", raising=False)
    ended = cli("run", CONFIG, "--results", tmp_path / "r", "--quiet")
    ended.is_refused("no C++ compiler", "apt-get install")
    assert ended.err.count("\n") == 1


def limited_run(results: Path, limit: int) -> subprocess.CompletedProcess[str]:
    """Run the tiny study with a limit on file sizes, which stands for a full disk."""

    def limit_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    arguments = ["run", str(CONFIG), *set_options(), "--results", str(results), "--quiet"]
    return subprocess.run(
        [sys.executable, "-m", "cortex_sim.cli.main", *arguments],
        cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=limit_files,
    )  # fmt: skip


@pytest.mark.compiled
def test_full_disk_is_one_message_and_leaves_no_half_written_file(tmp_path):
    lab = shared_lab()
    assert lab.plastic.binary.is_file()
    assert lab.frozen.binary.is_file()
    results = lab.results(tmp_path / "r")
    ended = limited_run(results, 20_000)
    assert ended.returncode in (2, 3), ended.stdout + ended.stderr
    assert "Traceback" not in ended.stderr
    assert "sessions" in ended.stderr
    assert not list(results.glob("sessions/*/.*"))
    assert builds_folder().is_dir()


@pytest.mark.compiled
def test_full_disk_loses_nothing_and_the_rerun_goes_on(tmp_path, cli):
    lab = shared_lab()
    results = lab.results(tmp_path / "r")
    limited_run(results, 20_000)
    kept = len(list(results.glob("sessions/*/*.h5")))
    ended = cli("run", CONFIG, *set_options(), "--results", results, "--quiet", "--no-figures")
    assert ended.code == 0, ended.err
    assert f"{kept} were there already" in ended.out


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ("network.populations.exc.layout.size=[3]", "network.populations.exc.layout.size.1: is"),
        ("assessments.map_structural.grid=x", "assessments.map_structural.grid: got 'x'"),
        ("cohort=null", "cohort: is missing, because null removes it"),
    ],
)
def test_a_place_is_named_as_it_is_written(cli, change, answer):
    cli("validate", CONFIG, "--set", change).is_refused(answer)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("configs/nothere.yaml", "neither a configuration nor its folder"),
        ("results/nothere", "neither a configuration nor its folder"),
        ("slice", "run 'cortex-sim figures slice' first"),
        ("nothere", "cortex-sim list"),
    ],
)
def test_evidence_says_what_a_study_that_is_not_there_should_have_been(
    cli, given, said, tmp_path, monkeypatch
):
    monkeypatch.chdir(ROOT)
    ended = cli("evidence", given, "--results", tmp_path)
    ended.is_refused(said)
    assert "configs/configs" not in ended.err
