"""Morris screening: which parameters matter for the overlap of DM and LES in CLBP.

python experiments/sensitivity/make.py [--results DIR]

Run `cortex-sim sweep run configs/sweeps/sensitivity.yaml` first.
"""

import argparse
from pathlib import Path

from cortex_sim.figures.sensitivity import SensitivityRow, make_sensitivity, sensitivity_table
from cortex_sim.figures.style import save_figure
from cortex_sim.sweep.collect import collect, write_table
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.sensitivity import mean_by_point, morris_effects

ROOT = Path(__file__).resolve().parents[2]


def main(results: Path) -> None:
    sweep = load_sweep(ROOT / "configs" / "sweeps" / "sensitivity.yaml")
    folder = SweepFolder(results / sweep.file.name)
    table = collect(folder, sweep.points, sweep.keys)
    for path in write_table(folder.root, table):
        print(path)
    values = mean_by_point(
        table, phase="clbp", assessment="map_structural", measure="overlap", muscle="DM-LES"
    )
    rows = [
        SensitivityRow(e.label, e.mean, e.mean_absolute, e.confidence, e.sd)
        for e in morris_effects(sweep, values)
    ]
    people = len(sweep.points[0].seeds)
    caption = (
        f"n = {len(values)} of {len(sweep.points)} points, {people} subject per point (single "
        "subjects: noise of a course is part of the effects). An effect is the change when a "
        "parameter goes through its range. Bars: 95 % bootstrap interval over trajectories."
    )
    figure = make_sensitivity(rows, measure="DM-LES overlap", unit="0 to 1", caption=caption)
    for path in save_figure(figure, folder.root, "morris", sensitivity_table(rows)):
        print(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    main(parser.parse_args().results)
