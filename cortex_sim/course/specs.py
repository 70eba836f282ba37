"""What a subject and a session are: all that decides a number of a result, and no more.

A spec has one form as plain data. Its id is the hash of that form, and a session runs from
what is rebuilt from it: what is not hashed cannot act. Names and texts for people are left
blank, references are ids of other sessions.
"""

from functools import cached_property
from typing import Any, Literal, Self

from pydantic import Field

from cortex_sim.config.assessments import AnyAssessment
from cortex_sim.config.canonical import canonical_json, content_hash
from cortex_sim.config.channels import Channels
from cortex_sim.config.course import Feedback
from cortex_sim.config.muscles import Muscle, Sequence
from cortex_sim.config.network import Network
from cortex_sim.config.session_kinds import RowKind, SessionKind
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.model.subject import Individual
from cortex_sim.plasticity.bdnf import BdnfAction
from cortex_sim.sections import Section, is_none
from cortex_sim.slow.person import Person
from cortex_sim.slow.stretches import Around, Segment

STATE = "state"
"""Role of the session at whose end a session starts; without one it is the subject's first."""

THRESHOLD = "threshold"
"""Role of the session that measured thresholds, and what stands for its name in settings."""

YOKE = "yoke:"
"""Beginning of the role of a session in which one modulator acted as it does in this one."""

RESTORE = "restore:"
"""Beginning of the role of a session whose weights of one projection are put back."""


class Spec(Section):
    """A section with an identity."""

    def as_data(self) -> dict[str, Any]:
        """Return the spec as plain data: what is hashed, stored, and read by `from_data`."""
        data: dict[str, Any] = self.model_dump(mode="json")
        return data

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Return the spec that some data are the form of."""
        return cls.model_validate_json(canonical_json(data))

    @cached_property
    def identity(self) -> str:
        """Hash of the spec as data."""
        return content_hash(self.as_data())

    def rebuilt(self) -> Self:
        """Return the spec as it is made from its data, with nothing that these do not say."""
        return self.from_data(self.as_data())


class NamedMuscle(Section):
    """A muscle with its key in the configuration."""

    id: str
    muscle: Muscle


class SubjectSpec(Spec):
    """A subject: its seed and all of its configuration that every session reads."""

    seed: int
    individual: Individual
    muscle_rows: tuple[NamedMuscle, ...]
    """Muscles in the order of every vector."""

    network: Network
    bdnf: BdnfAction
    slow_clock: SlowClock | None = None
    person: Person | None = None
    """Who the subject is to the slow clock; None without one."""

    @cached_property
    def muscles(self) -> dict[str, Muscle]:
        """Muscles by name, in the order of every vector."""
        return {row.id: row.muscle for row in self.muscle_rows}

    @property
    def muscle_names(self) -> tuple[str, ...]:
        """Names of the muscles, in the order of every vector."""
        return tuple(self.muscles)


class SlowSpec(Section):
    """With a slow clock: the time since the session before, and what surrounds this one."""

    since: tuple[Segment, ...]
    load: float
    goes_on: bool
    around: Around
    sets_rate_reference: bool
    """Whether the rates of this session are those that homeostasis defends later."""

    hypotheses: dict[str, str | bool]
    """For whoever reads the file; the subject's spec says the same."""


class SessionSpec(Spec):
    """What sessions of all kinds have in common."""

    kind: SessionKind
    subject: str
    """Identity of the subject."""

    parents: dict[str, str]
    """Ids of sessions whose results this one reads, by role."""

    program: str
    """Build id of the program."""

    code: str
    """Hash of the code that this kind of session runs."""

    seed: int
    levels: dict[str, float] | None
    """The subject's own level of each modulator that acts; None: the slow clock says it."""

    sequence: Sequence | None
    """The movement, complete; None is rest."""

    slow: SlowSpec | None = None


class PracticeSpec(SessionSpec):
    """A session that can change weights: practice, stimulation, rest."""

    kind: RowKind
    duration: float
    """Model time in s."""

    stage: Literal["development", "adult"]
    plasticity: bool
    channels: Channels
    feedback: Feedback | None = Field(default=None, exclude_if=is_none)
    day: float
    """Day of the course at which it starts."""


class AssessmentSpec(SessionSpec):
    """An assessment."""

    kind: Literal[SessionKind.ASSESSMENT] = SessionKind.ASSESSMENT
    settings: AnyAssessment
