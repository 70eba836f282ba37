"""A study whose sessions are written by hand: pictures of it need no simulation."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from cortex_sim.config.load import load_study
from cortex_sim.course.plan import Plan, Session, make_plan
from cortex_sim.model.subject import draw_anatomy
from cortex_sim.outcome.result import StudyResult
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.record import SessionRecord, Spikes

TINY = Path(__file__).parents[3] / "configs" / "tiny.yaml"


class HandMade(StudyResult):
    """A result whose measures are plausible numbers, and whose spikes are one per millisecond."""

    def values(self, assessment, measure, muscle, arm, phase):
        """Return numbers that rise along the phases, a little apart between subjects."""
        rank = list(self.study.phases).index(phase)
        return 0.2 + 0.1 * rank + 0.01 * np.arange(len(self.subjects))

    def record(self, session: Session, arrays=None) -> SessionRecord:
        """Return a record in which cells fire in turn for 5 s, one spike per millisecond."""
        sizes = {
            name: len(cells)
            for name, cells in draw_anatomy(self.study, self.subjects[0]).positions_mm.items()
        }
        times = np.arange(5000) + 0.5
        spikes = {name: Spikes(times, np.arange(5000) % n_cells) for name, n_cells in sizes.items()}
        return SessionRecord(
            session.session_id, "assessment", {}, spec=session.spec, provenance={}, spikes=spikes
        )


def hand_made(*overrides: str) -> HandMade:
    plan: Plan = make_plan(load_study(TINY, overrides))
    return HandMade(plan, SessionStore(Path("nowhere")))


@pytest.fixture
def study_of() -> Callable[..., HandMade]:
    return hand_made
