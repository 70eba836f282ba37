"""Error of a hunted threshold against that of a recruitment curve, on responses made by hand.

    python benchmarks/threshold_hunt.py [--repeats 2000]

A virtual pool answers a pulse with the probability of a cumulative Gaussian around its own
threshold, which is drawn for each repeat between 12 and 30 mV. Printed is the root mean square
of the logarithm of measured over true threshold, in per cent, by the Gaussian's SD (a share of
the threshold); then, of the same thresholds, the mean difference of the hunt from the full curve
with its 90 per cent interval, equivalent if that lies within the bound of `equivalence.py`.
"""

import argparse
from pathlib import Path

import numpy as np
import scipy
from equivalence import BOUNDS, interval

from cortex_sim.analysis.excitability import active_motor_threshold
from cortex_sim.analysis.threshold_hunting import hunted_threshold

CURVE_MV = np.array([10.0, 14, 18, 22, 26, 30, 35, 40])
ROUNDS, PULSES = 8, 4
SPREADS = (0.03, 0.07, 0.15, 0.3)


class Pool:
    """Answers pulses; remembers how many it got."""

    def __init__(self, threshold, spread, rng):
        self.threshold, self.spread, self.rng = threshold, spread, rng
        self.answers = np.zeros(0, dtype=bool)

    def give(self, intensity, pulses=PULSES):
        """Return whether each pulse so far was answered, after some more of one intensity."""
        share = scipy.special.ndtr((intensity - self.threshold) / (self.spread * self.threshold))
        self.answers = np.append(self.answers, self.rng.random(pulses) < share)
        return self.answers


def by_curve(pool, pulses):
    """Return the threshold by a curve with some pulses at each intensity."""
    shares = []
    for intensity in CURVE_MV:
        shares.append(pool.give(intensity, pulses)[-pulses:].mean())
    return active_motor_threshold(CURVE_MV, shares)


def by_hunt(pool, rounds):
    """Return the threshold by a hunt between the ends of the curve."""
    return hunted_threshold(pool.give, CURVE_MV[0], CURVE_MV[-1], rounds)[0]


METHODS = {
    "curve, 30 pulses an intensity": lambda pool: by_curve(pool, 30),
    "curve, 10 pulses an intensity": lambda pool: by_curve(pool, 10),
    "curve, 4 pulses an intensity": lambda pool: by_curve(pool, 4),
    "hunt, 8 rounds of 4": lambda pool: by_hunt(pool, ROUNDS),
    "hunt, 12 rounds of 4": lambda pool: by_hunt(pool, 12),
}
HUNT, FULL_CURVE = "hunt, 8 rounds of 4", "curve, 30 pulses an intensity"


def errors(method, spread, repeats, seed=1):
    """Return the logarithm of measured over true threshold of each repeat, and pulses given."""
    rng = np.random.default_rng(seed)
    found, given = [], 0
    for threshold in rng.uniform(12, 30, repeats):
        pool = Pool(threshold, spread, rng)
        found.append(np.log(METHODS[method](pool) / threshold))
        given += len(pool.answers)
    return np.array(found), given // repeats


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=2000)
    repeats = parser.parse_args().repeats
    print(f"{Path(__file__).stem}: {repeats} repeats; error in per cent by SD")
    print(f"{'':32}{'pulses':>7}" + "".join(f"{spread:8.2f}" for spread in SPREADS))
    rows = {m: [errors(m, spread, repeats) for spread in SPREADS] for m in METHODS}
    for method, row in rows.items():
        error = [100 * np.sqrt(np.mean(logs**2)) for logs, _ in row]
        print(f"{method:32}{row[0][1]:7}" + "".join(f"{value:8.1f}" for value in error))
    bound = 100 * BOUNDS["thresholds"].size
    for spread, (hunted, _), (full, _) in zip(SPREADS, rows[HUNT], rows[FULL_CURVE], strict=True):
        mean, half = interval(100 * (hunted - full))
        said = "equivalent" if abs(mean) + half < bound else "not shown to be equivalent"
        print(
            f"{HUNT} - {FULL_CURVE}, SD {spread}: {mean:+.2f} %, 90 % interval "
            f"{mean - half:+.2f} to {mean + half:+.2f}, bound {bound:g} %: {said}"
        )


if __name__ == "__main__":
    main()
