"""Which part of the model carries the merging of maps, their parting, and what is kept?

python experiments/load_bearing/make.py [--results DIR]

Simulates what is missing of load_bearing.yaml in each variant of variants.yaml, and of the two
studies whose representations are wired in columns or lie in interleaved patches. Draws the change
of the DM-LES overlap from health to CLBP, from CLBP to training and over four weeks of rest, one
row per variant, and writes the changes of all readings to load_bearing/changes.csv.
"""

from pathlib import Path

from cortex_sim.report.experiment import experiment_parser, run_experiment
from cortex_sim.report.variants import MERGING, PARTING, RETENTION, reproduce_variants

HERE = Path(__file__).resolve().parent
STUDIES = {
    "columnar lateral fan (25 % in a tail)": "columnar.yaml",
    "interleaved patches of DM and LES": "interleaved.yaml",
}


def main(chosen):
    reproduce_variants(HERE, chosen.results, [MERGING, PARTING, RETENTION], print, STUDIES)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
