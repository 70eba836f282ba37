"""Does the map smudge whatever the choices that biology does not make?

python experiments/robustness/make.py [--results DIR]

Simulates what is missing of robustness.yaml in each variant of variants.yaml and draws
the change of the DM-LES overlap from health to CLBP, one row per variant.
"""

from pathlib import Path

from cortex_sim.config.strict_yaml import parse_yaml
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.figures import ForestRow, forest_table, make_forest
from cortex_sim.figures.text import describe_n
from cortex_sim.outcome.summary import effect
from cortex_sim.outcome.visits import session_ids
from cortex_sim.pictures.manifest import Picture, save_picture
from cortex_sim.report.experiment import experiment_parser, finished_variants, run_experiment

HERE = Path(__file__).resolve().parent
MAP, PAIR = "map_structural", "DM-LES"
VISITS = (Visit(COMMON, "healthy"), Visit(COMMON, "clbp"))
CAPTION = (
    "{n} per variant. Change of the DM-LES overlap, healthy to CLBP, structural map, "
    "as paired Hedges' g_z; its mean change in brackets. Bars: 95 % interval (noncentral t)."
)


def main(chosen):
    variants = parse_yaml((HERE / "variants.yaml").read_text(), "variants.yaml")
    found = finished_variants(
        HERE / "robustness.yaml", chosen.results, "robustness", variants, first=0, tell=print
    )
    rows, panels = [], {}
    for label, result in found.items():
        e = effect(result, MAP, "overlap", PAIR, VISITS)
        name = f"{label} ({e.mean_difference:+.2f})"
        subjects = e.subjects_on(e.hedges_g_z)
        rows.append(ForestRow(name, e.hedges_g_z, e.g_z_low, e.g_z_high, n=e.n, subjects=subjects))
        panels[label] = [i for visit in VISITS for i in session_ids(result, MAP, visit)]
    counts = [len(result.subjects) for result in found.values()]
    direction = ("less overlap", "more overlap")
    caption = CAPTION.format(n=describe_n(counts))
    drawing = make_forest(rows, caption=caption, kind="g_z", direction=direction)
    picture = Picture("robustness", "Smudging by variant", drawing, forest_table(rows), panels)
    for path in save_picture(picture, chosen.results / "robustness", list(found.values())):
        print(path)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
