"""The command on planted results: what it prints, what it writes, what it refuses."""

import pytest
from click.testing import CliRunner

from cortex_sim.cli import evidence as command
from cortex_sim.cli.evidence import evidence
from cortex_sim.errors import ResultError
from cortex_sim.pictures import manifest
from cortex_sim.pictures.files import save_figure
from cortex_sim.store.paths import SessionStore


def saved_without_manifest(picture, folder, results):
    assert [result.study.name for result in results] == ["planted"]
    return save_figure(picture.figure, folder, picture.stem, picture.table)


@pytest.fixture
def scored(planted, ledger, spread, tmp_results, monkeypatch):
    """Return what the command gave for a planted study."""
    result = planted().plant("overlap", "DM-LES", "healthy", spread)
    result.plant("overlap", "DM-LES", "clbp", spread[::-1] - 9)
    result.store = SessionStore(tmp_results)
    monkeypatch.setattr(command, "open_study", lambda path, results: (result, tmp_results))
    # the sessions behind planted numbers do not exist, so nothing can be said of their files
    monkeypatch.setattr(manifest, "save_picture", saved_without_manifest)
    monkeypatch.setattr(command, "load_findings", lambda: ledger)
    return CliRunner().invoke(evidence, ["planted.yaml"], catch_exceptions=False)


def test_a_bad_verdict_is_no_failure(scored):
    assert scored.exit_code == 0
    assert "contradicted" in scored.output
    assert "3 findings: 2 not scored, 1 contradicted" in " ".join(scored.output.split())


def test_table_and_forest_plots_are_written_beside_the_study(scored, tmp_results):
    written = {path.name for path in (tmp_results / "planted" / "evidence").iterdir()}
    stems = ("forest_findings", "forest_rows")
    pictures = {f"{stem}.{suffix}" for stem in stems for suffix in ("pdf", "png", "csv")}
    assert written == pictures | {"evidence.csv"}


def test_a_folder_without_a_study_is_bad_input(tmp_path):
    with pytest.raises(ResultError, match="no such study") as error:
        CliRunner().invoke(evidence, [str(tmp_path)], catch_exceptions=False)
    assert error.value.exit_code == 2


def test_a_study_that_has_not_run_is_bad_input(tmp_path):
    arguments = ["configs/tiny.yaml", "--results", str(tmp_path)]
    with pytest.raises(ResultError, match="missing or damaged in"):
        CliRunner().invoke(evidence, arguments, catch_exceptions=False)


def test_no_study_is_bad_input():
    assert CliRunner().invoke(evidence, []).exit_code == 2
