"""Progress of a run: a bar on a terminal, plain lines elsewhere, and all of it in the log."""

import logging
import time
from collections.abc import Iterator

import click
from rich.console import Console, RenderableType
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as RichProgress
from rich.text import Text

from cortex_sim.config.study import Study
from cortex_sim.course.plan import Session
from cortex_sim.course.progress import Progress, in_words, where
from cortex_sim.units import counted, duration_text

LINE_EVERY = 20.0
"""Seconds between two lines where there is no terminal."""

_LOG = logging.getLogger(__name__)


def make_progress(*, quiet: bool, study: Study | None = None) -> Progress:
    """Return the progress that suits where the output goes.

    Parameters
    ----------
    quiet
        Show none; the log has it all the same.
    study
        Whose sessions run: with it, they are told in words.
    """
    if quiet:
        return LoggedProgress(study)
    return BarProgress(study) if Console(stderr=True).is_terminal else LineProgress(study)


class LoggedProgress(Progress):
    """Keeps count of sessions and model time, and logs them; shows nothing."""

    def __init__(self, study: Study | None = None) -> None:
        self.study = study
        self.sessions = self.done = 0
        self.model_time = self.model_done = 0.0
        self.started = self.model_at_start = 0.0

    def start(self, sessions: int, done: int, model_time: float, model_time_done: float) -> None:
        """Take the size of the run."""
        self.sessions, self.done = sessions, done
        self.model_time, self.model_done = model_time, model_time_done
        self.started, self.model_at_start = time.monotonic(), model_time_done
        _LOG.debug("%d sessions, %d done already", sessions, done)

    def building(self, number: int, total: int) -> None:
        """Log which program is compiled."""
        _LOG.debug("compiling program %d of %d", number, total)

    def session_started(self, session: Session) -> None:
        """Log where the session stands."""
        _LOG.debug("session %s starts: %s", session.session_id, self.told(session))

    def session_finished(self, session: Session, seconds: float) -> None:
        """Count a finished session."""
        self.done += 1
        self.model_done += session.model_time
        _LOG.info("%s: %.1f s (session %s)", self.told(session), seconds, session.session_id)

    def session_failed(self, session: Session, message: str) -> None:
        """Log the failure."""
        _LOG.debug("session %s failed: %s", session.session_id, message)

    def message(self, text: str) -> None:
        """Log the text."""
        _LOG.debug(text)

    def told(self, session: Session) -> str:
        """Return where a session stands, in words if the study is known."""
        return where(session.place) if self.study is None else in_words(session.place, self.study)

    def time_left(self) -> str:
        """Return in words the time left of simulating, or that all is simulated."""
        if self.done == self.sessions:
            return "all simulated"
        ran = self.model_done - self.model_at_start
        elapsed = time.monotonic() - self.started
        if ran <= 0:
            return "time left unknown"
        # sums of model times differ in a last digit, and minus nothing is printed as "-0"
        rest = max(self.model_time - self.model_done, 0.0)
        return f"about {duration_text(elapsed * rest / ran)} left"

    def summary(self) -> str:
        """Return sessions and model time done, in words."""
        return (
            f"{self.done}/{self.sessions} sessions, "
            f"model time {self.model_done:.0f}/{self.model_time:.0f} s, {self.time_left()}"
        )


class LineProgress(LoggedProgress):
    """One line now and then, for logs."""

    def __init__(self, study: Study | None = None) -> None:
        super().__init__(study)
        self.last = 0.0

    def building(self, number: int, total: int) -> None:
        """Print which program is compiled."""
        super().building(number, total)
        click.echo(f"compiling program {number} of {total} (once for all subjects)", err=True)

    def start(self, sessions: int, done: int, model_time: float, model_time_done: float) -> None:
        """Print the size of the run."""
        super().start(sessions, done, model_time, model_time_done)
        click.echo(f"{counted(sessions, 'session')}, {done} done already", err=True)

    def session_finished(self, session: Session, seconds: float) -> None:
        """Print a line if the last one is old."""
        super().session_finished(session, seconds)
        now = time.monotonic()
        if now - self.last >= LINE_EVERY or self.done == self.sessions:
            self.last = now
            click.echo(f"{self.summary()}; last: {self.told(session)}", err=True)

    def session_failed(self, session: Session, message: str) -> None:
        """Print the failure."""
        super().session_failed(session, message)
        click.echo(f"FAILED {where(session.place)}: {message}", err=True)

    def message(self, text: str) -> None:
        """Print the text."""
        super().message(text)
        click.echo(text, err=True)


class _Bars(RichProgress):
    """Bars with a note under each, on lines of its own that wrap where the terminal ends."""

    def get_renderables(self) -> Iterator[RenderableType]:
        """Yield each bar and its note."""
        for task in self.tasks:
            yield self.make_tasks_table([task])
            yield Text(task.fields["note"], style="dim")


class BarProgress(LoggedProgress):
    """A bar with what is running right now."""

    def __init__(self, study: Study | None = None) -> None:
        super().__init__(study)
        self.bar = _Bars(
            TextColumn("{task.description}"),
            BarColumn(bar_width=24),
            TaskProgressColumn(),
            console=Console(stderr=True),
            transient=False,
        )
        self.task = self.bar.add_task("sessions", total=None, note="")
        self.running: dict[str, Session] = {}
        self.bar.start()

    def building(self, number: int, total: int) -> None:
        """Show which program is compiled."""
        super().building(number, total)
        self.bar.update(self.task, description=f"compiling {number}/{total}")

    def start(self, sessions: int, done: int, model_time: float, model_time_done: float) -> None:
        """Set the length of the bar."""
        super().start(sessions, done, model_time, model_time_done)
        self.bar.update(
            self.task, total=model_time, completed=model_time_done, description="simulating"
        )

    def session_started(self, session: Session) -> None:
        """Show the session as running."""
        super().session_started(session)
        self.running[session.session_id] = session
        self._show()

    def session_finished(self, session: Session, seconds: float) -> None:
        """Move the bar."""
        super().session_finished(session, seconds)
        self.running.pop(session.session_id, None)
        self._show()

    def session_failed(self, session: Session, message: str) -> None:
        """Print the failure above the bar."""
        super().session_failed(session, message)
        self.running.pop(session.session_id, None)
        self._print(f"FAILED {where(session.place)}: {message}")

    def message(self, text: str) -> None:
        """Print the text above the bar."""
        super().message(text)
        self._print(text)

    def _print(self, text: str) -> None:
        self.bar.console.print(text, markup=False, highlight=False)

    def finish(self) -> None:
        """Leave the bar as it stands."""
        self.bar.update(self.task, description="done" if not self.running else "stopped")
        self.bar.stop()

    def _show(self) -> None:
        running = sorted(self.running.values(), key=lambda s: (s.place.subject, s.place.number))
        note = "\n".join([self.summary(), *map(self.told, running)])
        self.bar.update(self.task, completed=self.model_done, note=note)
