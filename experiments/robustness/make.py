"""Does the map smudge whatever the choices that biology does not make?

python experiments/robustness/make.py [--results DIR]

Simulates what is missing of robustness.yaml in each variant of variants.yaml and draws
the change of the DM-LES overlap from health to CLBP, one row per variant.
"""

from pathlib import Path

from cortex_sim.config.strict_yaml import parse_yaml
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.pictures.manifest import save_picture
from cortex_sim.report.experiment import experiment_parser, finished_variants, run_experiment
from cortex_sim.report.variants import Change, draw_change, write_changes

HERE = Path(__file__).resolve().parent
MERGING = Change("robustness", "healthy to CLBP", (Visit(COMMON, "healthy"), Visit(COMMON, "clbp")))


def main(chosen):
    variants = parse_yaml((HERE / "variants.yaml").read_text(), "variants.yaml")
    found = finished_variants(
        HERE / "robustness.yaml", chosen.results, "robustness", variants, first=0, tell=print
    )
    folder = chosen.results / "robustness"
    for path in save_picture(draw_change(found, MERGING, MERGING.name), folder, [*found.values()]):
        print(path)
    print(write_changes(folder / "changes.csv", found, [MERGING]))


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
