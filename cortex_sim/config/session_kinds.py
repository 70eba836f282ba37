"""The kinds of sessions: what a subject can go through, and what each kind is to others."""

from enum import StrEnum
from typing import Literal


class SessionKind(StrEnum):
    """A kind of session; its value is its name in files.

    A new one is a member here, a spec in `cortex_sim.course.specs`, and a line in
    ``RUNS`` of `cortex_sim.course.session`.
    """

    PRACTICE = "practice"
    """Movement, imagery or rest; what stands in the rows of a phase is called so, whatever kind."""

    STIMULATION = "stimulation"
    """Pulses of the coil or a weak field, with or without movement or volleys."""

    PERIPHERAL = "peripheral"
    """Volleys of afferents alone."""

    ASSESSMENT = "assessment"

    @property
    def is_plastic(self) -> bool:
        """Whether it runs in the program that holds the plasticity rules."""
        return self is not SessionKind.ASSESSMENT

    @property
    def has_coil(self) -> bool:
        """Whether it runs in a program that obeys the TMS coil."""
        return self in (SessionKind.STIMULATION, SessionKind.ASSESSMENT)

    @property
    def leaves_state(self) -> bool:
        """Whether it leaves a slow state from which other sessions start."""
        return self is not SessionKind.ASSESSMENT

    @property
    def belongs_to_visit(self) -> bool:
        """Whether it is done at a visit, on the examination couch."""
        return self is SessionKind.ASSESSMENT


RowKind = Literal[SessionKind.PRACTICE, SessionKind.STIMULATION, SessionKind.PERIPHERAL]
"""Kinds that stand in the rows of a phase."""
