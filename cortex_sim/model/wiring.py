r"""Who is connected to whom: fixed fan, distance-dependent partners.

Each cell on the fixed side draws the same number of partners with probability
:math:`\propto \exp(-d^2 / 2\sigma^2)`, optionally mixed with a wider Gaussian
(patchy long-range collaterals: Boucsein et al. 2011,
10.3389/fnins.2011.00032). The number of synapses is therefore the same in
every subject.

Time and memory grow with the number of synapses, not with the product of the
populations: on a grid of cells a Gaussian is the product of one over columns
and one over rows, and cells elsewhere share few places. Partners without
replacement are those of a draw with replacement in which a partner that comes
again does not count: by definition the same law (successive sampling).
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.projections import Fan

Indices = NDArray[np.int32]
Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
MM = 1e3
LARGEST_CHUNK = 500_000
"""Candidates drawn at once: bounds the memory."""

MOST_CANDIDATES = 8
"""Candidates for each partner after which the rest is drawn from what is left of a cell's law."""


def draw_wiring(
    fan: Fan,
    source_mm: Floats,
    target_mm: Floats,
    *,
    source_muscle: Indices | None = None,
    target_muscle: Indices | None = None,
    is_recurrent: bool,
    rng: np.random.Generator,
) -> tuple[Indices, Indices]:
    """Return source and target index of every synapse, sorted by the fixed side.

    Parameters
    ----------
    fan
        How many partners, how they are drawn.
    source_mm, target_mm
        Cell positions in mm, shape (n, 2); nan where a cell has no place.
    source_muscle, target_muscle
        Muscle of each cell, for ``fan.same_muscle``.
    is_recurrent
        True if source and target are the same population: no cell on itself.
    rng
        Source of the draw.

    Raises
    ------
    ValueError
        If there are fewer candidates than partners to draw.
    """
    is_in = fan.fixed == "in"
    fixed, partners = (target_mm, source_mm) if is_in else (source_mm, target_mm)
    if fan.same_muscle:
        if source_muscle is None or target_muscle is None:
            raise ValueError("same_muscle needs muscle pools on both sides")
        pools = (target_muscle, source_muscle) if is_in else (source_muscle, target_muscle)
        law: Law = SamePool(*pools)
    elif fan.sigma is None:
        law = Uniform(len(fixed), len(partners))
    else:
        law = _gaussians(fan, fixed, partners)
    _check_candidates(fan, law, is_recurrent=is_recurrent)
    drawn = _draw_partners(law, fan, is_recurrent=is_recurrent, rng=rng)
    owner = np.repeat(np.arange(len(fixed), dtype=np.int32), fan.count)
    partner = drawn.astype(np.int32).ravel()
    return (partner, owner) if is_in else (owner, partner)


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


def _gaussians(fan: Fan, fixed: Floats, partners: Floats) -> Law:
    if fan.sigma is None:
        raise TypeError("a Gaussian needs a width")
    local = _gaussian(fan.sigma * MM, fixed, partners)
    if fan.tail_fraction == 0 or fan.tail_sigma is None:
        return local
    return Mixture(local, _gaussian(fan.tail_sigma * MM, fixed, partners), fan.tail_fraction)


def _gaussian(sigma_mm: float, fixed: Floats, partners: Floats) -> Law:
    columns, rows = np.unique(partners[:, 0]), np.unique(partners[:, 1])
    if len(columns) * len(rows) == len(partners):
        grid = np.column_stack([np.tile(columns, len(rows)), np.repeat(rows, len(columns))])
        if np.array_equal(grid, partners):
            return Grid(sigma_mm, fixed, columns, rows)
    return Places(sigma_mm, fixed, partners)


def _check_candidates(fan: Fan, law: Law, *, is_recurrent: bool) -> None:
    available = int(law.available.min()) - is_recurrent
    if available < (1 if fan.replacement else fan.count):
        raise ValueError(
            f"fan.count is {fan.count}, but some cell has only {available} possible partners"
        )


def _draw_partners(
    law: Law, fan: Fan, *, is_recurrent: bool, rng: np.random.Generator
) -> NDArray[np.intp]:
    """Return partner indices, shape (n_fixed, count), sorted in each row."""
    n_fixed = len(law.available)
    candidates = fan.count if fan.replacement else fan.count + fan.count // 8 + 4
    step = max(1, LARGEST_CHUNK // candidates)
    drawn = np.empty((n_fixed, fan.count), dtype=np.intp)
    for first in range(0, n_fixed, step):
        cells = np.arange(first, min(first + step, n_fixed))
        own = cells if is_recurrent else np.full(len(cells), -1)
        found = law.draw(cells, candidates, rng)
        if fan.replacement:
            while np.any(is_own := found == own[:, None]):
                found[is_own] = law.draw(cells, candidates, rng)[is_own]
        else:
            found = _distinct(found, law, cells, own, fan.count, rng)
        drawn[cells] = np.sort(found, axis=1)
    return drawn


def _distinct(
    candidates: Ints, law: Law, cells: Ints, own: Ints, count: int, rng: np.random.Generator
) -> Ints:
    """Return the first ``count`` different partners of each cell, drawing on where they lack."""
    is_new = _first_occurrences(candidates) & (candidates != own[:, None])
    is_new &= np.cumsum(is_new, axis=1) <= count
    found = np.empty((len(cells), count), dtype=np.intp)
    lacks = is_new.sum(axis=1) < count
    found[~lacks] = candidates[~lacks][is_new[~lacks]].reshape(-1, count)
    if not lacks.any():
        return found
    if candidates.shape[1] < MOST_CANDIDATES * count:
        more = law.draw(cells[lacks], candidates.shape[1], rng)
        drawn = np.concatenate([candidates[lacks], more], axis=1)
        found[lacks] = _distinct(drawn, law, cells[lacks], own[lacks], count, rng)
        return found
    for row in np.flatnonzero(lacks):
        kept = candidates[row][is_new[row]]
        weight = law.probability(cells[row : row + 1])[0]
        weight[kept] = 0
        if own[row] >= 0:
            weight[own[row]] = 0
        found[row] = np.append(kept, _weighted_draw(weight, count - len(kept), rng))
    return found


def _first_occurrences(values: Ints) -> NDArray[np.bool_]:
    """Return where a value stands for the first time in its row."""
    n_columns = values.shape[1]
    # one number for value and column: sorted, equal values stand in the order of their columns
    keys = np.sort(values * n_columns + np.arange(n_columns), axis=1)
    ordered, columns = np.divmod(keys, n_columns)
    is_first = np.ones(values.shape, dtype=bool)
    is_first[:, 1:] = ordered[:, 1:] != ordered[:, :-1]
    found = np.empty(values.shape, dtype=bool)
    np.put_along_axis(found, columns, is_first, axis=1)
    return found


def _weighted_draw(weight: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Return ``count`` different indices: the smallest times of exponential clocks.

    Efraimidis & Spirakis 2006, 10.1016/j.ipl.2005.11.003.
    """
    clocks = -np.log1p(-rng.random(len(weight)))
    # partners too far for a positive weight come last, nearest or not
    times = np.where(weight > 0, clocks / np.where(weight > 0, weight, 1.0), np.inf)
    return np.argsort(times, kind="stable")[:count]
