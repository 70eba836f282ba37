"""The causes of CLBP taken apart: each alone, each removed, and the controls.

python experiments/causes/make.py [--results DIR]

Simulates what is missing of configs/causes.yaml and draws all pictures of the study, with the
share of the smudging that each cause accounts for.
"""

from pathlib import Path

from cortex_sim.report.experiment import experiment_parser, reproduce, run_experiment

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "causes.yaml"


def main(chosen):
    reproduce(CONFIG, chosen.results, print)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
