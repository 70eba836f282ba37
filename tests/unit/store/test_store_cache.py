"""Where compiled programs lie, so that a new results folder compiles nothing."""

import os

import pytest

from cortex_sim.errors import StorageError
from cortex_sim.store.cache import cache_folder
from cortex_sim.store.paths import SessionStore


@pytest.fixture
def home(tmp_path, monkeypatch):
    """The home of a user who names no cache."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("CORTEX_SIM_CACHE", "")
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    return folder


def test_results_folders_of_a_user_share_their_programs(home, tmp_path):
    one, other = SessionStore(tmp_path / "a"), SessionStore(tmp_path / "b")
    assert one.builds == other.builds == home / ".cache" / "cortex_sim" / "builds"


def test_the_variable_names_the_cache(home, tmp_path, monkeypatch):
    monkeypatch.setenv("CORTEX_SIM_CACHE", str(tmp_path / "mine"))
    assert SessionStore(tmp_path / "a").builds == tmp_path / "mine" / "builds"


def test_a_relative_folder_of_caches_does_not_count(home, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "caches")
    assert cache_folder() == home / ".cache" / "cortex_sim"


def test_where_no_cache_can_be_made_programs_lie_with_the_results(home, tmp_path, monkeypatch):
    (tmp_path / "no_folder").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "no_folder"))
    assert cache_folder() is None
    assert SessionStore(tmp_path / "a").builds == tmp_path / "a" / "builds"


def test_a_variable_that_names_no_folder_is_refused_by_its_name(tmp_path, monkeypatch):
    (tmp_path / "no_folder").write_text("")
    monkeypatch.setenv("CORTEX_SIM_CACHE", str(tmp_path / "no_folder" / "mine"))
    with pytest.raises(StorageError, match=r"CORTEX_SIM_CACHE: got .*no_folder"):
        cache_folder()


@pytest.mark.skipif(os.getuid() == 0, reason="root writes everywhere")
def test_a_home_that_cannot_be_written_holds_no_cache(home):
    home.chmod(0o555)
    assert cache_folder() is None
