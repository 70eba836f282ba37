"""What a run says of its progress."""

from types import SimpleNamespace

import pytest

from cortex_sim.api.progress import LineProgress


@pytest.mark.parametrize("planned", [0.3, 0.25])
def test_time_left_is_never_less_than_none(planned, monkeypatch):
    """Model times are estimates, and their sum differs from the whole in a last digit."""
    progress = LineProgress()
    monkeypatch.setattr("cortex_sim.api.progress.in_words", lambda *_: "")
    monkeypatch.setattr("cortex_sim.api.progress.where", lambda *_: "")
    progress.start(3, 0, planned, 0.0)
    for _ in range(3):
        progress.session_finished(SimpleNamespace(model_time=0.1, place=None, session_id="f"), 1.0)
    assert "about 0 s left" in progress.summary()
