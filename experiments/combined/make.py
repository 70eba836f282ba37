"""What is left of combined treatments after four weeks: education, exercise, training.

python experiments/combined/make.py [--results DIR]

Simulates what is missing of configs/combined.yaml and draws all pictures of the study.
"""

from pathlib import Path

from cortex_sim.report.experiment import experiment_parser, reproduce, run_experiment

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "combined.yaml"


def main(chosen):
    reproduce(CONFIG, chosen.results, print)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
