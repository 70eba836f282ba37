import numpy as np
import pytest

from cortex_sim.errors import ResultError
from cortex_sim.figures.onsets import (
    PhaseOnsets,
    draw_onset_timeline,
    make_onset_timeline,
    onset_table,
)

ONSETS = np.array([[-40.0, 10.0], [-20.0, np.nan], [-30.0, 30.0]])
PHASE = PhaseOnsets("clbp", ONSETS)


def test_each_subject_is_a_symbol(axes):
    draw_onset_timeline(axes, [PHASE], ["DM", "LES"])
    drawn = [np.asarray(c.get_offsets())[:, 0].tolist() for c in axes.collections[::2]]
    assert drawn == [[-40.0, -20.0, -30.0], [10.0, 30.0]]


def test_subjects_without_an_onset_are_counted(axes):
    draw_onset_timeline(axes, [PHASE], ["DM", "LES"])
    assert [text.get_text() for text in axes.texts] == ["CLBP", "2 of 3"]


def test_window_and_all_onsets_are_inside_the_limits(axes):
    draw_onset_timeline(axes, [PhaseOnsets("x", np.array([[250.0]]))], ["DM"])
    low, high = axes.get_xlim()
    assert low < -100
    assert high > 250


def test_caption_names_the_source_of_the_window():
    caption = make_onset_timeline([PHASE], ["DM", "LES"]).caption
    assert "Richardson 1996" in caption


def test_prime_mover_is_named(axes):
    draw_onset_timeline(axes, [PHASE], ["DM", "LES"], prime_mover="hip flexors")
    assert axes.get_xlabel() == "time relative to prime mover (hip flexors) onset (ms)"


@pytest.mark.parametrize(
    ("phases", "muscles", "message"),
    [([], ["DM"], "no phase"), ([PHASE], ["DM"], r"allowed is \(n_subjects, 1\)")],
)
def test_what_does_not_fit_is_refused(phases, muscles, message):
    with pytest.raises(ResultError, match=message):
        make_onset_timeline(phases, muscles)


def test_table_holds_onsets_and_quartiles():
    rows = onset_table([PHASE], ["DM", "LES"])
    values = [row["onset_ms"] for row in rows if row["statistic"] == "value"]
    np.testing.assert_array_equal(values, ONSETS.T.ravel())
    medians = [row["onset_ms"] for row in rows if row["statistic"] == "median"]
    assert medians == pytest.approx([-30.0, 20.0])


def test_caption_says_how_an_onset_is_found():
    caption = make_onset_timeline([PHASE], ["DM", "LES"], note="So it is.").caption
    assert "So it is. Feed-forward window" in caption


def test_every_row_is_called_by_the_muscle_whose_onsets_it_shows(axes):
    draw_onset_timeline(axes, [PHASE, PHASE], ["DM", "LES"])
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["DM", "LES"] * 2
    first = np.asarray(axes.collections[0].get_offsets())
    assert first[0, 1] == axes.get_yticks()[0]
    assert first[:, 0].tolist() == ONSETS[:, 0].tolist()


def test_the_go_cue_is_on_the_axis(axes):
    draw_onset_timeline(axes, [PHASE], ["DM", "LES"], cue_ms=-180.0)
    dashed = [line for line in axes.lines if line.get_linestyle() == "--"]
    assert [line.get_xdata()[0] for line in dashed] == [-180.0]
    assert axes.get_xlim()[0] < -180.0
    assert "dashed: go cue" in axes.get_title()


def test_an_onset_before_the_cue_is_said_in_the_caption():
    names = ["DM", "LES"]
    early = make_onset_timeline([PHASE], names, cue_ms=-35.0).caption
    assert "active before the go cue" in early
    late = make_onset_timeline([PHASE], names, cue_ms=-120.0).caption
    assert "active before the go cue" not in late


def test_few_subjects_have_no_bar_of_quartiles(axes):
    draw_onset_timeline(axes, [PHASE], ["DM", "LES"])
    few = len(axes.patches)
    draw_onset_timeline(axes, [PhaseOnsets("clbp", np.tile(ONSETS, (2, 1)))], ["DM", "LES"])
    assert few == 2  # window and heading
    assert len(axes.patches) == few + 2 + 2
    assert "quartiles" not in make_onset_timeline([PHASE], ["DM", "LES"]).caption


def test_the_caption_says_of_how_many_subjects_the_counts_are():
    assert "how many of the 3 had an onset" in make_onset_timeline([PHASE], ["DM", "LES"]).caption


def test_centres_of_mass_are_hollow_below_the_onsets_and_on_the_axis(axes):
    later = PhaseOnsets("clbp", ONSETS, centre_ms=ONSETS + 300.0)
    draw_onset_timeline(axes, [later], ["DM", "LES"])
    onsets, centres = axes.collections[0], axes.collections[2]
    assert len(centres.get_facecolors()) == 0
    np.testing.assert_allclose(centres.get_offsets()[:, 0], ONSETS[:, 0] + 300.0)
    assert centres.get_offsets()[0, 1] > onsets.get_offsets()[0, 1]
    assert axes.get_xlim()[1] > np.nanmax(ONSETS) + 300.0
    assert "Hollow: centre of mass" in make_onset_timeline([later], ["DM", "LES"]).caption
    assert "Hollow" not in make_onset_timeline([PHASE], ["DM", "LES"]).caption
    assert onset_table([later], ["DM", "LES"])[0]["centre_of_mass_ms"] == ONSETS[0, 0] + 300.0


def test_centres_of_other_subjects_are_refused():
    with pytest.raises(ResultError, match="same shape"):
        make_onset_timeline([PhaseOnsets("clbp", ONSETS, centre_ms=ONSETS[:1])], ["DM", "LES"])
