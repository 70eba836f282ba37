"""Heat map of the sweep gaba_by_delay: overlap of DM and LES against both causes.

python experiments/gaba_by_delay/make.py [--results DIR] [--sweep FILE] [--allow-missing]

Run `cortex-sim sweep run configs/sweeps/gaba_by_delay.yaml` first.
"""

from pathlib import Path

from cortex_sim.pictures.sweep import heat_map_picture
from cortex_sim.report.experiment import CLBP_OVERLAP, run_sweep_experiment

FILE = Path(__file__).resolve().parents[2] / "configs" / "sweeps" / "gaba_by_delay.yaml"


def draw(sweep):
    return heat_map_picture(sweep, CLBP_OVERLAP, "overlap")


if __name__ == "__main__":
    run_sweep_experiment(__doc__, FILE, draw)
