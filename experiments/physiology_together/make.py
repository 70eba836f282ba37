"""Do mechanisms that bring rows of physiology into their bands add up, and what is left of merging?

python experiments/physiology_together/make.py [--results DIR]

Simulates what is missing of physiology_together.yaml in each variant of variants.yaml. Draws the
change of the DM-LES overlap from health to CLBP and from CLBP to training, one row per variant, and
writes the changes of all readings to changes.csv; examines each variant as 'cortex-sim physiology'
does, and writes mechanisms.csv, by_mechanism.csv and by_row.csv.
"""

from pathlib import Path

from cortex_sim.report.experiment import experiment_parser, run_experiment
from cortex_sim.report.mechanisms import reproduce_mechanisms
from cortex_sim.report.variants import MERGING, PARTING, reproduce_variants

HERE = Path(__file__).resolve().parent


def main(chosen):
    reproduce_variants(HERE, chosen.results, [MERGING, PARTING], print)
    reproduce_mechanisms(HERE, chosen.results, print)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
