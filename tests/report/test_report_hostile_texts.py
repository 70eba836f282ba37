"""A study full of hostile labels gives the same page, with other text."""

from html.parser import HTMLParser

import pytest
from fixtures.hostile_texts import TEXTS, hostile

from cortex_sim.course.plan import make_plan
from cortex_sim.figures.style import figure_files
from cortex_sim.outcome.result import StudyResult
from cortex_sim.pictures.study import draw_study, study_pictures
from cortex_sim.report.html import render_report

pytestmark = pytest.mark.compiled


class Tags(HTMLParser):
    """The tags of a page with the names of their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.said = [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, *(name for name, _ in attrs)))

    def handle_data(self, data):
        self.said += data


@pytest.fixture(scope="module")
def hostile_result(small):
    plan = make_plan(hostile(small.plan.study))
    assert set(plan.places) == set(small.plan.places)  # labels are in no id
    return StudyResult(plan, small.store)


def test_hostile_texts_are_text_on_the_page(result, hostile_result):
    page, plain = Tags(render_report(hostile_result)), Tags(render_report(result))
    kinds = {tag for tag, *_ in page.tags}
    assert kinds <= {tag for tag, *_ in plain.tags}
    assert page.tags.count(("script",)) == plain.tags.count(("script",))
    for name in ("img", "style", "script", "svg", "iframe"):
        found = [row for row in page.tags if row[0] == name]
        assert set(found) == {row for row in plain.tags if row[0] == name}  # pages may be more
    assert not any(name.startswith("on") for _, *names in page.tags for name in names)
    for text in TEXTS[:3]:
        assert text in page.said


def test_every_picture_of_the_study_is_drawn(hostile_result, tmp_path):
    assert draw_study(hostile_result, tmp_path)
    for picture in study_pictures(hostile_result):
        assert figure_files(picture.figure)["png"]
