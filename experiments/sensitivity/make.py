"""Morris screening: which parameters matter for the overlap of DM and LES in CLBP.

Run `cortex-sim sweep run configs/sweeps/sensitivity.yaml` first.
"""

import argparse
from pathlib import Path

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt

from cortex_sim.sweep.collect import collect, write_table
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.sensitivity import mean_by_point, morris_effects

ROOT = Path(__file__).resolve().parents[2]


def main(results: Path) -> None:
    sweep = load_sweep(ROOT / "configs" / "sweeps" / "sensitivity.yaml")
    folder = SweepFolder(results / sweep.file.name)
    table = collect(folder, sweep.points, sweep.keys)
    write_table(folder.root, table)
    values = mean_by_point(
        table, phase="clbp", assessment="map_structural", measure="overlap", muscle="DM-LES"
    )
    effects = sorted(morris_effects(sweep, values), key=lambda effect: effect.mean_absolute)
    figure, (bars, plane) = plt.subplots(1, 2, figsize=(8.4, 3.4), layout="constrained")
    sizes = [effect.mean_absolute for effect in effects]
    bars.barh([e.label for e in effects], sizes, xerr=[e.confidence for e in effects], color="0.6")
    bars.set(xlabel="mean absolute effect on the overlap")
    plane.scatter([e.mean for e in effects], [e.sd for e in effects], color="0.2")
    for effect in effects:
        plane.annotate(effect.label, (effect.mean, effect.sd), fontsize=6)
    plane.axvline(0, color="0.8", zorder=0)
    plane.set(xlabel="mean effect", ylabel="SD of the effect")
    for suffix in ("png", "pdf"):
        figure.savefig(folder.root / f"morris.{suffix}", dpi=200)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    main(parser.parse_args().results)
