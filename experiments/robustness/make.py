"""Does the map smudge whatever the choices that biology does not make?

python experiments/robustness/make.py [--results DIR]

Simulates what is missing of robustness.yaml in each variant of variants.yaml and draws
the change of the DM-LES overlap from health to CLBP, one row per variant.
"""

from pathlib import Path

from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.report.experiment import experiment_parser, run_experiment
from cortex_sim.report.variants import Change, reproduce_variants

HERE = Path(__file__).resolve().parent
MERGING = Change("robustness", "healthy to CLBP", (Visit(COMMON, "healthy"), Visit(COMMON, "clbp")))


def main(chosen):
    reproduce_variants(HERE, chosen.results, [MERGING], print)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
