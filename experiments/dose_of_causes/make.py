"""Dose and response of the two strongest causes: GABA_A gain and delay.

python experiments/dose_of_causes/make.py [--results DIR]

Simulates what is missing of configs/dose_of_causes.yaml and draws all pictures of the study.
"""

from pathlib import Path

from cortex_sim.report.experiment import experiment_parser, reproduce, run_experiment

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "dose_of_causes.yaml"


def main(chosen):
    reproduce(CONFIG, chosen.results, print)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
