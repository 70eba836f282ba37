"""The checks that the default model must pass, with the numbers seen.

python experiments/acceptance/make.py [--results DIR]

Runs what is missing of two studies (configs/smudging.yaml and dose_of_causes.yaml) and
prints one table.
"""

from checks import control_checks, dose_checks, load, smudging_checks

from cortex_sim.report.experiment import experiment_parser, run_experiment
from cortex_sim.store.paths import SessionStore


def main(chosen):
    store = SessionStore(chosen.results)
    dose = load("dose_of_causes", store)
    rows = [
        *smudging_checks(load("smudging", store)),
        *control_checks(dose),
        *dose_checks(dose),
    ]
    print("| check | holds | seen |\n| --- | --- | --- |")
    for name, holds, seen in rows:
        print(f"| {name} | {'–' if holds is None else 'yes' if holds else 'NO'} | {seen} |")


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
