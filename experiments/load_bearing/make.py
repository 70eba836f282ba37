"""Which part of the model carries the merging of maps, and which their parting?

python experiments/load_bearing/make.py [--results DIR]

Simulates what is missing of load_bearing.yaml in each variant of variants.yaml, and of the two
studies whose representations are wired in columns or lie in interleaved patches. Draws the change
of the DM-LES overlap from health to CLBP and from CLBP to training, one row per variant, and writes
the changes of all readings to load_bearing/changes.csv.
"""

from pathlib import Path

from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.report.experiment import experiment_parser, run_experiment
from cortex_sim.report.variants import Change, reproduce_variants

HERE = Path(__file__).resolve().parent
TRAINING = "motor_control_training"
HEALTHY, CLBP = Visit(COMMON, "healthy"), Visit(COMMON, "clbp")
CHANGES = (
    Change("merging", "healthy to CLBP", (HEALTHY, CLBP)),
    Change("parting", "CLBP to training", (CLBP, Visit(TRAINING, TRAINING))),
)
STUDIES = {
    "columnar lateral fan (25 % in a tail)": "columnar.yaml",
    "interleaved patches of DM and LES": "interleaved.yaml",
}


def main(chosen):
    reproduce_variants(HERE, chosen.results, CHANGES, print, STUDIES)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
