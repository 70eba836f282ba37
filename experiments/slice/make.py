"""A virtual slice: are horizontal synapses of layer 2/3 gated by GABA_A?

python experiments/slice/make.py [--results DIR]

Gives theta bursts to horizontal axons at 0.5 and 1.0 mm, with GABA_A intact, blocked where
responses are recorded, or together with vertical input, and draws the change of the response.
"""

import argparse
from pathlib import Path

import numpy as np
from virtual_slice import PROTOCOLS, potentiation

from cortex_sim.config.load import load_study
from cortex_sim.figures.style import ONE_COLUMN_MM, new_figure, save_figure, use_style

HERE = Path(__file__).resolve().parent
ELECTRODES = {"near": "0.5 mm", "far": "1.0 mm"}
LABELS = {
    "ltp_intact": "GABA_A intact",
    "ltp_blocked": "GABA_A blocked",
    "ltp_vertical": "intact,\nvertical input",
    "ltp_vertical_alone": "vertical\ninput alone",
}
PUBLISHED = {"ltp_intact": (-5, 5), "ltp_blocked": (24, 35), "ltp_vertical": (24, 35)}


def measure(study, builds):
    """Return one row for each slice, protocol and distance."""
    first = study.cohort.first_seed
    for measure_name, protocol in PROTOCOLS.items():
        for electrode, distance in ELECTRODES.items():
            for seed in range(first, first + study.cohort.subjects):
                change, rate = potentiation(study, builds, seed, electrode, protocol)
                yield {
                    "measure": measure_name,
                    "distance": distance,
                    "slice": seed,
                    "change_percent": change,
                    "rate_hz": rate,
                }


def draw(rows):
    """Return the figure: a dot for each slice, a line for the mean, a box for what was seen."""
    with use_style():
        figure = new_figure(ONE_COLUMN_MM, 70)
        axes = figure.add_subplot()
        for x, name in enumerate(LABELS):
            if name in PUBLISHED:
                axes.fill_between([x - 0.4, x + 0.4], *PUBLISHED[name], color="0.85", linewidth=0)
            for shift, distance in zip((-0.17, 0.17), ELECTRODES.values(), strict=True):
                found = [
                    row["change_percent"]
                    for row in rows
                    if (row["measure"], row["distance"]) == (name, distance)
                ]
                axes.plot(np.full(len(found), x + shift), found, "o", color="0.4", markersize=2.5)
                axes.plot([x + shift - 0.12, x + shift + 0.12], [np.mean(found)] * 2, color="k")
                mean, sd = np.mean(found), np.std(found, ddof=1)
                print(f"{name:20} {distance}: {mean:+.1f} % (SD {sd:.1f})")
        axes.axhline(0, color="0.6", linewidth=0.6)
        axes.set_xticks(range(len(LABELS)), list(LABELS.values()), fontsize=6)
        axes.set_ylabel("change of the horizontal response (%)")
        axes.set_title("left 0.5 mm, right 1.0 mm; grey: rat slices (Hess & Donoghue)", fontsize=6)
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=Path, default=Path("results"))
    root = parser.parse_args().results
    rows = list(measure(load_study(HERE / "slice.yaml"), root / "builds"))
    for path in save_figure(draw(rows), root / "slice", "slice", rows):
        print(path)


if __name__ == "__main__":
    main()
