"""What a run says of its progress."""

import re
from io import StringIO
from types import SimpleNamespace

import pytest
from rich.console import Console

from cortex_sim.api.progress import BarProgress, LineProgress


@pytest.mark.parametrize("planned", [0.3, 0.25])
def test_time_left_is_never_less_than_none(planned, monkeypatch):
    """Model times are estimates, and their sum differs from the whole in a last digit."""
    progress = LineProgress()
    monkeypatch.setattr("cortex_sim.api.progress.in_words", lambda *_: "")
    monkeypatch.setattr("cortex_sim.api.progress.where", lambda *_: "")
    progress.start(3, 0, planned, 0.0)
    session = SimpleNamespace(model_time=0.1, place=None, session_id="f")
    for _ in range(2):
        progress.session_finished(session, 1.0)
    assert re.search(r"about \d\S* \w+ left", progress.summary())
    progress.session_finished(session, 1.0)
    assert progress.summary().endswith("all simulated")


def test_a_narrow_terminal_wraps_what_is_running_and_cuts_nothing(monkeypatch):
    words = "subject 2 of 12: CLBP, 6 months: deep muscles late, with superficial ones (6 sessions)"
    screen = StringIO()
    monkeypatch.setattr(
        "cortex_sim.api.progress.Console",
        lambda **_: Console(file=screen, width=60, force_terminal=True, color_system=None),
    )
    progress = BarProgress()
    monkeypatch.setattr(progress, "told", lambda _: words)
    progress.start(228, 12, 4000.0, 200.0)
    place = SimpleNamespace(subject=2, number=1)
    progress.session_started(SimpleNamespace(session_id="a", place=place))
    progress.finish()
    shown = " ".join(screen.getvalue().split())
    assert words in shown
    assert "12/228 sessions" in shown


def test_subjects_that_run_at_once_keep_their_lines(monkeypatch):
    screen = StringIO()
    monkeypatch.setattr(
        "cortex_sim.api.progress.Console",
        lambda **_: Console(file=screen, width=60, force_terminal=True, color_system=None),
    )
    progress = BarProgress()
    monkeypatch.setattr(progress, "told", lambda session: f"subject {session.place.subject}")
    progress.start(4, 0, 4.0, 0.0)
    for name, subject in (("b", 10), ("a", 2)):
        place = SimpleNamespace(subject=subject, number=1)
        progress.session_started(SimpleNamespace(session_id=name, place=place))
    assert progress.bar.tasks[0].fields["note"].splitlines()[1:] == ["subject 2", "subject 10"]
    progress.finish()
