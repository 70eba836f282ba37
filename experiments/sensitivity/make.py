"""Morris screening: which parameters matter for the overlap of DM and LES in CLBP.

python experiments/sensitivity/make.py [--results DIR] [--sweep FILE] [--allow-missing]

Run `cortex-sim sweep run configs/sweeps/sensitivity.yaml` first.
"""

from pathlib import Path

from cortex_sim.pictures.sweep import sensitivity_picture
from cortex_sim.report.experiment import CLBP_OVERLAP, run_sweep_experiment

FILE = Path(__file__).resolve().parents[2] / "configs" / "sweeps" / "sensitivity.yaml"


def draw(sweep):
    return sensitivity_picture(sweep, CLBP_OVERLAP, "morris")


if __name__ == "__main__":
    run_sweep_experiment(__doc__, FILE, draw)
