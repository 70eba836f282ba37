"""Paths of a course in rows of panels beside each other."""

from collections.abc import Collection, Iterator

from cortex_sim.figures.subjects import Course, paths

MAX_PLACES = 6
"""Phases beside each other in a row of panels."""

Path = tuple[str, ...]


def path_rows(course: Course, measured: Collection[str]) -> list[list[Path]]:
    """Return the paths of a course, cut and put in rows of at most `MAX_PLACES` phases.

    Parameters
    ----------
    course
        Which phase follows which.
    measured
        Phases with a value; the others are left out, where at least two of a path are left.
    """
    rows: list[list[Path]] = []
    for path in (part for whole in _measured(course, measured) for part in _cut(whole)):
        used = sum(map(len, rows[-1])) if rows else MAX_PLACES
        if used + len(path) > MAX_PLACES:
            rows.append([])
        rows[-1].append(path)
    return rows


def _measured(course: Course, measured: Collection[str]) -> list[Path]:
    """Return the paths without phases at which nothing was measured; all if none is left."""
    kept = [tuple(phase for phase in path if phase in measured) for path in paths(course)]
    return [path for path in kept if len(path) > 1] or paths(course)


def _cut(path: Path) -> Iterator[Path]:
    """Yield a path in parts that fit a row; each starts where the one before it ends."""
    for start in range(0, max(1, len(path) - 1), MAX_PLACES - 1):
        yield path[start : start + MAX_PLACES]
