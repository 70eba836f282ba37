"""Morris screening: which parameters matter for the overlap of DM and LES in CLBP.

python experiments/sensitivity/make.py [--results DIR] [--sweep FILE] [--allow-missing]

Run `cortex-sim sweep run configs/sweeps/sensitivity.yaml` first.
"""

from pathlib import Path

from cortex_sim.figures.sweep import sensitivity_picture
from cortex_sim.report.experiment import run_experiment
from cortex_sim.report.sweep_experiment import CLBP_OVERLAP, reproduce_sweep, sweep_parser

FILE = Path(__file__).resolve().parents[2] / "configs" / "sweeps" / "sensitivity.yaml"


def main(chosen):
    reproduce_sweep(
        chosen.sweep,
        chosen.results,
        lambda sweep: sensitivity_picture(sweep, CLBP_OVERLAP, "morris"),
        print,
        allow_missing=chosen.allow_missing,
    )


if __name__ == "__main__":
    run_experiment(sweep_parser(__doc__, FILE), main)
