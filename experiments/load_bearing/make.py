"""Which part of the model carries the merging of maps, and which their parting?

python experiments/load_bearing/make.py [--results DIR]

Simulates what is missing of load_bearing.yaml in each variant of variants.yaml, draws the change
of the DM-LES overlap from health to CLBP and from CLBP to training, one row per variant, and writes
the changes of all readings to load_bearing/changes.csv.
"""

from pathlib import Path

from cortex_sim.config.strict_yaml import parse_yaml
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.pictures.manifest import save_picture
from cortex_sim.report.experiment import experiment_parser, finished_variants, run_experiment
from cortex_sim.report.variants import Change, draw_change, write_changes

HERE = Path(__file__).resolve().parent
TRAINING = "motor_control_training"
HEALTHY, CLBP = Visit(COMMON, "healthy"), Visit(COMMON, "clbp")
CHANGES = (
    Change("merging", "healthy to CLBP", (HEALTHY, CLBP)),
    Change("parting", "CLBP to training", (CLBP, Visit(TRAINING, TRAINING))),
)


def main(chosen):
    variants = parse_yaml((HERE / "variants.yaml").read_text(), "variants.yaml")
    found = finished_variants(
        HERE / "load_bearing.yaml", chosen.results, "load_bearing", variants, first=0, tell=print
    )
    folder = chosen.results / "load_bearing"
    for change in CHANGES:
        picture = draw_change(found, change, change.name)
        for path in save_picture(picture, folder, [*found.values()]):
            print(path)
    print(write_changes(folder / "changes.csv", found, CHANGES))


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
