"""The raster shows the trial that was recorded, however long it is."""

import numpy as np
import pytest

from cortex_sim.pictures.raster import raster_pictures


@pytest.mark.parametrize(("written", "trial_ms"), [("600 ms", 600), ("1 s", 1000)])
def test_every_spike_of_the_trial_is_in_the_raster(study_of, written, trial_ms):
    names = study_of().study.sequences
    result = study_of(*(f"sequences.{name}.trial_duration={written}" for name in names))
    picture = next(raster_pictures(result))
    motoneurons = [row for row in picture.table if row["population"] == "motoneurons"]
    # of one spike per millisecond, from the start of the second trial to its end
    assert sorted(row["time_ms"] for row in motoneurons) == pytest.approx(np.arange(trial_ms) + 0.5)


def test_the_raster_is_as_long_as_the_sequence_that_the_baseline_itself_names(study_of):
    result = study_of("sequences.clbp.trial_duration=1 s", "assessments.baseline.sequence=clbp")
    picture = next(raster_pictures(result))
    assert picture.figure.axes[0].get_xlim() == pytest.approx((0, 1000))


def test_populations_are_called_what_the_study_calls_them_and_none_is_left_out(study_of):
    result = study_of("network.populations.pv.label=basket cells", "network.populations.cue.label=")
    table = next(raster_pictures(result)).table
    names = list(dict.fromkeys(row["population"] for row in table))
    assert names == ["cue", "afferents", "basket cells", "L2/3 cells", "L5 cells", "motoneurons"]


def test_all_phases_have_the_same_axes(study_of):
    result = study_of("sequences.clbp.trial_duration=1 s")
    pictures = list(raster_pictures(result))
    assert len(pictures) > 1
    for panels in zip(*(picture.figure.axes for picture in pictures), strict=True):
        limits = {(*axes.get_xlim(), *axes.get_ylim()) for axes in panels}
        assert len(limits) == 1
    assert "Axes are the same in all phases" in pictures[0].caption
