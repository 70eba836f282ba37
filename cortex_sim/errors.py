"""Every error that `cortex_sim` raises on purpose.

A message states where (dotted config path, file or function), what was got,
what is allowed and what to do next. The command line turns these errors into
one message and an exit code; anything else is a defect of ours.
"""

import re
import sys

LONGEST_WORD = 1000
"""Characters of a word that a message repeats whole; paths are shorter."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Characters that would steer a terminal, and surrogates, which no file can hold; a message shows
their codes."""


class CortexSimError(Exception):
    """Base of all errors of this package. ``exit_code`` is the process's."""

    exit_code = 2

    def __str__(self) -> str:
        """Return the message; what was got is cut where nobody would read it."""
        whole = _CONTROL.sub(lambda found: ascii(found[0])[1:-1], super().__str__())
        return re.sub(
            rf"\S{{{LONGEST_WORD},}}", lambda word: f"{word[0][:100]}...{word[0][-20:]}", whole
        )


class ConfigError(CortexSimError, ValueError):
    """A configuration cannot be read, or says something impossible."""


class BuildError(CortexSimError, RuntimeError):
    """The simulation could not be generated or compiled."""


class RunError(CortexSimError, RuntimeError):
    """A simulation started and did not end as it should."""

    exit_code = 3


class StoppedError(RunError):
    """A simulation was asked from outside to end (SIGTERM); nothing is wrong with it."""


class ResultError(CortexSimError, ValueError):
    """A result file is missing, damaged, stale or from somewhere else."""


class DataError(CortexSimError, ValueError):
    """A file of measured data cannot be read, or says something impossible."""


class StorageError(CortexSimError, OSError):
    """A folder or file cannot be written: permissions, space or locks."""


class LockedError(StorageError):
    """Another process holds a lock, and the time to wait for it is over."""


class SweepError(CortexSimError, RuntimeError):
    """A sweep cannot be planned, started, continued or collected."""


class PlatformError(CortexSimError, ImportError):
    """The operating system lacks what the package is built on."""


class MissingPackageError(CortexSimError, ImportError):
    """A package of an extra, such as pandas, is not installed."""


def refuse_windows() -> None:
    """Raise on a system without the locks and processes that everything is built on.

    Raises
    ------
    PlatformError
        On Windows.
    """
    if sys.platform == "win32":
        raise PlatformError(
            "cortex_sim runs on Linux and macOS, not on Windows itself; install it inside WSL "
            "('wsl --install' in a terminal of Windows, then as on Linux)"
        )
