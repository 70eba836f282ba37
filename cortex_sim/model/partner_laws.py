"""Laws of partners: how likely each cell of one side is a partner of each cell of the other.

A law costs no product of the populations: on a grid of cells a Gaussian is the product of one over
columns and one over rows, and cells elsewhere share few places.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Indices = NDArray[np.int32]
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]


class Law(Protocol):
    """How likely each partner is for each cell of the fixed side."""

    @property
    def available(self) -> Ints:
        """Candidates of each cell of the fixed side, itself included, shape (n_fixed,)."""
        ...

    def draw(self, cells: Ints, count: int, rng: np.random.Generator) -> Ints:
        """Return independent partners of some cells, shape (n_cells, count)."""
        ...

    def probability(self, cells: Ints) -> Floats:
        """Return the probability of each partner, up to a factor, shape (n_cells, n_partners)."""
        ...


@dataclass(frozen=True)
class Uniform:
    """All partners are equally likely."""

    n_fixed: int
    n_partners: int

    @property
    def available(self) -> Ints:
        """Candidates of each cell."""
        return np.full(self.n_fixed, self.n_partners)

    def draw(self, cells: Ints, count: int, rng: np.random.Generator) -> Ints:
        """Return independent partners."""
        return (rng.random((len(cells), count)) * self.n_partners).astype(np.intp)

    def probability(self, cells: Ints) -> Floats:
        """Return ones."""
        return np.ones((len(cells), self.n_partners))


class SamePool:
    """Partners of the same muscle are equally likely, others are none."""

    def __init__(self, fixed_muscle: Indices, partner_muscle: Indices) -> None:
        self._fixed, self._partner = fixed_muscle, partner_muscle
        self._by_muscle = np.argsort(partner_muscle, kind="stable")
        muscles = np.arange(max(fixed_muscle.max(), partner_muscle.max()) + 2)
        self._start = np.searchsorted(partner_muscle[self._by_muscle], muscles)

    @property
    def available(self) -> Ints:
        """Candidates of each cell."""
        return np.asarray(np.diff(self._start)[self._fixed])

    def draw(self, cells: Ints, count: int, rng: np.random.Generator) -> Ints:
        """Return independent partners."""
        muscle = self._fixed[cells]
        size = np.diff(self._start)[muscle][:, None]
        place = (rng.random((len(cells), count)) * size).astype(np.intp)
        return np.asarray(self._by_muscle[self._start[muscle][:, None] + place])

    def probability(self, cells: Ints) -> Floats:
        """Return 1 within the pool, 0 elsewhere."""
        return np.asarray(self._fixed[cells][:, None] == self._partner[None, :], dtype=float)


class Grid:
    """A Gaussian over partners on a grid, numbered row by row."""

    def __init__(self, sigma_mm: float, fixed: Floats, columns: Floats, rows: Floats) -> None:
        self._x = _Axis(sigma_mm, fixed[:, 0], columns)
        self._y = _Axis(sigma_mm, fixed[:, 1], rows)

    @property
    def available(self) -> Ints:
        """Candidates of each cell."""
        return np.full(len(self._x.row), self._x.size * self._y.size)

    def draw(self, cells: Ints, count: int, rng: np.random.Generator) -> Ints:
        """Return independent partners."""
        column = self._x.draw(cells, count, rng)
        return self._y.draw(cells, count, rng) * self._x.size + column

    def probability(self, cells: Ints) -> Floats:
        """Return the product of the probabilities of column and row."""
        both = self._y.probability(cells)[:, :, None] * self._x.probability(cells)[:, None, :]
        return np.asarray(both.reshape(len(cells), -1))


class Places:
    """A Gaussian over partners of which many share a place, as the cells of a pool do."""

    def __init__(self, sigma_mm: float, fixed: Floats, partners: Floats) -> None:
        places, self._place = np.unique(partners, axis=0, return_inverse=True)
        origins, row = np.unique(fixed, axis=0, return_inverse=True)
        squared = ((origins[:, None, :] - places[None, :, :]) ** 2).sum(axis=2)
        members = np.bincount(self._place)
        log = -squared / (2 * sigma_mm**2)
        weight = np.exp(log - log.max(axis=1, keepdims=True)) * members
        self._table = _Table(weight, row)
        self._by_place = np.argsort(self._place, kind="stable")
        self._start, self._members = np.cumsum(members) - members, members

    @property
    def available(self) -> Ints:
        """Candidates of each cell."""
        return np.full(len(self._table.row), len(self._place))

    def draw(self, cells: Ints, count: int, rng: np.random.Generator) -> Ints:
        """Return independent partners."""
        place = self._table.draw(cells, count, rng)
        member = (rng.random(place.shape) * self._members[place]).astype(np.intp)
        return np.asarray(self._by_place[self._start[place] + member])

    def probability(self, cells: Ints) -> Floats:
        """Return the probability of each partner's place, shared among its cells."""
        shared = self._table.probability(cells) / self._members
        return np.asarray(shared[:, self._place])


@dataclass(frozen=True)
class Mixture:
    """Partners from one law, or with some probability from another."""

    local: Law
    tail: Law
    tail_fraction: float

    @property
    def available(self) -> Ints:
        """Candidates of each cell."""
        return self.local.available

    def draw(self, cells: Ints, count: int, rng: np.random.Generator) -> Ints:
        """Return independent partners."""
        is_tail = rng.random((len(cells), count)) < self.tail_fraction
        tail = self.tail.draw(cells, count, rng)
        return np.where(is_tail, tail, self.local.draw(cells, count, rng))

    def probability(self, cells: Ints) -> Floats:
        """Return the mixed probability."""
        local, tail = self.local.probability(cells), self.tail.probability(cells)
        return (1 - self.tail_fraction) * local + self.tail_fraction * tail


class _Table:
    """Rows of probabilities, drawn from by their cumulative sums."""

    def __init__(self, weight: Floats, row: Ints) -> None:
        self.row = row.ravel()
        """Row of each cell of the fixed side."""

        self._share = weight / weight.sum(axis=1, keepdims=True)
        cumulative = np.cumsum(self._share, axis=1)
        cumulative /= cumulative[:, -1:]
        # one increasing list for all rows: row r takes the values from r to r + 1
        self._all = (cumulative + np.arange(len(weight))[:, None]).ravel()

    @property
    def size(self) -> int:
        """Entries of a row."""
        return int(self._share.shape[1])

    def draw(self, cells: Ints, count: int, rng: np.random.Generator) -> Ints:
        """Return independent entries of the cells' rows, shape (n_cells, count)."""
        row = self.row[cells][:, None]
        found = np.searchsorted(self._all, rng.random((len(cells), count)) + row, side="right")
        return np.clip(found - row * self.size, 0, self.size - 1)

    def probability(self, cells: Ints) -> Floats:
        """Return the cells' rows."""
        return np.asarray(self._share[self.row[cells]])


class _Axis(_Table):
    """A Gaussian over the coordinates of a grid along one axis."""

    def __init__(self, sigma_mm: float, fixed: Floats, ticks: Floats) -> None:
        origins, row = np.unique(fixed, return_inverse=True)
        log = -((origins[:, None] - ticks[None, :]) ** 2) / (2 * sigma_mm**2)
        super().__init__(np.exp(log - log.max(axis=1, keepdims=True)), row)


def gaussian(sigma_mm: float, fixed: Floats, partners: Floats) -> Law:
    """Return a Gaussian over the distance to partners, on a grid where they are on one.

    Parameters
    ----------
    sigma_mm
        Width in mm.
    fixed, partners
        Positions in mm, shape (n, 2).
    """
    columns, rows = np.unique(partners[:, 0]), np.unique(partners[:, 1])
    if len(columns) * len(rows) == len(partners):
        grid = np.column_stack([np.tile(columns, len(rows)), np.repeat(rows, len(columns))])
        if np.array_equal(grid, partners):
            return Grid(sigma_mm, fixed, columns, rows)
    return Places(sigma_mm, fixed, partners)
