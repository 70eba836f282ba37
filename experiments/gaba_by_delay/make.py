"""Heat map of the sweep gaba_by_delay: overlap of DM and LES against both causes.

Run `cortex-sim sweep run configs/sweeps/gaba_by_delay.yaml` first.
"""

import argparse
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

from cortex_sim.sweep.collect import collect, write_table
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.points import steps
from cortex_sim.sweep.sensitivity import mean_by_point

ROOT = Path(__file__).resolve().parents[2]


def main(results: Path) -> None:
    sweep = load_sweep(ROOT / "configs" / "sweeps" / "gaba_by_delay.yaml")
    folder = SweepFolder(results / sweep.file.name)
    table = collect(folder, sweep.points, sweep.keys)
    write_table(folder.root, table)
    mean = mean_by_point(
        table, phase="clbp", assessment="map_structural", measure="overlap", muscle="DM-LES"
    )
    rows, columns = sweep.file.axes
    values = np.array([mean.get(point.point_id, np.nan) for point in sweep.points])
    figure, axes = plt.subplots(figsize=(4.2, 3.4), layout="constrained")
    image = axes.imshow(values.reshape(len(steps(rows)), -1), origin="lower", cmap="viridis")
    axes.set_xticks(range(len(steps(columns))), [str(s[columns.keys[0]]) for s in steps(columns)])
    axes.set_yticks(range(len(steps(rows))), [str(s[rows.keys[0]]) for s in steps(rows)])
    axes.set(xlabel=columns.label, ylabel=rows.label)
    people = len(sweep.points[0].seeds)
    figure.colorbar(image, label=f"DM-LES overlap in CLBP (mean of {people} subjects)")
    for suffix in ("png", "pdf"):
        figure.savefig(folder.root / f"overlap.{suffix}", dpi=200)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    main(parser.parse_args().results)
