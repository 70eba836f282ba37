"""Which single mechanism brings which row of physiology into its band, and at what price?

python experiments/physiology_mechanisms/make.py [--results DIR]

Examines physiology_mechanisms.yaml in each variant of variants.yaml as 'cortex-sim physiology'
does, and writes each row at each visit, and the ratio of weights, to mechanisms.csv.
by_mechanism.csv says how many rows each brings into the band and takes out of it, by_row.csv which
ones reach a row that is missed as configured.
"""

from pathlib import Path

from what_reaches import cells, mechanism_rows, missed_rows

from cortex_sim.config.load import load_study
from cortex_sim.config.strict_yaml import parse_yaml
from cortex_sim.evidence.physiology import changes_for
from cortex_sim.figures.style import table_csv
from cortex_sim.report.experiment import experiment_parser, finished_variants, run_experiment
from cortex_sim.store.study import write_text_atomic

HERE = Path(__file__).resolve().parent
CONFIG = HERE / f"{HERE.name}.yaml"


def main(chosen):
    variants = parse_yaml((HERE / "variants.yaml").read_text(), "variants.yaml")
    examined = {
        label: [*changes, *changes_for(load_study(CONFIG, changes), None, None)]
        for label, changes in variants.items()
    }
    found = finished_variants(CONFIG, chosen.results, HERE.name, examined, first=0, tell=print)
    table = [cell for label, result in found.items() for cell in cells(label, result)]
    tables = {
        "mechanisms": table,
        "by_mechanism": list(mechanism_rows(table)),
        "by_row": list(missed_rows(table)),
    }
    folder = chosen.results / HERE.name
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        write_text_atomic(folder / f"{name}.csv", table_csv(rows))
        print(folder / f"{name}.csv")


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
