"""What a sweep file may say of where it runs, what a person may say, and what nobody may."""

import os
import subprocess

import pytest

from cortex_sim.errors import ConfigError, SweepError
from cortex_sim.sweep.config import SweepExecution
from cortex_sim.sweep.executors.base import Order
from cortex_sim.sweep.executors.slurm import Slurm, SlurmSite
from cortex_sim.sweep.executors.slurm_options import checked_options
from cortex_sim.sweep.executors.slurm_queue import environment_of_jobs
from cortex_sim.sweep.executors.slurm_submit import Request, submit
from cortex_sim.sweep.executors.table import EXECUTORS
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.site import Site, load_site, site_path

SWEEP = """
name: site
study: {study}
axes: [{{key: phases.clbp.gaba_gain, values: [0.5, 1.0]}}]
execution: {execution}
"""
BAD_OPTIONS = (
    "--output=/root/.profile", "--output /root/.profile", "-o /root/.profile", "--outp=/x",
    "-o/root/.profile", "--error=/x", "--export=ALL,LD_PRELOAD=/x.so", "--export-file=/x",
    "--wrap='touch pwned'", "--wrap", "--chdir=/", "-D /", "--array=0-9999", "--get-user-env",
    "--uid=0", "--open-mode=truncate", "--job-name=x", "--clusters=other", "script.sh",
    "--qos=short other.sh", "--qos", "--qos=", "--qos=a\nb", "--exclusive=user --wrap=x", "'",
)  # fmt: skip


@pytest.fixture
def load(tmp_path, request):
    def load(execution):
        path = tmp_path / "site.yaml"
        study = request.config.rootpath / "configs" / "tiny.yaml"
        path.write_text(SWEEP.format(study=study, execution=execution))
        return load_sweep(path)

    return load


@pytest.fixture
def site_file(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    path = tmp_path / "settings" / "cortex_sim" / "site.yaml"
    path.parent.mkdir(parents=True)
    return path


@pytest.mark.parametrize(
    ("execution", "instead"),
    [
        ("{executor: slurm}", "--executor"),
        ("{executor: local}", "--executor"),
        ("{jobs: 4}", "--jobs"),
        ("{slurm: {extra: --output=/root/.profile}}", "--extra"),
        ("{slurm: {time: '1:00:00'}}", "right under 'execution'"),
    ],
)
def test_a_sweep_file_that_says_where_it_runs_is_refused_with_what_to_write(
    load, execution, instead
):
    with pytest.raises(ConfigError, match=r"site file \(see docs/cluster.md\)") as caught:
        load(execution)
    assert instead in str(caught.value)


def test_a_sweep_file_may_say_what_a_task_needs(load):
    execution = load("{time: '1-12:00:00', memory: 2G, cpus: 2, points_per_task: 3}").file.execution
    assert (execution.cpus, execution.points_per_task) == (2, 3)


@pytest.mark.parametrize("needs", ["{time: --wrap=x}", "{memory: '1G --wrap=x'}", "{memory: '-1'}"])
def test_what_a_task_needs_is_a_time_and_a_size_and_nothing_else(load, needs):
    with pytest.raises(ConfigError, match="should match pattern"):
        load(needs)


@pytest.mark.parametrize("option", BAD_OPTIONS)
def test_options_that_write_run_or_pass_on_something_are_refused(option):
    with pytest.raises(SweepError, match=r"^--extra: "):
        checked_options(option, "--extra")
    with pytest.raises(SweepError, match=r"^--extra: "):
        Slurm(SlurmSite(), order=Order(extra=option))


def test_options_that_say_what_a_job_needs_pass_whole():
    assert checked_options("-p long --qos=short --mem 2G -t5 --exclusive", "--extra") == [
        "--partition=long", "--qos=short", "--mem=2G", "--time=5", "--exclusive",
    ]  # fmt: skip


def test_a_misspelt_option_comes_with_the_nearest_one():
    with pytest.raises(SweepError, match="did you mean '--partition'"):
        checked_options("--partiton=x", "--extra")


def test_without_a_site_file_points_run_on_this_machine(site_file):
    assert site_path() == site_file
    assert load_site() == Site()
    assert load_site().choose(None, SweepExecution()).name == "local"


def test_the_site_file_chooses_the_executor_and_the_command_line_wins(site_file):
    site_file.write_text("executor: slurm\nslurm: {partition: long, extra: --qos=a}\n")
    site = load_site()
    needs = SweepExecution(time="1:00:00", memory="1G")
    chosen = site.choose(None, needs, Order(jobs=7, extra="--qos=b --mem=3G"))
    assert isinstance(chosen, Slurm)
    assert chosen.request() == Request(
        ("--partition=long", "--time=1:00:00", "--mem=1G", "--cpus-per-task=1",
         "--qos=a", "--qos=b", "--mem=3G"), max_running=7,
    )  # fmt: skip
    assert site.choose("serial", needs).name == "serial"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("executor: slrum", "serial, local, slurm"),
        ("slurm: {extra: --wrap=x}", "'--wrap' is not allowed"),
        ("slurm: {partiton: long}", "did you mean 'partition'"),
        ("serial: {}", "unknown key 'serial'"),
    ],
)
def test_an_impossible_site_file_is_refused_by_name(site_file, text, said):
    site_file.write_text(text)
    with pytest.raises(ConfigError, match=r"site.yaml") as caught:
        load_site()
    assert said in str(caught.value)


@pytest.mark.parametrize("name", [name for name, kind in EXECUTORS.items() if not kind.has_queue])
@pytest.mark.parametrize("order", [Order(extra="--qos=a"), Order(detach=True)], ids=str)
def test_options_for_a_queue_are_refused_where_there_is_none(name, order):
    with pytest.raises(SweepError, match=f"'{name}' has none"):
        Site().choose(name, SweepExecution(), order)


@pytest.mark.parametrize("name", EXECUTORS)
def test_no_executor_runs_fewer_than_one_point_at_once(name):
    with pytest.raises(SweepError, match="expected at least 1"):
        Site().choose(name, SweepExecution(), Order(jobs=0))
    assert Site().choose(name, SweepExecution(), Order(jobs=2)).width(0, 1).total >= 1


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """A ``sbatch`` that runs the first task at once, in the environment that it was given."""
    programs = {
        "scontrol": "echo MaxArraySize=100",
        "sbatch": f'printf "%s\\n" "$@" > {tmp_path}/asked\n'
        f'env > {tmp_path}/environment\nfor script; do :; done\n'
        f'SLURM_ARRAY_TASK_ID=0 "$script" > {tmp_path}/said 2>&1\necho 17',
    }  # fmt: skip
    for name, text in programs.items():
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text(f"#!/bin/sh\nchmod +x {tmp_path}/results/s/submissions/*.sh\n{text}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    return tmp_path


def a_point(load):
    return load("{}").points[:1]


def test_the_batch_script_takes_no_functions_and_no_startup_file_from_the_shell(
    cluster, load, monkeypatch
):
    (cluster / "startup").write_text(f"touch {cluster}/pwned\n")
    monkeypatch.setenv("BASH_ENV", str(cluster / "startup"))
    monkeypatch.setenv("BASH_FUNC_exec%%", f"() {{ touch {cluster}/pwned; }}")
    submit(SweepFolder(cluster / "results" / "s"), a_point(load), Request())
    assert not (cluster / "pwned").exists()
    assert "BASH_ENV" not in (cluster / "environment").read_text()
    assert "holds no readable sweep" in (cluster / "said").read_text()


def test_jobs_get_the_environment_without_exported_functions(monkeypatch):
    """Also those of ``module``, in which nodes with another bash stumble."""
    monkeypatch.setenv("BASH_FUNC_module%%", "() { :; }")
    monkeypatch.setenv("CORTEX_SIM_SCRATCH", "kept")
    given = environment_of_jobs()
    assert not [name for name in given if name.startswith("BASH_FUNC_")]
    assert given["CORTEX_SIM_SCRATCH"] == "kept"


def test_the_batch_script_alone_is_safe_where_a_site_adds_functions(cluster, load):
    submit(SweepFolder(cluster / "results" / "s"), a_point(load), Request())
    script = next((cluster / "results" / "s" / "submissions").glob("*.sh"))
    bad = {**os.environ, "BASH_FUNC_exec%%": f"() {{ touch {cluster}/pwned; }}"}
    subprocess.run([str(script)], env=bad, capture_output=True, timeout=60, check=False)
    assert not (cluster / "pwned").exists()


def test_what_is_asked_of_sbatch_is_what_the_request_says(cluster, load):
    submit(SweepFolder(cluster / "results" / "s"), a_point(load), Request(("--qos=a",), 1, 5))
    asked = (cluster / "asked").read_text().splitlines()
    assert asked[-2] == "--qos=a"
    assert "--array=0-0%5" in asked
    assert SlurmSite().max_running == 100


def test_where_jobs_go_is_not_said_at_the_top_of_a_sweep_file_either(tmp_path, request):
    path = tmp_path / "site.yaml"
    study = request.config.rootpath / "configs" / "tiny.yaml"
    path.write_text("executor: slurm\n" + SWEEP.format(study=study, execution="{}"))
    with pytest.raises(ConfigError, match="--executor"):
        load_sweep(path)
