"""Annotated examples: each on the page, each mark explained and inside its picture."""

import importlib.util
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[3] / "docs"
PAGE = (DOCS / "read_a_figure.md").read_text(encoding="utf-8")
SPEC = importlib.util.spec_from_file_location("draw_examples", DOCS / "draw_examples.py")
examples = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(examples)
KINDS = list(examples.EXAMPLES)


def explained(kind):
    """Return the numbers of the sentences below the picture of a kind."""
    below = PAGE.partition(f"images/read/{kind}.png)")[2].partition("\n## ")[0]
    return [int(number) for number in re.findall(r"^(\d+)\. ", below, re.M)]


def test_every_example_is_on_the_page_and_every_picture_of_the_page_is_an_example():
    assert re.findall(r"images/read/(\w+)\.png", PAGE) == KINDS
    assert sorted(path.stem for path in (DOCS / "images" / "read").glob("*.png")) == sorted(KINDS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_mark_is_explained_and_nothing_else(kind):
    marks = examples.EXAMPLES[kind][1]
    assert explained(kind) == list(range(1, len(marks) + 1))


@pytest.mark.parametrize("kind", KINDS)
def test_marks_lie_inside_of_the_picture(kind):
    assert all(0 < x < 1 and 0 < y < 1 for x, y in examples.EXAMPLES[kind][1])


@pytest.mark.parametrize("kind", ["maps", "onsets", "forest"])
def test_what_the_page_points_at_is_in_the_picture(kind):
    figure = examples.EXAMPLES[kind][0]()
    captions = figure.findobj(lambda artist: artist.get_gid() == "caption")
    said = {"maps": "Hollow", "onsets": "before the go cue", "forest": "Arrows"}[kind]
    assert said in " ".join(captions[0].get_text().split())
