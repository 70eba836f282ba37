"""One name of several that there are, or an error that says which are near."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from cortex_sim.errors import ResultError
from cortex_sim.names import similar

MOST_LISTED = 20
"""Names that a message lists where none is near."""

Name = TypeVar("Name", str, int)


def known(name: object, names: Iterable[object], what: str) -> None:
    """Refuse a name that is not one of those that there are.

    Parameters
    ----------
    name
        What was asked for.
    names
        What there is.
    what
        What is named, with its owner, such as ``"visit of the study 'arms'"``.

    Raises
    ------
    ResultError
        If it is none of them; the message names similar ones, or all.
    """
    there = list(names)
    if name in there:
        return
    spelled = [str(one) for one in there]
    if str(name) in spelled:
        kind = type(there[spelled.index(str(name))]).__name__
        raise ResultError(f"{name!r} is no {what}; give it as {kind}: {name}")
    close = similar(str(name), spelled)
    hint = f"did you mean {_or(close)}?" if close else f"there are: {_listed(spelled)}"
    raise ResultError(f"{name!r} is no {what}; {hint}")


def chosen(wanted: Sequence[Name] | Name | None, names: Iterable[Name], what: str) -> list[Name]:
    """Return the names asked for, one or a list of them; all where none is.

    Raises
    ------
    ResultError
        If one of them is not there, see `known`.
    """
    there = list(names)
    if wanted is None:
        return there
    several = wanted if isinstance(wanted, Iterable) and not isinstance(wanted, str) else [wanted]
    for name in several:
        known(name, there, what)
    return [name for name in several if name in there]


def _or(names: Sequence[str]) -> str:
    quoted = [repr(name) for name in names]
    return " or ".join(filter(None, [", ".join(quoted[:-1]), quoted[-1]]))


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(names[:MOST_LISTED]) + more if names else "none"
