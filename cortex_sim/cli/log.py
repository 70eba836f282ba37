"""What a command tells beside its result: on the terminal, and in a log file."""

import logging
from pathlib import Path

import click

from cortex_sim.errors import StorageError

PACKAGE = "cortex_sim"
_FILE_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class TerminalHandler(logging.Handler):
    """Writes messages to the standard error that there is now, below a running bar too."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one message."""
        click.echo(self.format(record), err=True)


class LogFile(logging.FileHandler):
    """The file of ``--log-file``."""


def begin_logging() -> None:
    """Show warnings on the terminal, nothing else; forget what an earlier command had set."""
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h, TerminalHandler | LogFile)]:
        root.removeHandler(handler)
        handler.close()
    terminal = TerminalHandler(logging.WARNING)
    terminal.setFormatter(logging.Formatter("%(levelname)s: %(message)s"))
    root.addHandler(terminal)
    logging.getLogger(PACKAGE).setLevel(logging.DEBUG)
    logging.captureWarnings(True)


def show_from(level: int) -> None:
    """Show messages of this level and above on the terminal.

    Parameters
    ----------
    level
        Of `logging`: ``INFO`` for ``--verbose``, ``ERROR`` for ``--quiet``.
    """
    for handler in logging.getLogger().handlers:
        if isinstance(handler, TerminalHandler):
            handler.setLevel(level)


def log_to(path: Path) -> None:
    """Write all messages of the package to the end of a file, each with its time.

    Raises
    ------
    StorageError
        If the file cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = LogFile(path, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        reason = error.strerror or error
        raise StorageError(
            f"--log-file: {path} cannot be written: {reason}; name another file"
        ) from None
    handler.setLevel(logging.DEBUG)
    handler.setFormatter(logging.Formatter(_FILE_FORMAT))
    logging.getLogger().addHandler(handler)
