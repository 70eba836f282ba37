"""The ledger: published findings scored on the stored studies, with forest plots.

python experiments/evidence/make.py [--results DIR]

Simulates what is missing of configs/smudging.yaml, arms.yaml and causes.yaml. Reads the large
cohort and the virtual slice as well, if experiments/large_cohort and experiments/slice have run.
"""

from pathlib import Path

from cortex_sim.catalog.findings import load_findings
from cortex_sim.csv_cells import csv_of_maps
from cortex_sim.evidence.score import count_verdicts, score_ledger
from cortex_sim.evidence.slices import FILE, load_slices
from cortex_sim.evidence.table import ledger_rows
from cortex_sim.pictures.manifest import save_picture
from cortex_sim.report.experiment import experiment_parser, finished_study, run_experiment
from cortex_sim.report.ledger import ledger_pictures
from cortex_sim.store.study import write_text_atomic

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
STUDIES = ("arms", "smudging", "causes")
LARGE = "large_cohort"
"""Scored before the others, if it is there: a finding takes the first study that has all of it."""


def main(chosen):
    root = chosen.results
    folder = root / "evidence"
    has_large = (root / LARGE / "study.json").is_file()
    names = (LARGE, *STUDIES) if has_large else STUDIES
    results = [finished_study(CONFIGS / f"{name}.yaml", root, tell=print) for name in names]
    ledger = load_findings()
    slices = [load_slices(root / "slice")] if (root / "slice" / FILE).is_file() else []
    scores = score_ledger([*results, *slices], ledger)
    write_text_atomic(folder / "evidence.csv", csv_of_maps(ledger_rows(scores, ledger)))
    print(folder / "evidence.csv")
    for picture in ledger_pictures(scores, results):
        for path in save_picture(picture, folder, results):
            print(path)
    print(", ".join(f"{n} {verdict}" for verdict, n in count_verdicts(scores).items() if n))


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
