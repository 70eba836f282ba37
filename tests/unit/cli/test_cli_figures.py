"""What ``figures`` says of stored sessions before it draws them."""

import shutil
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from fixtures.finished_study import folder, results, study  # noqa: F401

from cortex_sim.cli.figures import figures
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


def test_a_link_to_a_folder_inside_of_the_results_is_followed(own):
    (own / "pictures").mkdir()
    (own / "figures").symlink_to("pictures")
    assert CliRunner().invoke(figures, [str(own)]).exit_code == 0
