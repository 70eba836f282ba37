"""Morris screening: which parameters matter for the overlap of DM and LES in CLBP.

python experiments/sensitivity/make.py [--results DIR] [--allow-missing]

Run `cortex-sim sweep run configs/sweeps/sensitivity.yaml` first.
"""

import argparse
import sys
from pathlib import Path

from cortex_sim.errors import CortexSimError
from cortex_sim.figures.manifest import save_picture
from cortex_sim.figures.sweep import sensitivity_picture
from cortex_sim.figures.sweep_inputs import Outcome, checked_sweep
from cortex_sim.sweep.collect import write_table
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import load_sweep

ROOT = Path(__file__).resolve().parents[2]
OVERLAP = Outcome(
    phase="clbp",
    assessment="map_structural",
    measure="overlap",
    muscle="DM-LES",
    name="DM-LES overlap",
    unit="0 to 1",
)


def main(results: Path, file: Path, *, allow_missing: bool) -> None:
    sweep = load_sweep(file)
    folder = SweepFolder(results / sweep.file.name)
    checked = checked_sweep(sweep, folder, str(file), allow_missing=allow_missing)
    picture = sensitivity_picture(checked, OVERLAP, "morris")
    written = [*write_table(folder.root, checked.table)]
    written += save_picture(picture, folder.root / "figures", list(checked.studies.values()))
    for path in written:
        print(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=Path, default=Path("results"))
    parser.add_argument(
        "--sweep", type=Path, default=ROOT / "configs" / "sweeps" / "sensitivity.yaml"
    )
    parser.add_argument(
        "--allow-missing",
        action="store_true",
        help="leave out trajectories with a point that has no result, instead of refusing",
    )
    chosen = parser.parse_args()
    try:
        main(chosen.results, chosen.sweep, allow_missing=chosen.allow_missing)
    except CortexSimError as error:
        sys.exit(f"error: {error}")
