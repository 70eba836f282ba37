"""What a report says, without a browser."""

import pytest
from click.testing import CliRunner
from markupsafe import escape

from cortex_sim.cli.main import commands
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.story import story
from cortex_sim.report import render_report
from cortex_sim.report.made_with import made_with
from cortex_sim.report.map_data import viewer_data
from cortex_sim.report.notes import notes

pytestmark = pytest.mark.compiled


def texts(result, kind):
    return [note.text for note in notes(result, made_with(result)) if note.kind == kind]


def test_equal_results_give_equal_reports(result):
    assert render_report(result) == render_report(result)


def test_a_report_opens_with_the_story(result):
    page = render_report(result)
    sentences = story(result)
    assert sentences
    places = [page.index(str(escape(text))) for text in sentences]
    assert places == sorted(places)
    assert places[-1] < page.index('id="figure-story"') < page.index('id="warnings"')
    assert page.count('id="figure-story"') == 1


def test_few_subjects_and_missing_controls_are_warned_of(result):
    missing = " ".join(texts(result, "missing"))
    assert "Only 2 subjects" in " ".join(texts(result, "small"))
    assert "no muscle outside of the trunk" in missing
    assert "goes on as in health" in missing


@pytest.mark.parametrize(("change", "is_told"), [(0.2, True), (-0.2, True), (0.0, False)])
def test_an_untrained_arm_that_changes_is_a_failed_control(result, monkeypatch, change, is_told):
    values = StudyResult.values

    def planted(self, assessment, measure, muscle, arm, phase):
        if (measure, arm) != ("overlap", "no_training"):
            return values(self, assessment, measure, muscle, arm, phase)
        return values(self, assessment, measure, muscle, "", "clbp") + change

    monkeypatch.setattr(StudyResult, "values", planted)
    told = [text for text in texts(result, "failed") if "that only rests (no training)" in text]
    assert bool(told) == is_told


def test_the_viewer_follows_each_arm_from_the_shared_past(result):
    data = viewer_data(result)
    (shown,) = data["maps"]
    assert [course["steps"] for course in shown["courses"]] == [[0, 1, 2], [0, 1, 3]]
    assert len(shown["visits"][0]["values"][0]) == len(shown["xy"]) == 9
    overlap = result.values("map_structural", "overlap", "DM-LES", "", "clbp").mean()
    assert shown["visits"][1]["overlap"] == pytest.approx(overlap, abs=1e-3)


def test_the_command_writes_the_report_of_a_folder(copied):
    _, folder = copied
    done = CliRunner().invoke(commands, ["report", str(folder)], standalone_mode=False)
    assert done.exception is None
    page = (folder / "report.html").read_text()
    assert page.count("<h1>") == 1
    assert "single subject" not in page.split("<main")[0]


def test_a_single_subject_is_marked(small, copied):
    root, folder = copied
    (folder / "study.json").unlink()
    config = folder / "config.yaml"
    out = root / "one.html"
    arguments = ["report", str(config), "--set", "cohort.subjects=1", "--results", str(root),
                 "--out", str(out)]  # fmt: skip
    assert len(make_plan(load_study(config, ["cohort.subjects=1"])).sessions) > 0
    done = CliRunner().invoke(commands, arguments, standalone_mode=False)
    assert done.exception is None, done.exception
    assert '<p class="single">single subject</p>' in out.read_text()
    assert "Single subject: one seed" in out.read_text()
