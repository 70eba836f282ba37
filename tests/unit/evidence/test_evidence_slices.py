"""Virtual slices in the ledger: what is stored is read back, scored, or refused."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from cortex_sim.catalog.findings import load_findings
from cortex_sim.cli import evidence as command
from cortex_sim.config.canonical import content_hash
from cortex_sim.config.load import load_study
from cortex_sim.errors import ResultError
from cortex_sim.evidence import slices
from cortex_sim.evidence.score import score_finding, score_ledger
from cortex_sim.evidence.slices import load_slices, save_slices
from cortex_sim.evidence.verdict import Verdict
from cortex_sim.pictures import manifest
from cortex_sim.pictures.files import save_figure
from cortex_sim.store.paths import SessionStore

CONFIG = Path(__file__).parents[3] / "experiments/slice/slice.yaml"
FINDING = "horizontal_ltp_gated"
GATED = {"ltp_intact": 1.0, "ltp_blocked": 30.0, "ltp_vertical": 28.0}


@pytest.fixture(scope="module")
def study():
    return load_study(CONFIG)


def saved(folder, study, **far):
    """Write slices with the published gate, but for what is told of the far electrode."""
    spread = np.linspace(-1, 1, study.cohort.subjects)
    changes = {(m, "near"): mean + spread for m, mean in GATED.items()}
    changes |= {(m, "far"): far.get(m, mean) + spread for m, mean in GATED.items()}
    save_slices(folder, study, changes)
    return folder


def score(folder):
    ledger = load_findings()
    return score_finding(load_slices(folder), ledger.findings[FINDING], ledger)


def test_a_published_gate_is_reproduced(tmp_path, study):
    assert score(saved(tmp_path, study)).verdict is Verdict.REPRODUCED


def test_a_gate_that_fails_at_one_distance_is_not_reproduced(tmp_path, study):
    found = score(saved(tmp_path, study, ltp_blocked=-0.5))
    assert found.verdict is Verdict.NOT_REPRODUCED
    verdicts = {part.name: part.verdict for part in found.parts}
    assert verdicts["disinhibited_near"] is Verdict.REPRODUCED
    assert verdicts["disinhibited_far"] is Verdict.NOT_REPRODUCED


def test_one_digit_that_changed_is_refused(tmp_path, study):
    folder = saved(tmp_path, study)
    path = folder / slices.FILE
    data = json.loads(path.read_text(encoding="utf-8"))
    data["changes"][0]["change_percent"][0] += 1
    path.write_text(json.dumps(data))
    with pytest.raises(ResultError, match=r"checksum differs.*cortex-sim figures slice"):
        load_slices(folder)


def test_slices_score_no_finding_of_subjects(tmp_path, study):
    scores = score_ledger([load_slices(saved(tmp_path, study))], load_findings())
    seen = (Verdict.NOT_SCORED, Verdict.NOT_MODELLED)
    assert [s.finding.number for s in scores if s.verdict not in seen] == [2]


def test_a_measure_that_is_not_there_is_missing_and_says_what_to_run(tmp_path, study):
    save_slices(tmp_path, study, {("ltp_intact", "near"): [0.0] * study.cohort.subjects})
    found = score(tmp_path)
    assert found.verdict is Verdict.NOT_SCORED
    assert "experiments/slice" in found.reason


def test_slices_of_another_model_are_stale(tmp_path, study, monkeypatch):
    saved(tmp_path, study)
    monkeypatch.setattr(slices, "code_of_all", lambda: "other")
    with pytest.raises(ResultError, match="stale, made by another version"):
        load_slices(tmp_path)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.pop("changes"), "no slices can be read"),
        (lambda data: data["changes"][0]["change_percent"].pop(), "not a number for each"),
        (lambda data: data["study"].pop("muscles"), "no slices can be read"),
    ],
)
def test_damaged_slices_are_refused(tmp_path, study, change, message):
    path = saved(tmp_path, study) / "slices.json"
    data = json.loads(path.read_text())
    change(data)
    del data["sha256"]
    path.write_text(json.dumps({**data, "sha256": content_hash(data)}))
    with pytest.raises(ResultError, match=message):
        load_slices(tmp_path)


def test_the_command_reads_slices_beside_a_study(planted, study, tmp_results, monkeypatch):
    result = planted()
    result.store = SessionStore(tmp_results)
    monkeypatch.setattr(command, "open_study", lambda path, results: (result, tmp_results))
    monkeypatch.setattr(
        manifest,
        "save_picture",
        lambda picture, folder, _: save_figure(picture.figure, folder, picture.stem, picture.table),
    )
    saved(tmp_results / "slice", study)
    arguments = ["planted.yaml", "slice", "--results", str(tmp_results)]
    done = CliRunner().invoke(command.evidence, arguments, catch_exceptions=False)
    rows = (tmp_results / "planted/evidence/evidence.csv").read_text().splitlines()
    assert done.exit_code == 0
    assert [row.count("reproduced") > 0 for row in rows if "blocked locally" in row] == [True, True]


def test_slices_alone_are_refused(tmp_path, study):
    folder = str(saved(tmp_path, study))
    with pytest.raises(ResultError, match="name a study as well"):
        CliRunner().invoke(command.evidence, [folder], catch_exceptions=False)
