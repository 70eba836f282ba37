"""Do maps merge more in subjects whose muscles lie nearer to each other?

python experiments/distance/make.py [--results DIR]

Simulates what is missing of distance.yaml in each variant of variants.yaml, the centres of DM and
LES at a set distance. Then holds the change of the overlap against the distance that each subject
of COHORTS has drawn, as far as the folder of results has their measures.csv.
"""

from pathlib import Path

from cohorts import COHORTS, correlations, read_cohort

from cortex_sim.csv_cells import csv_of_maps
from cortex_sim.figures.scatter import make_scatter, scatter_table
from cortex_sim.pictures.files import save_figure
from cortex_sim.report.experiment import experiment_parser, run_experiment
from cortex_sim.report.variants import MERGING, reproduce_variants
from cortex_sim.store.study import write_text_atomic

HERE = Path(__file__).resolve().parent
CAPTION = "n = {n} subjects of {number} cohorts. r = {r:.2f} [{low:.2f}, {high:.2f}], all together."


def main(chosen):
    folder = reproduce_variants(HERE, chosen.results, [MERGING._replace(name=HERE.name)], print)
    folders = [chosen.results / name for name in COHORTS]
    cohorts = [read_cohort(one) for one in folders if (one / "measures.csv").is_file()]
    if not cohorts:
        return
    rows, groups = correlations(cohorts), [cohort["centre_distance"] for cohort in cohorts]
    drawn = next(row for row in rows if row["cohorts"] == "all")
    write_text_atomic(folder / "correlations.csv", csv_of_maps(rows))
    drawing = make_scatter(
        groups,
        x="distance of the centres of DM and LES (mm)",
        y="change of the overlap, health to CLBP",
        caption=CAPTION.format(number=len(groups), **drawn),
    )
    for path in save_figure(drawing.figure, folder, "cohorts", scatter_table(groups)):
        print(path)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
