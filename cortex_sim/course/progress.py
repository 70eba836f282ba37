"""What a run tells while it goes on. This base class keeps silent."""

import re

from cortex_sim.config.interventions import label_of
from cortex_sim.config.study import Study
from cortex_sim.course.plan import Place, Session
from cortex_sim.units import counted

_DAY = 86400.0


class Progress:
    """Listener of a run; subclass it to show something. Calls come from one thread at a time."""

    def building(self, number: int, total: int) -> None:
        """Tell that program ``number`` of ``total`` is being compiled."""

    def start(self, sessions: int, done: int, model_time: float, model_time_done: float) -> None:
        """Tell the size of the run: sessions and model time (s), in all and already done."""

    def session_started(self, session: Session) -> None:
        """Tell that a session starts."""

    def session_finished(self, session: Session, seconds: float) -> None:
        """Tell that a session is stored, and how long it took (s)."""

    def session_failed(self, session: Session, message: str) -> None:
        """Tell that a session failed."""

    def message(self, text: str) -> None:
        """Tell something else."""

    def finish(self) -> None:
        """Tell that the run is over."""


def in_words(place: Place, study: Study) -> str:
    """Return where a run is, for people.

    For example ``subject 2 of 6: CLBP, 6 months: deep muscles late (6 sessions)``.

    Parameters
    ----------
    place
        Of the session.
    study
        Names the phases, sequences and assessments.
    """
    phase = study.phases[study.stages[place.phase].phase]
    subject = place.subject - study.cohort.first_seed + 1
    start = f"subject {subject} of {study.cohort.subjects}: {phase.label or place.phase}"
    if place.name in study.assessments:
        return f"{start}, {study.assessments[place.name].label}"
    rows = dict.fromkeys((p.sequence, p.interventions) for p in phase.practice)
    told = "; ".join(_row_in_words(study, *row) for row in rows)
    total = sum(p.sessions for p in phase.practice)
    days = sum(p.sessions * p.interval for p in phase.practice) / _DAY
    return f"{start}, {_span(days)}: {told} ({counted(total, 'session')})"


def _row_in_words(study: Study, sequence: str | None, interventions: tuple[str, ...]) -> str:
    """Return what a row of sessions is: its interventions, and what is moved."""
    given = " and ".join(label_of(name, study.interventions) for name in interventions)
    if given and sequence is None:
        return given
    moved = _sequence_in_words(study, sequence)
    return f"{moved}, with {given}" if given else moved


def _sequence_in_words(study: Study, name: str | None) -> str:
    """Return the first clause of a sequence's description, or its name; rest without one."""
    if name is None:
        return "rest"
    text = re.split(r"[,;.:]", study.sequences[name].description)[0].strip()
    return f"{text[0].lower()}{text[1:]}" if text else name.replace("_", " ")


def _span(days: float) -> str:
    """Return a time in words, in the largest unit of which there are two or more."""
    for unit, length in (("month", 30.0), ("week", 7.0)):
        if days >= 2 * length:
            return counted(round(days / length), unit)
    return counted(max(1, round(days)), "day")


def where(place: Place) -> str:
    """Return a place in words."""
    again = f", repeat {place.repeat}" if place.repeat > 1 else ""
    return f"subject {place.subject}, {place.visit.text}, {place.name}{again}"
