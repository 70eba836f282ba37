"""Provenance is complete, constant and never in the way."""

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cortex_sim.config.canonical import canonical_json
from cortex_sim.store import provenance
from cortex_sim.store.provenance import collect_provenance


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a package in a git checkout with one commit."""
    package = tmp_path / "package"
    package.mkdir()
    (package / "a.py").write_text("")
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    for arguments in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "one"]):
        subprocess.run(["git", *arguments], cwd=tmp_path, check=True, capture_output=True)
    return package


def test_versions_machine_and_checkout_are_there() -> None:
    found = collect_provenance(brian2_version="9.9")
    assert set(found) == {"versions", "platform", "machine", "cpu", "host", "git"}
    assert found["versions"]["brian2"] == "9.9"
    assert found["versions"]["numpy"] == np.__version__
    assert found["versions"]["python"].startswith(f"{sys.version_info.major}.")
    assert set(found["git"]) == {"commit", "dirty"}


def test_it_is_constant_plain_data() -> None:
    text = canonical_json(collect_provenance())
    assert canonical_json(collect_provenance()) == text
    changed = collect_provenance()
    changed["git"]["commit"] = changed["versions"]["numpy"] = "x"
    assert json.loads(text) == collect_provenance()


def test_brian2_is_not_imported() -> None:
    script = (
        "import sys; from cortex_sim.store.provenance import collect_provenance;"
        "collect_provenance(); sys.exit('brian2' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_what_is_not_installed_is_unknown() -> None:
    assert provenance._version("no-such-distribution") == "unknown"


def test_a_clean_checkout_is_told_from_a_dirty_one(checkout: Path) -> None:
    commit, is_dirty = provenance._checkout(checkout)
    assert len(commit) == 40
    assert is_dirty is False
    provenance._checkout.cache_clear()
    (checkout / "new.py").write_text("")
    assert provenance._checkout(checkout) == (commit, True)


def test_changes_outside_the_package_do_not_count(checkout: Path) -> None:
    (checkout.parent / "notes").write_text("")
    assert provenance._checkout(checkout)[1] is False


def test_another_checkout_around_an_installed_package_is_not_taken(checkout: Path) -> None:
    installed = checkout / "lib" / "package"
    installed.mkdir(parents=True)
    assert provenance._checkout(installed) == ("unknown", None)


def test_without_commit_or_git_the_commit_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".git").mkdir()
    assert provenance._checkout(tmp_path / "one") == ("unknown", None)
    monkeypatch.setenv("PATH", "")
    assert provenance._checkout(tmp_path / "two") == ("unknown", None)


@pytest.mark.parametrize("content", ["model name\t: Fast CPU\nmodel name\t: Fast CPU\n"])
def test_the_cpu_model_is_read(tmp_path: Path, content: str) -> None:
    path = tmp_path / "cpuinfo"
    path.write_text(content)
    assert provenance.cpu_name(path) == "Fast CPU"
    assert provenance.cpu_name(tmp_path / "none")
