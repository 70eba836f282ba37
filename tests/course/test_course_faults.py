"""Clocks that jump and file dates that lie: results are neither lost nor done twice."""

import os
import shutil
import time

import pytest
from fixtures.tiny_course import contents

from cortex_sim.course.runner import run_plan
from cortex_sim.store.paths import SessionStore

pytestmark = pytest.mark.compiled

YEAR = 365 * 86400.0
LAST = 2
"""Sessions that are missing and done again; nothing depends on the last ones of a plan."""


@pytest.fixture
def almost_done(finished, tmp_path):
    """A copy of the finished results without the last sessions."""
    root = tmp_path / "r"
    shutil.copytree(finished.store.root / "sessions", root / "sessions")
    store = SessionStore(root)
    for session in finished.plan.sessions[-LAST:]:
        store.path(session.session_id).unlink()
    return store


def is_like(store, finished):
    found = contents(store.root)
    return found == {name: data for name, data in finished.files.items() if name in found}


@pytest.mark.parametrize("date", [0.0, 10 * YEAR], ids=["1970", "the future"])
def test_dates_of_files_do_not_matter(almost_done, finished, date):
    when = date and time.time() + date
    for path in almost_done.root.rglob("*.h5"):
        os.utime(path, (when, when))
    report = run_plan(finished.plan, almost_done)
    assert (report.finished, report.failed) == (LAST, {})
    assert is_like(almost_done, finished)


@pytest.mark.parametrize("jump", [-YEAR, YEAR], ids=["back", "forward"])
def test_a_clock_that_is_set_while_a_study_runs_changes_nothing(
    almost_done, finished, monkeypatch, jump
):
    real, calls = time.time, []

    def jumping():
        calls.append(1)
        return real() + jump * len(calls)

    monkeypatch.setattr(time, "time", jumping)
    report = run_plan(finished.plan, almost_done)
    assert (report.finished, report.failed) == (LAST, {})
    assert 0 <= report.seconds < 600
    assert is_like(almost_done, finished)
