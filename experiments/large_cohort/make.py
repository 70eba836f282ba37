"""The cohort of the ledger: forty subjects in the arms, with what the findings read of the clinic.

python experiments/large_cohort/make.py [--results DIR]

Simulates what is missing of configs/large_cohort.yaml (sessions of configs/arms.yaml are shared)
and draws all pictures of the study. experiments/evidence scores it once it is there.
"""

from pathlib import Path

from cortex_sim.report.experiment import experiment_parser, reproduce, run_experiment

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "large_cohort.yaml"


def main(chosen):
    reproduce(CONFIG, chosen.results, print)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
