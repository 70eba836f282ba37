"""The report in a real headless Chromium."""

import re

import pytest

from cortex_sim.report import write_report

pytestmark = [pytest.mark.browser, pytest.mark.compiled]
WIDTHS = [pytest.param(1280, 900, id="desktop"), pytest.param(390, 844, id="phone")]
STATUS = "document.getElementById('v-status').textContent"
READOUT = "document.getElementById('v-readout').textContent"


@pytest.fixture(scope="session")
def page(result, tmp_path_factory):
    return write_report(result, tmp_path_factory.mktemp("page") / "report.html")


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_the_page_asks_for_nothing_and_complains_of_nothing(browser, page, width, height):
    browser.open(page, width, height)
    assert browser.complaints() == []
    outside = [u for u in browser.requests() if not u.startswith("data:")]
    assert outside == [page.as_uri()]


@pytest.mark.parametrize(("width", "height"), WIDTHS)
def test_the_page_does_not_scroll_sideways(browser, page, width, height):
    browser.open(page, width, height)
    assert browser.run("document.documentElement.scrollWidth <= innerWidth")


FRAMES = """[...document.querySelectorAll('.picture .scroll')].map((one) => [
    one.scrollWidth > one.clientWidth, parseFloat(getComputedStyle(one, '::before').height) > 1])"""


def test_a_phone_is_told_to_swipe_where_a_picture_is_wider_than_its_frame_and_only_there(
    browser, page
):
    browser.open(page, 390, 844)
    fits = browser.run(FRAMES)
    assert fits
    assert all(told == scrolls for scrolls, told in fits)
    browser.run("document.querySelector('.picture').style.setProperty('--natural', '900px')")
    wide, *others = browser.run(FRAMES)
    assert wide == [True, True]
    assert others == fits[1:]


def test_the_slider_moves_through_the_course_by_keyboard(browser, page):
    browser.open(page, 1280, 900)
    browser.run("document.getElementById('v-step').focus()")
    seen = [browser.run(STATUS)]
    for _ in range(2):
        browser.press("ArrowRight")
        seen.append(browser.run(STATUS))
    assert [text.split(",")[0] for text in seen] == ["healthy", "CLBP", "motor control training"]
    text = browser.run("document.getElementById('v-step').getAttribute('aria-valuetext')")
    assert text == "motor control training, visit 3 of 3"


def test_another_arm_ends_the_course_elsewhere(browser, page):
    browser.open(page, 1280, 900)
    browser.run(
        "const arm = document.getElementById('v-arm'), step = document.getElementById('v-step');"
        "arm.value = 1; arm.dispatchEvent(new Event('change'));"
        "step.value = 2; step.dispatchEvent(new Event('input'))"
    )
    assert browser.run(STATUS).startswith("no training")


def test_pointing_at_a_cell_shows_its_value(browser, page):
    browser.open(page, 1280, 900)
    x, y = browser.run(
        "(() => {const cell = document.querySelectorAll('#v-maps svg')[1].querySelector('rect');"
        "cell.scrollIntoView({block: 'center', behavior: 'instant'});"
        "const r = cell.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]})()"
    )
    browser.hover(x, y)
    known = browser.run(
        "(() => {const d = JSON.parse(document.getElementById('viewer-data').textContent);"
        "return d.maps[0].visits[0].values[1][0].toFixed(2)})()"
    )
    assert browser.run(READOUT).startswith(f"DM {known} at x ")


def test_arrow_keys_move_through_a_map(browser, page):
    browser.open(page, 1280, 900)
    browser.run("document.querySelectorAll('#v-maps svg')[0].focus()")
    before = browser.run(READOUT)
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        browser.press(key)
        if browser.run(READOUT) != before:
            break
    assert re.match(r"TrA \d\.\d\d at x ", browser.run(READOUT))
    assert browser.run(READOUT) != before


def test_it_reads_without_javascript(browser, page):
    browser.open(page, 1280, 900, script=False)
    seen = browser.accessible()
    headings = [name for role, name in seen if role == "heading"]
    assert {"Warnings", "What was run", "Results", "Figures", "Parameters"} <= set(headings)
    assert not [name for role, name in seen if role == "slider"]
    assert any("With JavaScript" in name for _, name in seen)


def test_a_screen_reader_finds_a_name_for_everything(browser, page):
    browser.open(page, 1280, 900)
    seen = browser.accessible()
    roles = ("image", "slider", "combobox", "link", "table", "figure", "heading", "navigation")
    unnamed = [role for role, name in seen if role in roles and not name.strip()]
    assert unnamed == []
    assert any(role == "slider" and "Visit" in name for role, name in seen)


def test_it_prints_to_a_pdf_with_all_parameters_open(browser, page):
    browser.open(page, 1280, 900)
    pdf = browser.pdf()
    assert pdf.startswith(b"%PDF")
    pages = len(re.findall(rb"/Type\s*/Page\b", pdf))
    assert pages > 8
