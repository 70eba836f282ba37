"""The film of a virtual patient in a real headless Chromium."""

import json
import re

import numpy as np
import pytest
from fixtures.hand_made import hand_made_study, write_all

from cortex_sim.analysis.maps import overlap
from cortex_sim.outcome.stored import open_study
from cortex_sim.report import write_film

pytestmark = pytest.mark.browser
WIDTHS = [pytest.param(1280, 900, id="desktop"), pytest.param(390, 844, id="phone")]
STATUS = "document.getElementById('status').textContent"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = write_all(hand_made_study(), tmp_path_factory.mktemp("film") / "results")
    return write_film(open_study(folder, folder.parent)[0], folder / "film.html")


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_the_film_asks_for_nothing_complains_of_nothing_and_fits(browser, page, width, height):
    browser.open(page, width, height)
    assert browser.complaints() == []
    assert [u for u in browser.requests() if not u.startswith("data:")] == [page.as_uri()]
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")


def test_the_slider_goes_through_the_visits_by_keyboard_and_says_where_it_is(browser, page):
    browser.open(page, 1280, 900)
    browser.run("document.getElementById('step').focus()")
    seen = [browser.run(STATUS)]
    for _ in range(2):
        browser.press("ArrowRight")
        seen.append(browser.run(STATUS))
    assert [text.split(",")[0] for text in seen] == ["healthy", "CLBP", "motor control training"]
    spoken = browser.run("document.getElementById('step').getAttribute('aria-valuetext')")
    assert spoken == seen[-1]
    assert "overlap of DM-LES" in spoken


def test_pictures_follow_the_slider(browser, page):
    browser.open(page, 1280, 900)
    label = "document.querySelector('#maps svg').getAttribute('aria-label')"
    before = browser.run(label)
    browser.run("document.getElementById('step').focus()")
    browser.press("ArrowRight")
    assert browser.run(label) != before


def test_a_button_of_the_strip_goes_to_its_visit(browser, page):
    browser.open(page, 1280, 900)
    browser.run("document.querySelectorAll('#strip button')[1].click()")
    assert browser.run(STATUS).startswith("CLBP")
    assert browser.run("document.querySelectorAll('#strip [aria-current=true]').length") == 1


def test_areas_of_the_strip_have_the_ratio_that_the_overlap_is(browser, page, tmp_path):
    start, text, end = re.split(
        r'(?s)(?<=id="film-data">)(.*?)(?=</script>)', page.read_text(encoding="utf-8"), maxsplit=1
    )
    data = json.loads(text)
    drawn = np.random.default_rng(1).random((len(data["muscles"]), len(data["xy"])))
    data["visits"][0]["maps"] = (50 * drawn - 10).tolist()  # noise may be negative
    changed = tmp_path / "film.html"
    changed.write_text(start + json.dumps(data) + end, encoding="utf-8")
    browser.open(changed, 1280, 900)
    whole, inside = browser.run(
        "(() => { const areas = {}; document.querySelectorAll('#strip button:first-child rect')"
        ".forEach((r) => { const kind = r.getAttribute('fill') === '#56b4e9' ? 'inside' : 'whole';"
        "areas[kind] = (areas[kind] || 0) + r.getAttribute('width') ** 2; });"
        "return [areas.whole, areas.inside]; })()"
    )
    names = [muscle["name"] for muscle in data["muscles"]]
    deep, superficial = (data["visits"][0]["maps"][names.index(n)] for n in ("DM", "LES"))
    assert inside / whole == pytest.approx(overlap(deep, superficial), rel=1e-6)


def test_weights_have_the_ratio_of_the_pair_and_what_a_raster_lacks_is_said(browser, page):
    browser.open(page, 1280, 900)
    titles = browser.run("[...document.querySelectorAll('#ratios h2')].map((h) => h.textContent)")
    assert [title.split(":")[0] for title in titles] == [
        "overlap", "ratio of weights, horizontal", "ratio of weights, lateral L2/3 to L5",
    ]  # fmt: skip
    assert "add baseline to its visit" in browser.run(
        "document.getElementById('recorded').textContent"
    )


def test_another_arm_ends_elsewhere(browser, page):
    browser.open(page, 1280, 900)
    browser.run(
        "const a = document.getElementById('arm'); a.value = 1;"
        "a.dispatchEvent(new Event('change'));"
        "document.querySelectorAll('#strip button')[2].click()"
    )
    assert browser.run(STATUS).startswith("no training")


def test_a_screen_reader_finds_a_name_for_everything(browser, page):
    browser.open(page, 1280, 900)
    seen = browser.accessible()
    roles = ("image", "slider", "combobox", "button", "table", "figure", "heading")
    assert [role for role, name in seen if role in roles and not name.strip()] == []
    assert any(role == "slider" and "Visit" in name for role, name in seen)


def test_without_javascript_the_table_is_there(browser, page):
    browser.open(page, 1280, 900, script=False)
    seen = browser.accessible()
    assert not [name for role, name in seen if role == "slider"]
    assert ("rowheader", "CLBP") in seen
