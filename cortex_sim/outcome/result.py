"""Gather what a study's sessions found: measures as a long table, maps, weights."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.config.study import Study
from cortex_sim.course.plan import Place, Plan, Session
from cortex_sim.course.visit import Visit, visits_of
from cortex_sim.csv_cells import csv_text
from cortex_sim.errors import ResultError
from cortex_sim.outcome.measures.table import ARRAYS_READ, measures_of
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.record import SessionRecord
from cortex_sim.store.session_file import read_session


class Row(NamedTuple):
    """One measure of one subject in one session: of a visit, or of practice."""

    subject: int
    arm: str
    phase: str
    day: float
    """Of the course, when the session begins."""

    assessment: str
    repeat: int
    """Which of the measurements at its visit, from 1."""

    measure: str
    muscle: str
    value: float
    unit: str
    session: str


@dataclass(frozen=True)
class StudyResult:
    """The finished sessions of a study, by place."""

    plan: Plan
    store: SessionStore

    @property
    def study(self) -> Study:
        """The study's configuration."""
        return self.plan.study

    @cached_property
    def by_place(self) -> dict[Place, Session]:
        """Every session at every place where it stands."""
        sessions = {session.session_id: session for session in self.plan.sessions}
        return {
            place: sessions[session_id]
            for session_id, places in self.plan.places.items()
            for place in places
        }

    @cached_property
    def subjects(self) -> tuple[int, ...]:
        """Seeds of the subjects, in order."""
        first = self.study.cohort.first_seed
        return tuple(range(first, first + self.study.cohort.subjects))

    @cached_property
    def visits(self) -> tuple[Visit, ...]:
        """Arm and phase of every visit, in the order of the course."""
        return visits_of(self.study.timeline)

    def record(self, session: Session, arrays: list[str] | None = None) -> SessionRecord:
        """Return a session's record from the store."""
        return read_session(
            self.store, session.session_id, arrays=arrays, expected_id=session.session_id
        )

    def session(self, subject: int, arm: str, phase: str, name: str) -> Session:
        """Return the session with this name: the last practice, the first of repeats.

        Raises
        ------
        ResultError
            If the study has none.
        """
        matches = [
            (place, session)
            for place, session in self.by_place.items()
            if (place.subject, place.arm, place.phase, place.name) == (subject, arm, phase, name)
        ]
        if not matches:
            raise ResultError(f"the study has no {name} of subject {subject} in {arm or phase}")
        return max(matches, key=lambda item: (item[0].number, -item[0].repeat))[1]

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """All measures of all sessions, in the order of the course."""
        rows = []
        for place, session in self.by_place.items():
            record = self.record(session, ARRAYS_READ[session.kind])
            for m in measures_of(record, self.study, place.name):
                visit = (place.subject, place.arm, place.phase, place.day)
                where = (*visit, place.name, place.repeat)
                rows.append(Row(*where, *_flat(m), session.session_id))
        return tuple(rows)

    def values(
        self, assessment: str, measure: str, muscle: str, arm: str, phase: str
    ) -> NDArray[np.float64]:
        """Return a measure by subject, in the order of `subjects`; nan where missing.

        Of several sessions of practice in a phase it is that of the last one; of repeats of
        an assessment the mean over those that have a value.
        """
        repeats = self.repeats(assessment, measure, muscle, arm, phase)
        known = np.isfinite(repeats)
        total, count = np.where(known, repeats, 0.0).sum(axis=1), known.sum(axis=1)
        mean = np.full(len(total), np.nan)
        np.divide(total, count, out=mean, where=count > 0)
        return mean

    def repeats(
        self, assessment: str, measure: str, muscle: str, arm: str, phase: str
    ) -> NDArray[np.float64]:
        """Return a measure by subject and repeat, shape ``(subjects, repeats)``, nan if missing."""
        rows = self._index.get((assessment, measure, muscle, arm, phase), [])
        by_repeat = {(row.subject, row.repeat): row.value for row in rows}
        count = max((row.repeat for row in rows), default=1)
        return np.array(
            [[by_repeat.get((s, n), np.nan) for n in range(1, count + 1)] for s in self.subjects]
        )

    @cached_property
    def _index(self) -> dict[tuple[str, ...], list[Row]]:
        index: dict[tuple[str, ...], list[Row]] = {}
        for row in self.rows:
            key = (row.assessment, row.measure, row.muscle, row.arm, row.phase)
            index.setdefault(key, []).append(row)
        return index

    def weights(self, subject: int, arm: str, phase: str) -> dict[str, NDArray[np.float32]]:
        """Return the weights at the end of a phase, by plastic projection."""
        session = self.session(subject, arm, phase, SessionKind.PRACTICE)
        record = self.record(session, ["state/weights"])
        return {name.split("/")[-1]: array.values for name, array in record.arrays.items()}

    def as_csv(self) -> str:
        """Return the measures as CSV text."""
        return csv_text([Row._fields, *self.rows])


def _flat(measure: Any) -> tuple[str, str, float, str]:
    return (measure.name, measure.muscle, measure.value, measure.unit)
