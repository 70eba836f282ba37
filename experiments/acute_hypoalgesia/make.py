"""What hypoalgesia for minutes after exercise can do to a GABA_A gain that follows load in days.

python experiments/acute_hypoalgesia/make.py [--results DIR]

The average subject under a load of 1, without a network: opioids and endocannabinoids of
configs/model/milieu.yaml with interval exercise, at several rhythms, beside what regular exercise
does through a baseline (training_analgesia). Takes seconds; prints the table and writes
<results>/acute_hypoalgesia/acute_hypoalgesia.csv.
"""

from hypoalgesia import Row, table

from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.csv_cells import csv_text
from cortex_sim.report.experiment import experiment_parser, run_experiment


def main(chosen):
    rows = table()
    folder = chosen.results / "acute_hypoalgesia"
    folder.mkdir(parents=True, exist_ok=True)
    table_text = csv_text([Row._fields, *rows], digits=4)
    (folder / "acute_hypoalgesia.csv").write_text(table_text, encoding="utf-8")
    for row in rows:
        print(
            f"{row.exercise:22} {row.through:35} load {row.lowest_load:.2f} at the lowest, "
            f"{row.mean_load:.3f} on average; GABA_A gain {row.gaba_gain:.3f} "
            f"({row.recovered:.1%} of the loss gone)"
        )
    print(f"without exercise: load 1, GABA_A gain {1 - SlowClock().gaba.load_loss:.3f}")


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
