"""Mind-body exercise, exercise of other kinds, and both, against rest.

python experiments/mind_body/make.py [--results DIR]

Simulates what is missing of configs/mind_body.yaml and draws all pictures of the study.
"""

from pathlib import Path

from cortex_sim.report.experiment import experiment_parser, reproduce, run_experiment

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "mind_body.yaml"


def main(chosen):
    reproduce(CONFIG, chosen.results, print)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
