"""How far a subject has come in a course, and what follows from it for the next session."""

from dataclasses import dataclass, field

from cortex_sim.config.assessments.base import Assessment
from cortex_sim.config.course import Practice
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.specs import STATE, THRESHOLD
from cortex_sim.seeds import derive_seed
from cortex_sim.slow.stretches import Segment


@dataclass(frozen=True)
class Position:
    """The state, the day and the ends of past stages of a subject."""

    state_id: str | None
    """Id of the last practice session; None before the first."""

    day: float
    number: int
    """Practice sessions so far."""

    phase_ends: dict[str, str]
    """Id of the last practice session of each past stage."""

    since: tuple[Segment, ...]
    """With a slow clock: the time since the last practice session."""

    looks: int = 0
    """Visits since the last practice session."""

    thresholds: dict[str, str] = field(default_factory=dict)
    """Id of the last session of each recruitment."""

    @property
    def parents(self) -> dict[str, str]:
        """Ids of the sessions that the next one starts from, by role."""
        return {} if self.state_id is None else {STATE: self.state_id}

    def parents_of(self, practice: Practice) -> dict[str, str]:
        """Return the sessions that one of a row reads: the state, and thresholds for a coil."""
        coil = practice.channels.coil
        if coil is None:
            return self.parents
        return self.parents | {THRESHOLD: self.thresholds[coil.threshold_from]}

    def noise_seed(self, subject: int, settings: Assessment, repeat: int) -> int:
        """Return the seed of the noise of an assessment here.

        Visits and repeats differ in it, whether there was practice between them or not; arms and
        restored weights of one visit do not.
        """
        looks = ("visit", self.looks) if self.looks else ()
        again = ("repeat", repeat) if repeat > 1 else ()
        kind = SessionKind.ASSESSMENT.value
        return derive_seed(subject, kind, settings.kind, self.number, *looks, *again)
