"""Heat map of the sweep gaba_by_delay: overlap of DM and LES against both causes.

python experiments/gaba_by_delay/make.py [--results DIR]

Run `cortex-sim sweep run configs/sweeps/gaba_by_delay.yaml` first.
"""

import argparse
from pathlib import Path

import numpy as np

from cortex_sim.figures.heat_map import heat_map_table, make_heat_map
from cortex_sim.figures.style import save_figure
from cortex_sim.sweep.collect import collect, write_table
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.points import steps
from cortex_sim.sweep.sensitivity import mean_by_point

ROOT = Path(__file__).resolve().parents[2]
MEASURE = "DM-LES overlap in CLBP (0 to 1)"


def main(results: Path) -> None:
    sweep = load_sweep(ROOT / "configs" / "sweeps" / "gaba_by_delay.yaml")
    folder = SweepFolder(results / sweep.file.name)
    table = collect(folder, sweep.points, sweep.keys)
    if table.missing:
        raise SystemExit(
            f"{len(table.missing)} of {len(sweep.points)} points are missing in {folder.root}; "
            "run the sweep to its end first"
        )
    write_table(folder.root, table)
    mean = mean_by_point(
        table, phase="clbp", assessment="map_structural", measure="overlap", muscle="DM-LES"
    )
    rows, columns = sweep.file.axes
    y = [step[rows.keys[0]] for step in steps(rows)]
    x = [step[columns.keys[0]] for step in steps(columns)]
    values = np.array([mean.get(p.point_id, np.nan) for p in sweep.points]).reshape(len(y), -1)
    labels = {"x_label": columns.label, "y_label": rows.label}
    caption = (
        f"n = {len(sweep.points[0].seeds)} subjects, mean of the structural map after CLBP. "
        "No interval: see the table for every subject."
    )
    figure = make_heat_map(values, x, y, measure=MEASURE, caption=caption, **labels)
    cells = heat_map_table(values, x, y, **labels)
    for path in save_figure(figure, folder.root / "figures", "overlap", cells):
        print(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=Path, default=Path("results"))
    main(parser.parse_args().results)
