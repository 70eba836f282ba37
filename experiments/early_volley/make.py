"""Why does the cue evoke a volley before the feed-forward window, and what is left without it?

python experiments/early_volley/make.py [--results DIR]

Simulates what is missing of each variant and writes early_volley/readings.csv: what was read in
each subject at each visit.
"""

from pathlib import Path

from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.csv_cells import csv_of_maps
from cortex_sim.report.experiment import experiment_parser, finished_study, run_experiment
from cortex_sim.report.variants import TRAINING
from cortex_sim.store.study import write_text_atomic

HERE = Path(__file__).resolve().parent
VARIANTS = {
    "as configured": "early_volley.yaml",
    "cue after go": "cue_after_go.yaml",
    "strong cue": "strong_cue.yaml",
    "strong cue after go": "strong_cue_after_go.yaml",
}
VISITS = (Visit(COMMON, "healthy"), Visit(COMMON, "clbp"), Visit(TRAINING, TRAINING))
OF_CUE, OF_MAP = ("onset", "centre_of_mass", "recall"), ("overlap", "weight_ratio_exc_exc5")


def readings(label, result):
    """Yield a row for each reading and visit, with a column for each subject."""
    study = result.study
    wanted = [("recall", name, muscle) for name in OF_CUE for muscle in study.muscle_names]
    wanted += [("map_structural", name, study.pair_name) for name in OF_MAP]
    for assessment, name, muscle in wanted:
        for visit in VISITS:
            seen = result.values(assessment, name, muscle, *visit)
            what = {"variant": label, "measure": name, "muscle": muscle, "visit": visit.phase}
            yield what | {f"subject {s}": v for s, v in zip(result.subjects, seen, strict=True)}


def main(chosen):
    rows = []
    for label, file in VARIANTS.items():
        rows += readings(label, finished_study(HERE / file, chosen.results, tell=print))
    path = chosen.results / HERE.name / "readings.csv"
    write_text_atomic(path, csv_of_maps(rows))
    print(path)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
