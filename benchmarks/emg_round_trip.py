"""A virtual map as an EMG, read back as if it were a person's: the error by level of noise.

Run: python benchmarks/emg_round_trip.py
The pools answer by their distance from the coil, with exponential unit sizes and a weak
contraction; 25 sites, 4 pulses each, 2000 samples a second.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from fixtures.emg_round_trip import errors_of

MAPS = 20


def main() -> None:
    """Print the table."""
    print("noise (mV)   overlap   CoG (mm)   area (sites)   volume (sites)   latency (ms)")
    for noise in (0.0, 0.005, 0.02, 0.05):
        with tempfile.TemporaryDirectory() as folder:
            found = [
                errors_of(Path(folder), noise, np.random.default_rng(seed)) for seed in range(MAPS)
            ]
        cells = [
            f"{np.median([e[name] for e in found]):.2f} ({max(e[name] for e in found):.2f})"
            for name in ("overlap", "cog", "area", "volume", "latency")
        ]
        print(f"{noise:10.3f}   " + "   ".join(cells))


if __name__ == "__main__":
    main()
