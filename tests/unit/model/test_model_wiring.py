"""Fixed fan, distance fall-off, and who may not be connected."""

import tracemalloc

import numpy as np
import pytest
from scipy import stats

from cortex_sim.config.projections import Fan
from cortex_sim.model.wiring import draw_wiring

GRID = np.stack(np.meshgrid(np.linspace(-3, 3, 15), np.linspace(-3, 3, 15)), -1).reshape(-1, 2)


def draw(fan, source=GRID, target=GRID, *, is_recurrent=False, seed=0, **muscles):
    rng = np.random.default_rng(seed)
    return draw_wiring(fan, source, target, is_recurrent=is_recurrent, rng=rng, **muscles)


def test_fixed_in_degree_holds_for_every_target():
    sources, targets = draw(Fan(count=7, sigma="0.9 mm"))
    assert set(np.bincount(targets, minlength=len(GRID))) == {7}
    assert len(set(np.bincount(sources, minlength=len(GRID)))) > 1


def test_fixed_out_degree_holds_for_every_source():
    sources, targets = draw(Fan(count=7, fixed="out", sigma="0.9 mm"))
    assert set(np.bincount(sources, minlength=len(GRID))) == {7}
    assert len(set(np.bincount(targets, minlength=len(GRID)))) > 1


@pytest.mark.parametrize("replacement", [False, True])
def test_no_cell_is_connected_to_itself(replacement):
    fan = Fan(count=100, sigma="0.9 mm", replacement=replacement)
    sources, targets = draw(fan, is_recurrent=True)
    assert not np.any(sources == targets)


def test_cells_may_have_their_own_index_as_partner_in_another_population():
    sources, targets = draw(Fan(count=len(GRID)), is_recurrent=False)
    assert np.sum(sources == targets) == len(GRID)


def test_without_replacement_no_partner_comes_twice():
    sources, targets = draw(Fan(count=60, sigma="0.4 mm"))
    assert len(set(zip(sources, targets, strict=True))) == len(sources)


def test_with_replacement_partners_come_several_times():
    sources, targets = draw(Fan(count=60, sigma="0.4 mm", replacement=True))
    assert len(set(zip(sources, targets, strict=True))) < len(sources)


def test_all_candidates_are_drawn_when_the_count_is_their_number():
    sources, targets = draw(Fan(count=len(GRID) - 1), is_recurrent=True)
    assert set(np.bincount(targets)) == {len(GRID) - 1}
    assert len(set(zip(sources, targets, strict=True))) == len(sources)


@pytest.mark.parametrize("replacement", [True, False])
def test_too_few_candidates_are_an_error(replacement):
    count = 4 if not replacement else 1
    one = np.zeros((1 if replacement else 3, 2))
    with pytest.raises(ValueError, match="possible partners"):
        draw(Fan(count=count, replacement=replacement), one, one, is_recurrent=True)


def centre_draws(fan, n=400):
    """Return how often each cell is drawn by a target in the middle."""
    found = np.zeros(len(GRID))
    for seed in range(n):
        sources, _ = draw(fan, target=np.zeros((1, 2)), seed=seed)
        found += np.bincount(sources, minlength=len(GRID))
    return found


def expected_share(sigma_mm, tail_mm=None, tail_fraction=0.0):
    squared = (GRID**2).sum(axis=1)
    local = np.exp(-squared / (2 * sigma_mm**2))
    local /= local.sum()
    if tail_mm is None:
        return local
    tail = np.exp(-squared / (2 * tail_mm**2))
    return (1 - tail_fraction) * local + tail_fraction * tail / tail.sum()


def chi_squared_p(found, share):
    expected = share * found.sum()
    order = np.argsort(expected)[::-1]
    pooled = np.append(order[expected[order] >= 5], -1)[:-1]
    rest = np.setdiff1d(np.arange(len(found)), pooled)
    observed = np.append(found[pooled], found[rest].sum())
    wanted = np.append(expected[pooled], expected[rest].sum())
    keep = wanted > 0
    return stats.chisquare(observed[keep], wanted[keep]).pvalue


@pytest.mark.parametrize("sigma", [0.5, 0.9, 1.5])
def test_partners_fall_off_with_distance_as_a_gaussian(sigma):
    found = centre_draws(Fan(count=20, sigma=f"{sigma} mm", replacement=True))
    assert chi_squared_p(found, expected_share(sigma)) > 1e-3


def test_tail_mixes_a_wider_gaussian_in():
    fan = Fan(count=20, sigma="0.5 mm", tail_fraction=0.3, tail_sigma="2 mm", replacement=True)
    found = centre_draws(fan)
    assert chi_squared_p(found, expected_share(0.5, 2.0, 0.3)) > 1e-3
    assert chi_squared_p(found, expected_share(0.5)) < 1e-6


def test_without_width_all_partners_are_equally_likely():
    found = centre_draws(Fan(count=20))
    assert chi_squared_p(found, np.full(len(GRID), 1 / len(GRID))) > 1e-3


def test_draw_without_replacement_follows_the_weights_for_the_first_partner():
    found = centre_draws(Fan(count=1, sigma="0.9 mm"), n=3000)
    assert chi_squared_p(found, expected_share(0.9)) > 1e-3


def test_same_muscle_connects_within_pools_only():
    muscle = np.repeat(np.arange(3, dtype=np.int32), 5)
    place = np.zeros((15, 2))
    sources, targets = draw(
        Fan(count=4, same_muscle=True), place, place, source_muscle=muscle, target_muscle=muscle
    )
    assert np.array_equal(muscle[sources], muscle[targets])


def test_same_muscle_without_pools_is_an_error():
    with pytest.raises(ValueError, match="muscle pools"):
        draw(Fan(count=1, same_muscle=True))


def test_same_seed_gives_the_same_wiring_and_another_one_another():
    fan = Fan(count=7, sigma="0.9 mm")
    one, same, other = draw(fan), draw(fan), draw(fan, seed=1)
    assert np.array_equal(one[0], same[0])
    assert not np.array_equal(one[0], other[0])


def test_indices_are_sorted_by_the_fixed_side():
    _, targets = draw(Fan(count=7, sigma="0.9 mm"))
    sources, _ = draw(Fan(count=7, fixed="out", sigma="0.9 mm"))
    assert np.all(np.diff(targets) >= 0)
    assert np.all(np.diff(sources) >= 0)


def reference_draw(weight, count, rng):
    """Return partners drawn one after the other, each from what is left."""
    left, drawn = weight.copy(), []
    for _ in range(count):
        drawn.append(rng.choice(len(left), p=left / left.sum()))
        left[drawn[-1]] = 0
    return drawn


@pytest.mark.parametrize("count", [6, 40])
def test_draw_without_replacement_is_one_partner_after_the_other(count):
    # 40 partners within .3 mm of a 15 x 15 grid: most cells near the middle are used up
    n, rng = 600, np.random.default_rng(5)
    found = centre_draws(Fan(count=count, sigma="0.3 mm"), n) / n
    weight = expected_share(0.3)
    wanted = np.zeros(len(GRID))
    for _ in range(n):
        wanted[reference_draw(weight, count, rng)] += 1
    wanted /= n
    spread = np.sqrt((found * (1 - found) + wanted * (1 - wanted)) / n)
    uncertain = spread > 0.005
    assert np.all((found - wanted)[~uncertain] < 0.03)
    assert np.sqrt(np.mean(((found - wanted)[uncertain] / spread[uncertain]) ** 2)) < 1.4


def test_cells_of_a_pool_share_the_probability_of_their_place():
    pools = np.repeat([[0.0, 0.0], [1.0, 0.0], [9.0, 0.0]], [5, 5, 5], axis=0)
    fan = Fan(count=1, fixed="in", sigma="1 mm")
    found = np.zeros(15)
    for seed in range(2000):
        sources, _ = draw(fan, source=pools, target=np.zeros((1, 2)), seed=seed)
        found[sources] += 1
    near, far = found[:5].sum(), found[5:10].sum()
    assert near / far == pytest.approx(np.exp(0.5), rel=0.15)
    assert found[10:].sum() == 0
    assert found[:5].min() > 0.7 * near / 5


def test_memory_grows_with_synapses_not_with_pairs_of_cells():
    axis = np.linspace(-3, 3, 120)
    big = np.column_stack([np.tile(axis, 120), np.repeat(axis, 120)])
    tracemalloc.start()
    sources, _ = draw(Fan(count=10, sigma="0.9 mm"), big, big, is_recurrent=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(sources) == 144_000
    assert peak < 0.1 * 8 * len(big) ** 2


def test_all_cells_of_the_pool_are_partners_alike():
    muscle = np.repeat(np.arange(2, dtype=np.int32), 5)
    places = np.zeros((10, 2))
    fan = Fan(count=400, same_muscle=True, replacement=True)
    sources, _ = draw(fan, places, places, source_muscle=muscle, target_muscle=muscle)
    counts = np.bincount(sources, minlength=10)
    assert stats.chisquare(counts).pvalue > 1e-4
