"""Onsets of a study by visit."""

from cortex_sim.pictures.onsets import onset_pictures


def test_caption_says_which_share_of_the_peak_an_onset_is(study_of):
    result = study_of("assessments.cued_movement.onset_fraction=0.25")
    picture = next(onset_pictures(result, "cued_movement"))
    assert "first reaches 25 % of its peak" in picture.caption
