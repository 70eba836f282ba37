"""Which single mechanism brings which row of physiology into its band, and at what price?

python experiments/physiology_mechanisms/make.py [--results DIR]

Examines physiology_mechanisms.yaml in each variant of variants.yaml as 'cortex-sim physiology'
does, and writes each row at each visit, and the ratio of weights, to mechanisms.csv.
by_mechanism.csv says how many rows each brings into the band and takes out of it, by_row.csv which
ones reach a row that is missed as configured.
"""

from pathlib import Path

from cortex_sim.report.experiment import experiment_parser, run_experiment
from cortex_sim.report.mechanisms import reproduce_mechanisms


def main(chosen):
    reproduce_mechanisms(Path(__file__).resolve().parent, chosen.results, print)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
