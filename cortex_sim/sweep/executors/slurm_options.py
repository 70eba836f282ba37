"""Which options of ``sbatch`` a person may add, and how they are read.

Only those that say what a job needs and where it waits. What would write, run or
pass on something else (``--output``, ``--wrap``, ``--export``, ``--chdir``, ...) is no
matter of options: the executor sets these itself.
"""

import difflib
import shlex
from collections.abc import Iterator

from cortex_sim.errors import SweepError

WITH_VALUE = {
    "--account": "-A",
    "--begin": "-b",
    "--constraint": "-C",
    "--cpus-per-task": "-c",
    "--deadline": "",
    "--dependency": "-d",
    "--exclude": "-x",
    "--gres": "",
    "--hint": "",
    "--licenses": "-L",
    "--mail-type": "",
    "--mail-user": "",
    "--mem": "",
    "--mem-per-cpu": "",
    "--nice": "",
    "--nodelist": "-w",
    "--partition": "-p",
    "--priority": "",
    "--qos": "-q",
    "--reservation": "",
    "--signal": "",
    "--threads-per-core": "",
    "--time": "-t",
    "--time-min": "",
    "--tmp": "",
    "--wckey": "",
}
"""Options that take a value, and their letters."""

WITHOUT_VALUE = ("--contiguous", "--exclusive", "--no-requeue", "--spread-job")

_LETTERS = {letter: name for name, letter in WITH_VALUE.items() if letter}


def checked_options(text: str, where: str) -> list[str]:
    """Return options of ``sbatch``, each as ``--name=value``.

    Parameters
    ----------
    text
        As on a command line, such as ``"--qos=short -p long"``.
    where
        What the message names as their place.

    Raises
    ------
    SweepError
        If an option is not on the list of allowed ones, or has no value.

    Examples
    --------
    >>> checked_options("--qos=short -p long --exclusive", "--extra")
    ['--qos=short', '--partition=long', '--exclusive']
    """
    try:
        words = iter(shlex.split(text))
    except ValueError as error:
        raise SweepError(f"{where}: got {text!r}, whose quotes do not match: {error}") from None
    return [_option(word, words, where) for word in words]


def _option(word: str, rest: Iterator[str], where: str) -> str:
    """Return one option; its value may be the next word."""
    name, _, value = word.partition("=")
    if not word.startswith("--") and word[:2] in _LETTERS:
        name, value = _LETTERS[word[:2]], word[2:]
    if word in WITHOUT_VALUE:
        return word
    if name not in WITH_VALUE:
        raise SweepError(_refusal(name, where))
    value = value or ("" if "=" in word else next(rest, ""))
    if not value or value.startswith("-"):
        raise SweepError(f"{where}: {name} got {value!r}, expected a value; write {name}=VALUE")
    if not value.isprintable():
        raise SweepError(f"{where}: {name} got {value!r}, expected printable text")
    return f"{name}={value}"


def _refusal(name: str, where: str) -> str:
    allowed = (*WITH_VALUE, *WITHOUT_VALUE)
    close = difflib.get_close_matches(name, allowed, n=1, cutoff=0.8)
    hint = f"; did you mean '{close[0]}'?" if close else ""
    return (
        f"{where}: {name!r} is not allowed{hint}; allowed options of sbatch: {', '.join(allowed)}"
    )
