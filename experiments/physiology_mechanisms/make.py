"""Which single mechanism brings which row of physiology into its band, and at what price?

python experiments/physiology_mechanisms/make.py [--results DIR]

Examines physiology_mechanisms.yaml in each variant of variants.yaml as 'cortex-sim physiology'
does, and writes each row at each visit, and the ratio of weights, to mechanisms.csv.
"""

from pathlib import Path

from cortex_sim.config.load import load_study
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.config.strict_yaml import parse_yaml
from cortex_sim.evidence.physiology import changes_for, table_of
from cortex_sim.figures.style import table_csv
from cortex_sim.report.experiment import experiment_parser, finished_variants, run_experiment
from cortex_sim.store.study import write_text_atomic

HERE = Path(__file__).resolve().parent
CONFIG = HERE / f"{HERE.name}.yaml"
RATIO = "weight_ratio_exc_exc5"


def cells(label, result):
    """Yield the rows of a variant: those with a band, then the ratio of weights by visit."""
    for cell in table_of(result):
        if not cell.row.shown_only:
            yield _cell(label, cell.row.quantity, cell.visit, cell.values, cell.verdict)
    for phase in result.study.course.phases:
        values = result.values(SessionKind.PRACTICE, RATIO, result.study.pair_name, "", phase)
        yield _cell(label, RATIO, phase, values)


def _cell(label, quantity, visit, values, verdict=""):
    known = [value for value in values if value == value]
    mean = sum(known) / len(known) if known else float("nan")
    row = {"variant": label, "quantity": quantity, "visit": visit, "n": len(known), "value": mean}
    return {**row, "verdict": verdict, "subjects": " ".join(f"{value:.4g}" for value in values)}


def main(chosen):
    variants = parse_yaml((HERE / "variants.yaml").read_text(), "variants.yaml")
    examined = {
        label: [*changes, *changes_for(load_study(CONFIG, changes), None, None)]
        for label, changes in variants.items()
    }
    found = finished_variants(CONFIG, chosen.results, HERE.name, examined, first=0, tell=print)
    table = [cell for label, result in found.items() for cell in cells(label, result)]
    path = chosen.results / HERE.name / "mechanisms.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_text_atomic(path, table_csv(table))
    print(path)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
