"""The rows of a forest plot, and the table behind it."""

from collections.abc import Sequence
from dataclasses import dataclass

from cortex_sim.errors import ResultError


@dataclass(frozen=True)
class ForestRow:
    """One effect: one row."""

    name: str
    """What was compared, e.g. ``DM–LES overlap, healthy to CLBP``."""

    g: float
    """Effect size (Hedges' g); nan if it cannot be estimated."""

    low: float
    """Lower end of the interval; nan if there is none."""

    high: float
    """Upper end of the interval; nan if there is none."""

    published: tuple[float, float] | None = None
    """Band of published effect sizes, low and high; None: none published."""

    n: int | None = None
    """Subjects behind the effect; None: not said in the row."""

    subjects: tuple[float, ...] = ()
    """Each subject's effect, drawn where there are too few for an interval."""

    condition: str = ""
    """Condition whose colour and marker the row has; empty: black."""

    bound: float | None = None
    """Effects nearer to 0 than this are equivalent to none; None: no bound was stated."""

    is_planned: bool | None = None
    """Whether it was decided beforehand: its marker is full, else hollow; None: not said."""


def check_rows(rows: Sequence[ForestRow]) -> None:
    """Refuse rows that cannot be drawn: none, or ends of intervals the wrong way round."""
    if not rows:
        raise ResultError("forest: got no row; pass at least one effect")
    for row in rows:
        if row.low > row.high or (row.published and row.published[0] > row.published[1]):
            raise ResultError(
                f"forest, {row.name}: interval {row.low} to {row.high}, published band "
                f"{row.published}; allowed is low <= high; swap the ends"
            )


def forest_table(rows: Sequence[ForestRow]) -> list[dict[str, object]]:
    """Return the numbers behind `make_forest`, one row per effect."""
    return [
        {
            "effect": row.name,
            "g": row.g,
            "low": row.low,
            "high": row.high,
            "published_low": row.published[0] if row.published else None,
            "published_high": row.published[1] if row.published else None,
            "bound": row.bound,
            "planned": row.is_planned,
            "n": row.n,
            "subjects": " ".join(f"{value:.6g}" for value in row.subjects),
        }
        for row in rows
    ]
