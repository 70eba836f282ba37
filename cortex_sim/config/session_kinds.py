"""The kinds of sessions: what a subject can go through, and what each kind is to others."""

from enum import StrEnum


class SessionKind(StrEnum):
    """A kind of session; its value is its name in files and places.

    A new one is a member here, a spec in `cortex_sim.course.specs`, and a line in
    ``RUNS`` of `cortex_sim.course.session`.
    """

    PRACTICE = "practice"
    ASSESSMENT = "assessment"

    @property
    def is_plastic(self) -> bool:
        """Whether it runs in the program that holds the plasticity rules."""
        return self is SessionKind.PRACTICE

    @property
    def has_coil(self) -> bool:
        """Whether it runs in a program that obeys the TMS coil."""
        return self is SessionKind.ASSESSMENT

    @property
    def leaves_state(self) -> bool:
        """Whether it leaves a slow state from which other sessions start."""
        return self is SessionKind.PRACTICE

    @property
    def belongs_to_visit(self) -> bool:
        """Whether it is done at a visit, on the examination couch."""
        return self is SessionKind.ASSESSMENT
