"""Training under distraction, load, an SSRI, without sensitisation, and with age.

python experiments/slow_modulators/make.py [--results DIR]

Simulates what is missing of configs/slow_modulators.yaml and draws all pictures of the study.
"""

from pathlib import Path

from cortex_sim.report.experiment import experiment_parser, reproduce, run_experiment

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "slow_modulators.yaml"


def main(chosen):
    reproduce(CONFIG, chosen.results, print)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
