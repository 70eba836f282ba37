"""The film of a virtual patient: its data, and a page that needs nothing else."""

import json
import re
from html.parser import HTMLParser

import numpy as np
import pytest
from fixtures.hand_made import FIRST_SEED, MUSCLES, hand_made_study, write_all, written_mep

from cortex_sim.errors import ResultError
from cortex_sim.outcome.stored import open_study
from cortex_sim.report.film import render_film, write_film
from cortex_sim.report.film_data import film_data


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    """Return a study whose sessions are written by hand."""
    folder = write_all(hand_made_study(), tmp_path_factory.mktemp("film") / "results")
    return open_study(folder, folder.parent)[0]


@pytest.fixture(scope="module")
def data(result):
    return film_data(result, FIRST_SEED + 1)


@pytest.fixture(scope="module")
def html(result):
    return render_film(result, FIRST_SEED + 1)


def test_every_visit_with_the_map_is_a_step(result, data):
    assert [visit["label"] for visit in data["visits"]] == [
        "healthy", "CLBP", "motor control training", "no training",
    ]  # fmt: skip
    assert [course["steps"] for course in data["courses"]] == [[0, 1, 2], [0, 1, 3]]


def test_days_rise_along_a_course(data):
    for course in data["courses"]:
        days = [data["visits"][step]["day"] for step in course["steps"]]
        assert days == sorted(days)


def test_maps_are_relative_to_the_largest_mep_of_any_visit(result, data):
    places = {p.phase: p for p in result.by_place if p.subject == FIRST_SEED + 1}
    maps = {phase: written_mep(place).mean(axis=1) for phase, place in places.items()}
    for muscle in range(MUSCLES):
        highest = max(one[:, muscle].max() for one in maps.values())
        assert max(max(visit["maps"][muscle]) for visit in data["visits"]) == pytest.approx(1.0)
        expected = maps["clbp"][:, muscle] / highest
        assert data["visits"][1]["maps"][muscle] == pytest.approx(expected, abs=1e-3)


def test_weights_are_the_means_at_the_end_of_a_phase(result, data):
    visit = data["visits"][1]
    stored = result.weights(FIRST_SEED + 1, "", "clbp")
    means = [float(weights.mean()) for weights in stored.values()]
    assert list(visit["weights"].values()) == pytest.approx(means, abs=1e-3)


def test_rates_have_a_value_for_each_bin_and_muscle(data):
    emg = data["visits"][0]["emg"]
    assert len(emg["muscles"]) == MUSCLES
    assert all(len(one["rate"]) == len(emg["time"]) for one in emg["muscles"])
    assert np.all(np.diff(emg["time"]) > 0)


def test_without_a_baseline_the_raster_has_motoneurons_alone_and_says_so(data):
    raster = data["visits"][0]["raster"]
    assert [band["label"] for band in raster["bands"]] == ["motoneurons"]
    assert "add baseline to its visit" in raster["note"]


def test_the_representative_subject_is_taken_where_none_is_named(result):
    data = film_data(result)
    assert data["subject"] in result.subjects
    assert "nearest to the means" in data["chosen"]


def test_an_unknown_subject_is_refused(result):
    with pytest.raises(ResultError, match=f"got 7; the study has the seeds {FIRST_SEED} to"):
        film_data(result, 7)


def test_data_is_json_without_numbers_that_json_lacks(html):
    text = re.search(r'id="film-data">(.*?)</script>', html, re.S)[1]
    json.loads(text, parse_constant=lambda name: pytest.fail(name))


def test_the_page_names_nothing_outside(html):
    assert re.findall(r"(?:src|href)=\"(?!#|data:)[^\"]*\"", html) == []
    assert "url(" not in html
    assert "http://www.w3.org/2000/svg" in html  # a name, not an address that is asked
    assert len(re.findall(r"https?://", html)) == 1


def test_equal_results_give_equal_pages(result, html):
    assert render_film(result, FIRST_SEED + 1) == html


class Outline(HTMLParser):
    """Gathers what a screen reader needs."""

    def __init__(self):
        super().__init__()
        self.tags = []
        self.ids = set()

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        self.tags.append((tag, found))
        self.ids.add(found.get("id"))


def test_the_page_can_be_heard_and_worked_by_keyboard(html):
    outline = Outline()
    outline.feed(html)
    sliders = [a for tag, a in outline.tags if tag == "input" and a["type"] == "range"]
    assert len(sliders) == 1
    assert sliders[0]["aria-describedby"] in outline.ids
    assert any(a.get("role") == "status" for _, a in outline.tags)
    assert ("html", {"lang": "en"}) in outline.tags
    heads = [a for tag, a in outline.tags if tag == "th"]
    assert all("scope" in a for a in heads)


def test_the_table_holds_every_visit_for_those_without_javascript(html, data):
    table = html.partition("<tbody>")[2].partition("</tbody>")[0]
    assert re.findall(r'<th scope="row">(.*?)</th>', table) == [v["label"] for v in data["visits"]]


def test_the_film_is_written_beside_the_report(result, tmp_path):
    path = write_film(result, tmp_path / "deep" / "film.html")
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
