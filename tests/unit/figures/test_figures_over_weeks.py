"""Curves over weeks: means, intervals of the change, and what a reader sees of it."""

import numpy as np
import pytest

from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.errors import ResultError
from cortex_sim.figures.over_weeks import MOST_LINES, WeekCurve, WeekPanel, make_over_weeks
from cortex_sim.figures.style import PAGE_MM
from cortex_sim.figures.week_curve import interval_of_change

PHASES = {"start": "CLBP", "reference": "healthy"}


@pytest.fixture
def curves(rng):
    weeks = np.array([0.0, 2.0, 6.0])
    return {
        arm: WeekCurve(weeks, rng.uniform(0.2, 0.4, (3, 8)), rng.uniform(0.5, 1.0, (3, 8)))
        for arm in ("1_per_week", "5_per_week")
    }


def drawn(curves, labels=("",)):
    panels = [WeekPanel(label, curves, 0.25) for label in labels]
    return make_over_weeks(panels, pair="DM-LES", caption="n = 8.", **PHASES).figure


def test_points_are_means_at_their_weeks(curves):
    axes = drawn(curves).axes[0]
    line = axes.containers[1].lines[0]
    assert line.get_ydata() == pytest.approx(curves["5_per_week"].overlap.mean(axis=1))
    assert line.get_xdata() == pytest.approx([0, 2, 6], abs=0.1)


@pytest.mark.parametrize("n_arms", [2, MOST_LINES + 1])
def test_visits_days_apart_can_be_told_apart_months_after_an_earlier_one(rng, n_arms):
    weeks = np.array([-26.0, 0.0, 1 / 7, 1.0])
    curves = {
        f"arm {number}": WeekCurve(weeks, rng.uniform(0.2, 0.4, (4, 8)), np.ones((4, 8)))
        for number in range(n_arms)
    }
    axes = drawn(curves).axes[0]
    line = axes.containers[0].lines[0]
    assert line.get_xdata() == pytest.approx(weeks, rel=0.2, abs=0.1)
    left, right = axes.transData.transform([(x, 0.2) for x in (0, 1)])[:, 0]
    assert right - left > 0.2 * axes.bbox.width


def test_map_size_stands_below_the_overlap_from_zero_on(curves):
    _, below = drawn(curves).axes
    line = below.containers[0].lines[0]
    assert line.get_ydata() == pytest.approx(curves["1_per_week"].size.mean(axis=1))
    assert below.get_ylim()[0] == 0


def test_bars_are_the_interval_of_the_paired_change(curves):
    values = curves["1_per_week"].overlap
    effect = paired_effect(values[0], values[2], rng=np.random.default_rng(1))
    down, up = interval_of_change(values)[:, 2]
    assert down + up == pytest.approx(effect.ci_high - effect.ci_low)
    assert interval_of_change(values)[:, 0] == pytest.approx([0, 0])


def test_few_subjects_are_drawn_as_dots_without_bars(curves):
    few = {
        arm: WeekCurve(one.weeks, one.overlap[:, :3], one.size[:, :3])
        for arm, one in curves.items()
    }
    above = drawn(few).axes[0]
    assert not any(bar.has_yerr for bar in above.containers)
    dots = [line for line in above.lines if line.get_marker() == "."]
    assert len(dots) == 2 * 3
    assert all(bar.has_yerr for bar in drawn(curves).axes[0].containers)


def test_one_subject_has_no_interval():
    assert interval_of_change(np.array([[0.2], [0.4]])) == pytest.approx(np.zeros((2, 2)))


def test_each_variant_has_its_two_rows_and_its_name(curves):
    axes = drawn(curves, ("Val/Val", "Met carrier")).axes
    assert [one.get_title() for one in axes] == ["Val/Val", "", "Met carrier", ""]


def test_nothing_to_draw_is_refused():
    with pytest.raises(ResultError, match="no study has an arm"):
        drawn({})


def test_all_variants_share_limits_that_hold_every_bar(curves):
    higher = {
        arm: WeekCurve(one.weeks, one.overlap + 0.3, one.size + 0.5) for arm, one in curves.items()
    }
    panels = [WeekPanel(str(n), group, 0.25) for n, group in enumerate((curves, higher))]
    axes = make_over_weeks(panels, pair="DM-LES", caption="n = 8.", **PHASES).figure.axes
    for one in axes:
        low, high = one.get_ylim()
        for bars in one.containers:
            (segments,) = (lines.get_segments() for lines in bars.lines[2])
            assert all(low <= y <= high for y in np.concatenate(segments)[:, 1])
    assert axes[0].get_ylim() == axes[2].get_ylim()
    assert axes[1].get_ylim() == axes[3].get_ylim()


@pytest.fixture
def many(rng):
    weeks = np.array([0.0, 2.0, 6.0])
    return {
        f"arm_{number}": WeekCurve(
            weeks, rng.uniform(0.2, 0.4, (3, 8)), rng.uniform(0.5, 1.0, (3, 8))
        )
        for number in range(9)
    }


def shown_axes(figure):
    return [axes for axes in figure.axes if axes.get_visible()]


def test_many_arms_have_a_panel_each_instead_of_lines_over_each_other(many):
    panels = shown_axes(drawn(many))
    assert len(many) > MOST_LINES
    assert len(panels) == 2 * len(many)
    assert all(len(axes.containers) == 1 for axes in panels)


def test_panels_of_arms_share_their_axes(many):
    panels = shown_axes(drawn(many))
    rows = [panels[0:3], panels[3:6]] * 3
    for above, below in zip(rows[::2], rows[1::2], strict=True):
        assert len({axes.get_ylim() for axes in above}) == 1
        assert len({axes.get_ylim() for axes in below}) == 1
        assert all(axes.get_ylim()[0] == 0 for axes in (*above, *below))


def test_many_arms_fit_a_page_and_the_caption_says_what_is_grey(many):
    drawing = make_over_weeks(
        [WeekPanel("", many, 0.25)], pair="DM-LES", caption="n = 8.", **PHASES
    )
    assert drawing.figure.get_figheight() * 25.4 < PAGE_MM
    assert "thin grey lines: means of the other arms" in drawing.caption
