"""A picture is drawn once: what stands as it would be drawn now is kept."""

import re

import matplotlib.pyplot as plt
import pytest
from fixtures.finished_study import folder, results, study  # noqa: F401

from cortex_sim.figures.drawing import Drawing
from cortex_sim.pictures import manifest
from cortex_sim.pictures.manifest import Picture, save_picture


@pytest.fixture
def saved(results, tmp_path, monkeypatch):  # noqa: F811
    """Return a function that saves a picture and says whether it was drawn."""
    drawn = []
    draw = manifest.save_figure
    monkeypatch.setattr(manifest, "save_figure", lambda *a: drawn.append(a) or draw(*a))
    session = results.result.plan.sessions[0].session_id

    def save(caption="n = 3.", *, source="s"):
        drawn.clear()
        code = {"commit": "unknown", "dirty": None, "source": source}
        monkeypatch.setattr(manifest, "_code", lambda: code)
        figure = plt.figure(figsize=(1, 1))
        picture = Picture("one", "One", Drawing(figure, caption), [{"x": 1}], {"a": [session]})
        files = save_picture(picture, tmp_path, [results.result])
        plt.close(figure)
        assert sorted(path.suffix for path in files) == [".csv", ".json", ".pdf", ".png"]
        return bool(drawn)

    return save


def test_the_same_picture_by_the_same_code_is_kept(saved):
    assert [saved(), saved()] == [True, False]


def test_another_caption_is_drawn(saved):
    assert [saved(), saved("n = 4.")] == [True, True]


def test_what_other_code_drew_is_drawn_again(saved):
    assert [saved(), saved(source="other")] == [True, True]


def test_the_code_is_told_by_its_files():
    told = manifest._code()["source"]
    assert re.fullmatch("[0-9a-f]{64}", told)


@pytest.mark.parametrize("name", ["one.csv", "one.json", "one.png"])
def test_what_is_missing_or_was_changed_is_drawn(saved, tmp_path, name):
    assert saved()
    (tmp_path / name).write_text("other")
    assert saved()
    (tmp_path / name).unlink()
    assert saved()
