"""What ``figures`` says of stored sessions before it draws them."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from fixtures.finished_study import folder, results, study  # noqa: F401

from cortex_sim.cli.figures import figures
from cortex_sim.cli.main import commands
from cortex_sim.errors import StorageError
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.session_file import read_session


@pytest.fixture
def own(folder, tmp_path, monkeypatch):  # noqa: F811
    """Return a copy of the finished study; no picture of it is drawn."""
    shutil.copytree(folder.parent, tmp_path / "results")
    monkeypatch.setattr("cortex_sim.pictures.study.draw_study", lambda *_: [])
    return tmp_path / "results" / folder.name


def test_a_damaged_session_is_told_and_counted(own, monkeypatch):
    store = SessionStore(own.parent)
    path = next((own.parent / "sessions").rglob("*.h5"))
    record = read_session(store, path.stem)
    path.write_bytes(b"damaged")
    lab = SimpleNamespace(store=store)
    monkeypatch.setattr("cortex_sim.course.runner.open_laboratory", lambda *_: lab)
    monkeypatch.setattr("cortex_sim.course.scheduler.do_session", lambda *_: record)
    ended = CliRunner().invoke(figures, [str(own)])
    assert ended.exit_code == 0, ended.output
    assert f"damaged result put aside as {path.name}.damaged" in ended.output
    count = len(list((own.parent / "sessions").rglob("*.h5")))
    assert f"{count} sessions, {count - 1} done already" in ended.output


@pytest.mark.parametrize("options", [(), ("--stored",)])
def test_a_folder_of_pictures_that_leads_out_of_the_results_is_refused(own, tmp_path, options):
    outside = tmp_path / "outside"
    outside.mkdir()
    (own / "figures").symlink_to(outside)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    ended = CliRunner().invoke(figures, [str(own), *options])
    assert isinstance(ended.exception, StorageError)
    assert f"{own / 'figures'}: is a symbolic link to {outside}" in str(ended.exception)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_report_of_an_earlier_configuration_is_told(own):
    (own / "report.html").write_text("of another one")
    ended = CliRunner().invoke(figures, [str(own), "--stored"])
    assert "of an earlier configuration, make them anew: report.html" in ended.stderr


def test_workers_of_a_quiet_command_are_quiet(own, monkeypatch):
    (own / "report.html").write_text("of another one")
    other = own.with_name("other")
    shutil.copytree(own, other)

    def pool(workers, _, **options):
        return ThreadPoolExecutor(workers, **options)  # a thread has a context of its own too

    monkeypatch.setattr("cortex_sim.cli.figures.ProcessPoolExecutor", pool)
    names = [str(own), str(other), "--stored"]
    assert "report.html" in CliRunner().invoke(commands, ["figures", *names]).stderr
    assert CliRunner().invoke(commands, ["figures", "--quiet", *names]).stderr == ""


def test_a_link_to_a_folder_inside_of_the_results_is_followed(own):
    (own / "pictures").mkdir()
    (own / "figures").symlink_to("pictures")
    assert CliRunner().invoke(figures, [str(own)]).exit_code == 0
