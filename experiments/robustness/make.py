"""Does the map smudge whatever the choices that biology does not make?

python experiments/robustness/make.py [--results DIR]

Simulates what is missing of robustness.yaml in each variant of variants.yaml and draws
the change of the DM-LES overlap from health to CLBP, one row per variant.
"""

from pathlib import Path

from cortex_sim.report.experiment import experiment_parser, run_experiment
from cortex_sim.report.variants import MERGING, reproduce_variants

HERE = Path(__file__).resolve().parent


def main(chosen):
    reproduce_variants(HERE, chosen.results, [MERGING._replace(name=HERE.name)], print)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
