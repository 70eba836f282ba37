"""Muscles are called what their study calls them."""

import numpy as np
import pytest

from cortex_sim.figures.map_panel import MapPanel
from cortex_sim.pictures import maps
from cortex_sim.pictures.maps import map_pictures

RA = "muscles.RA={name: rectus abdominis, depth: superficial, position: [0 mm, 2 mm]}"
RENAMED = "muscles.TrA.name=the deepest of them"


@pytest.fixture
def caption(study_of, monkeypatch):
    def flat_maps(result, name, visits):
        xy = np.array([(x, y) for y in range(3) for x in range(3)], dtype=float)
        mep = np.linspace(0, 1, 9)[:, None] * np.ones(len(result.study.muscles))
        return [MapPanel("".join(v), "".join(v), mep, xy, len(result.subjects)) for v in visits]

    monkeypatch.setattr(maps, "map_panels", flat_maps)
    return next(map_pictures(study_of(RA, RENAMED), "map_structural")).caption


def test_a_muscle_that_a_study_adds_has_its_name_in_the_caption(caption):
    assert "RA: rectus abdominis" in caption
    assert "RA: RA" not in caption


def test_a_name_that_a_study_changes_is_changed_in_the_caption(caption):
    assert "TrA: the deepest of them" in caption
    assert "transversus" not in caption
