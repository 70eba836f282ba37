"""Visits on pages: a picture holds as many beside each other as one can read."""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain, count

from cortex_sim.course.visit import Visit

MAX_VISITS = 5
"""Visits on one page."""


def visit_pages(visits: Sequence[Visit], most: int = MAX_VISITS) -> list[list[Visit]]:
    """Return visits in pages; the common past stands on every page, an arm on one if it fits.

    Parameters
    ----------
    visits
        In the order of the course.
    most
        Visits on one page, at least 1.

    Examples
    --------
    >>> visits = [Visit("", "healthy"), Visit("a", "a"), Visit("a", "rest"), Visit("b", "b")]
    >>> [[visit.key for visit in page] for page in visit_pages(visits, most=3)]
    [['healthy', 'a', 'a_rest'], ['healthy', 'b']]
    """
    if len(visits) <= most:
        return [list(visits)]
    past = [visit for visit in visits if visit.is_common][: most - 1]
    pages: list[list[Visit]] = []
    for group in _groups([visit for visit in visits if visit not in past], most - len(past)):
        if not pages or len(pages[-1]) + len(group) > most:
            pages.append(list(past))
        pages[-1] += group
    return pages


def page_stem(stem: str, number: int) -> str:
    """Return the file name of a page without its suffix; pages count from 1."""
    return stem if number == 1 else f"{stem}_{number}"


def free_stem(stem: str, taken: Collection[str]) -> str:
    """Return a stem that no picture has yet.

    The second page of the map ``a`` and the first of one named ``a_2`` would be one file.

    Parameters
    ----------
    stem
        The wanted name.
    taken
        Names that other pictures have, in small letters.

    Examples
    --------
    >>> free_stem("tms_a_2", {"tms_a", "tms_a_2"})
    'tms_a_2-2'
    """
    others = (f"{stem}-{number}" for number in count(2))
    return next(name for name in chain([stem], others) if name.casefold() not in taken)


def _groups(visits: Sequence[Visit], most: int) -> Iterator[list[Visit]]:
    """Yield the visits of each arm, cut where they are too many for a page."""
    for arm in dict.fromkeys(arm for arm, _ in visits):
        mine = [visit for visit in visits if visit[0] == arm]
        for start in range(0, len(mine), most):
            yield mine[start : start + most]
