"""Annotated examples: each on the page, each mark explained and inside its picture."""

import importlib.util
import re
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "read_a_figure.md").read_text(encoding="utf-8")


def load(name):
    """Return a script of the docs as a module; one imports another by its name."""
    spec = importlib.util.spec_from_file_location(name, DOCS / f"{name}.py")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


examples, film = load("draw_examples"), load("draw_film")
KINDS = list(examples.EXAMPLES)
MARKS = {kind: marks for kind, (_, marks) in examples.EXAMPLES.items()} | {"film": film.MARKS}


def explained(kind):
    """Return the numbers of the sentences below the picture of a kind."""
    below = PAGE.partition(f"images/read/{kind}.png)")[2].partition("\n## ")[0]
    return [int(number) for number in re.findall(r"^(\d+)\. ", below, re.M)]


def test_every_example_is_on_the_page_and_every_picture_of_the_page_is_an_example():
    assert re.findall(r"images/read/(\w+)\.png", PAGE) == list(MARKS)
    assert sorted(path.stem for path in (DOCS / "images" / "read").glob("*.png")) == sorted(MARKS)


@pytest.mark.parametrize("kind", MARKS)
def test_every_mark_is_explained_and_nothing_else(kind):
    assert explained(kind) == list(range(1, len(MARKS[kind]) + 1))


@pytest.mark.parametrize("kind", KINDS)
def test_marks_lie_inside_of_the_picture(kind):
    assert all(0 < x < 1 and 0 < y < 1 for x, y in examples.EXAMPLES[kind][1])


@pytest.mark.parametrize("kind", ["maps", "onsets", "forest"])
def test_what_the_page_points_at_is_in_the_picture(kind):
    figure = examples.EXAMPLES[kind][0]()
    captions = figure.findobj(lambda artist: artist.get_gid() == "caption")
    said = {"maps": "Hollow", "onsets": "before the go cue", "forest": "Arrows"}[kind]
    assert said in " ".join(captions[0].get_text().split())


def test_the_film_of_the_example_has_all_that_its_marks_name():
    page = film.film_page(film.invented())
    for selector in film.MARKS:
        kind, name = {".": "class", "#": "id"}[selector[0]], selector[1:]
        assert f'{kind}="{name}' in page
