"""What a run tells while it goes on. This base class keeps silent."""

from cortex_sim.course.plan import Place, Session


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


def where(place: Place) -> str:
    """Return a place in words."""
    return f"subject {place.subject}, {place.visit.text}, {place.name}"
