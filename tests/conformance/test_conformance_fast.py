"""Single precision with its own random numbers agrees with ``exact`` in law.

Every mean over seeds must lie, with three standard errors to spare, within a bound that is
small beside what a study looks at. The network is tiny, so seeds differ much.
"""

import numpy as np
import pytest
from fixtures.tiny_lab import EVERYTHING, Lab, lab_of, movement
from scipy import stats

pytestmark = pytest.mark.compiled

SEEDS = range(1, 81)
DURATION = 3.0
RATE_BOUND = 0.1
"""Largest difference of a mean rate, relative; one seed differs from another by a tenth."""

WEIGHT_BOUND = 0.01
"""Largest difference of the mean, or of the spread, of weights (they lie in [0, 1])."""


@pytest.fixture(scope="module")
def labs() -> dict[str, Lab]:
    return {p: lab_of(f"compiler.precision={p}", *EVERYTHING) for p in ("fast", "exact")}


def means(lab: Lab, names, *, plastic: bool) -> dict[str, np.ndarray]:
    """Return the mean of each output by seed."""
    inputs = movement(lab) if plastic else lab.inputs(plastic=False)
    options = {"plastic": plastic, "duration": DURATION, "outputs": list(names)}
    runs = [lab.run(inputs, seed=seed, **options) for seed in SEEDS]
    return {name: np.array([run[name].mean() for run in runs], float) for name in names}


def assert_equivalent(one, other, bound: float) -> None:
    difference = one.mean() - other.mean()
    error = np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / len(one))
    assert abs(difference) + 3 * error < bound


@pytest.mark.parametrize("plastic", [True, False])
def test_rates_of_all_populations_are_equivalent(labs, plastic):
    names = [f"{name}_spikes.count" for name in labs["fast"].populations]
    fast, exact = (means(labs[p], names, plastic=plastic) for p in ("fast", "exact"))
    for name in names:
        assert_equivalent(fast[name], exact[name], RATE_BOUND * exact[name].mean())


def test_weights_after_practice_are_equivalent_in_mean_and_spread(labs):
    lab = labs["fast"]
    inputs, names = movement(lab), [f"{name}.w" for name in lab.plastic_names]
    found = {}
    for precision, one in labs.items():
        options = {"plastic": True, "duration": DURATION, "outputs": names}
        found[precision] = [one.run(inputs, seed=seed, **options) for seed in SEEDS]
    for name in names:
        for statistic in (np.mean, np.std):
            fast, exact = (
                np.array([statistic(run[name]) for run in found[p]]) for p in ("fast", "exact")
            )
            assert_equivalent(fast, exact, WEIGHT_BOUND)
        changed = np.abs(np.mean([run[name].mean() for run in found["exact"]]) - inputs[name][0])
        assert changed > 0


def held_noise(lab: Lab, duration: float = 0.5e-3) -> np.ndarray:
    inputs = lab.inputs(plastic=False)
    options = {"plastic": False, "duration": duration, "outputs": ["exc.held_noise"]}
    return np.concatenate([lab.run(inputs, seed=s, **options)["exc.held_noise"] for s in range(80)])


@pytest.mark.parametrize("duration", [0.5e-3, 20e-3])
def test_noise_is_standard_normal(labs, duration):
    values = held_noise(labs["fast"], duration)
    assert len(values) == 8000
    # five standard errors of a standard deviation
    assert values.std() == pytest.approx(1, abs=5 / np.sqrt(2 * len(values)))
    assert stats.kstest(values, "norm").pvalue > 1e-4
    assert stats.kurtosis(values) == pytest.approx(0, abs=0.25)


def test_noise_of_neighbours_and_of_seeds_is_independent(labs):
    values = held_noise(labs["fast"]).reshape(80, -1)
    across_cells = np.corrcoef(values.T)[np.triu_indices(values.shape[1], 1)]
    across_seeds = np.corrcoef(values)[np.triu_indices(len(values), 1)]
    for found, n in ((across_cells, 80), (across_seeds, values.shape[1])):
        assert np.sqrt(np.mean(found**2)) == pytest.approx(1 / np.sqrt(n), rel=0.1)


def test_input_cells_fire_like_poisson_cells(labs):
    lab = labs["fast"]
    rate = {"afferent.base_rate": 40.0, "cue.base_rate": 5.0, "cue.peak_rate": 0.0}
    inputs = lab.inputs(plastic=False, changed=rate)
    names = ["afferent_spikes.count", "cue_spikes.count"]
    runs = [lab.run(inputs, plastic=False, duration=2.0, seed=s, outputs=names) for s in range(40)]
    for name, expected in zip(names, (80.0, 10.0), strict=True):
        counts = np.concatenate([run[name] for run in runs])
        assert counts.mean() == pytest.approx(expected, abs=5 * np.sqrt(expected / len(counts)))
        # Bernoulli in each step: a little less than the mean at 40 Hz
        assert counts.var() / counts.mean() == pytest.approx(1, abs=0.2)
