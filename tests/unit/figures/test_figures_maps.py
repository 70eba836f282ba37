import dataclasses
from dataclasses import replace

import numpy as np
import pytest

from cortex_sim.analysis.maps import overlap
from cortex_sim.errors import ResultError
from cortex_sim.figures.map_panel import (
    MapPanel,
    draw_map,
    draw_overlay,
    is_centre_inside,
    map_centre,
    pair_overlap,
)
from cortex_sim.figures.site_grid import fine_map, site_spacing
from cortex_sim.figures.tms_maps import make_tms_maps, tms_map_table

MUSCLES = ("TrA", "DM", "LES", "OE")
PAIR = ("DM", "LES")
GRID = np.array([(x, y) for y in (0.0, 2.0) for x in (0.0, 2.0)])


def test_spacing_is_the_smallest_distance():
    assert site_spacing(GRID) == pytest.approx(2.0)
    assert site_spacing(GRID[:1]) == 1.0


def test_between_four_sites_the_map_is_bilinear():
    x, y, z = fine_map(GRID, np.array([0.0, 1.0, 1.0, 2.0]))
    np.testing.assert_allclose(z, (x[None, :] + y[:, None]) / 2, atol=1e-12)


def test_around_a_missing_site_the_map_is_unknown():
    xy = np.array([(x, y) for y in range(3) for x in range(3)], dtype=float)
    values = np.ones(9)
    values[0] = np.nan
    x, y, z = fine_map(xy, values)
    cell = (x[None, :] < 1) & (y[:, None] < 1)
    assert np.isnan(z[cell]).all()
    assert np.isfinite(z[~cell]).all()


def test_sites_off_a_grid_are_joined_by_triangles():
    xy = np.array([(0, 0), (3, 0.1), (1, 2.2), (2.5, 3), (0.3, 1.1)], dtype=float)
    x, y, z = fine_map(xy, 2 * xy[:, 0] + xy[:, 1])
    inside = np.isfinite(z)
    assert inside.any()
    plane = 2 * x[None, :] + y[:, None]
    np.testing.assert_allclose(z[inside], plane[inside], atol=1e-9)


@pytest.mark.parametrize("n_sites", [1, 2, 4])
def test_sites_on_a_line_have_no_contour(n_sites):
    xy = np.stack([np.arange(n_sites), np.arange(n_sites)], axis=1).astype(float)
    assert fine_map(xy, np.ones(n_sites)) is None


def test_map_is_drawn_on_the_scale_0_to_1(axes):
    draw_map(axes, [0.0, 0.2, 0.3, 0.4], GRID)
    pixels = axes.collections[0]
    assert pixels.get_clim() == (0.0, 1.0)
    np.testing.assert_array_equal(pixels.get_array(), [0.0, 0.2, 0.3, 0.4])


def test_symbol_is_at_the_centre_of_gravity(axes):
    draw_map(axes, [0.0, 1.0, 0.0, 1.0], GRID)
    np.testing.assert_allclose(axes.lines[0].get_xydata(), [[2.0, 1.0]])


def test_centre_leaves_out_sites_that_were_not_measured():
    np.testing.assert_allclose(map_centre(np.array([np.nan, 1.0, 0.0, 1.0]), GRID), [2, 1])


@pytest.mark.parametrize(
    ("values", "note"), [(np.zeros(4), "no MEP"), (np.full(4, np.nan), "not measured")]
)
def test_empty_map_says_why(axes, values, note):
    draw_map(axes, values, GRID)
    assert [text.get_text() for text in axes.texts] == [note]


def test_flat_map_has_no_contour_and_no_warning(axes):
    draw_map(axes, np.ones(4), GRID)
    assert len(axes.collections) == 1


@pytest.mark.parametrize("values", [np.ones(49), np.zeros(49), np.full(49, np.nan)])
def test_overlay_of_degenerate_maps_draws(axes, example, values):
    panel = dataclasses.replace(example.maps()[0], mep=np.stack([values] * 4, axis=1))
    draw_overlay(axes, panel, MUSCLES, ("DM", "LES"))
    assert axes.get_title().startswith("overlap")


def test_overlay_prints_the_overlap(axes, example):
    panel = dataclasses.replace(example.maps()[0], overlap=0.214)
    draw_overlay(axes, panel, MUSCLES, ("DM", "LES"))
    assert axes.get_title() == "overlap 0.21"


def test_overlap_of_the_mean_maps_stands_in(example):
    panel = example.maps()[0]
    seen = np.isfinite(panel.mep[:, 1])
    expected = overlap(panel.mep[seen, 1], panel.mep[seen, 2])
    assert pair_overlap(panel, 1, 2) == pytest.approx(expected)


def test_caption_says_which_overlap_it_is(example):
    panels = example.maps()
    assert "of the mean maps" in make_tms_maps(panels, MUSCLES, pair=PAIR).caption
    known = [
        dataclasses.replace(panel, overlap=0.2, overlap_interval=(0.1, 0.3)) for panel in panels
    ]
    caption = make_tms_maps(known, MUSCLES, pair=PAIR).caption
    assert "mean (fewer than 6 subjects, so no interval)" in caption
    more = [dataclasses.replace(panel, n_subjects=6) for panel in known]
    caption = make_tms_maps(more, MUSCLES, pair=PAIR).caption
    assert "mean [95 % bootstrap interval of the mean over subjects (BCa)]" in caption


def test_overlaid_row_is_left_out_without_the_two_muscles(example):
    panels = [dataclasses.replace(panel, mep=panel.mep[:, :2]) for panel in example.maps()[:1]]
    texts = [
        text.get_text() for text in make_tms_maps(panels, ("TrA", "DM"), pair=PAIR).figure.texts
    ]
    assert not any("overlap" in text for text in texts)


def test_shapes_that_do_not_fit_are_refused(example):
    with pytest.raises(ResultError, match=r"mep has shape \(49, 4\).*allowed is \(49, 3\)"):
        make_tms_maps(example.maps(), MUSCLES[:3])


def test_no_panel_is_refused():
    with pytest.raises(ResultError, match="got no panel"):
        make_tms_maps([], MUSCLES)


def test_table_holds_every_site(example):
    panels = example.maps()
    rows = [row for row in tms_map_table(panels, MUSCLES, pair=PAIR) if row["quantity"] == "mep"]
    drawn = np.concatenate([panel.mep.T.ravel() for panel in panels])
    np.testing.assert_array_equal([row["value"] for row in rows], drawn)


def test_an_overlap_of_several_subjects_is_shown_with_its_interval(axes, example):
    panel = dataclasses.replace(example.maps()[0], overlap=0.3, overlap_interval=(0.2, 0.4))
    draw_overlay(axes, panel, MUSCLES, ("DM", "LES"))
    assert axes.get_title() == "overlap 0.30 [0.20, 0.40]"
    rows = tms_map_table([panel], MUSCLES, pair=PAIR)
    ends = [row["value"] for row in rows if row["quantity"].startswith("overlap_")]
    assert ends == [0.2, 0.4]


def far_corner():
    """Return a map with a small peak in a corner and weak MEPs everywhere else."""
    line = np.arange(-3.0, 4.0)
    xy = np.array([(x, y) for y in line for x in line])
    mep = np.full(len(xy), 0.35)
    mep[-1] = 1.0
    return mep, xy


def test_a_centre_of_gravity_outside_of_the_area_is_hollow_and_explained(axes, example):
    mep, xy = far_corner()
    assert not is_centre_inside(mep, xy)
    draw_map(axes, mep, xy)
    assert axes.lines[0].get_markerfacecolor() == "none"
    panel = replace(example.maps()[0], xy_mm=xy, mep=np.tile(mep[:, None], 4))
    caption = make_tms_maps([panel], ("TrA", "DM", "LES", "OE")).caption
    assert "Hollow: outside of the 50 % area" in caption


def test_a_centre_of_gravity_inside_is_filled_and_needs_no_word(axes, example):
    panel = example.maps()[0]
    draw_map(axes, panel.mep[:, 1], panel.xy_mm)
    assert axes.lines[0].get_markerfacecolor() == "black"
    assert "Hollow" not in make_tms_maps([panel], ("TrA", "DM", "LES", "OE")).caption


def test_how_large_a_map_is_stands_in_its_corner_because_colours_do_not_say(example):
    one, two = example.maps()
    sizes = [replace(one, size=np.ones(4)), replace(two, size=np.array([np.nan, 0.31, 1.4, 0.9]))]
    drawing = make_tms_maps(sizes, ("TrA", "DM", "LES", "OE"))
    said = [text.get_text() for axes in drawing.figure.axes for text in axes.texts]
    assert [text for text in said if text.startswith("max")] == [
        *["max 100 %"] * 4, "max 31 %", "max 140 %", "max 90 %",
    ]  # fmt: skip
    assert "colours compare shapes and not sizes" in drawing.caption
    assert "largest MEP relative to healthy" in drawing.caption


@pytest.mark.parametrize("spacing", [0.35, 0.7, 1.3, 14.0])
def test_ticks_of_neighbouring_maps_do_not_run_together(spacing, text_clashes):
    line = np.arange(-5, 6) * spacing
    xy = np.array([(x, y) for y in line for x in line])
    panel = MapPanel("clbp", "CLBP", np.ones((len(xy), 5)), xy, n_subjects=8)
    figure = make_tms_maps([panel, panel], (*MUSCLES, "RA"), pair=PAIR).figure
    assert text_clashes(figure) == []
    assert len(figure.axes[0].get_xticks()) == 3


def test_the_name_above_each_column_is_that_of_its_muscle(example):
    panel = example.maps()[0]
    figure = make_tms_maps([panel], MUSCLES, pair=PAIR).figure
    heads = {t.get_text(): t.get_position()[0] for t in figure.texts if t.get_text() in MUSCLES}
    assert sorted(heads, key=heads.get) == list(MUSCLES)
    for axes, column in zip(figure.axes, range(len(MUSCLES)), strict=False):
        np.testing.assert_array_equal(axes.collections[0].get_array(), panel.mep[:, column])
