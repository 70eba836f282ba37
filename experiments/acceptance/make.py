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
    for check in rows:
        print(f"| {check.name} | {verdict(check)} | {check.seen} |")


def verdict(check):
    if check.holds is None:
        return "–"
    return f"{'yes' if check.holds else 'NO'}{', open' if check.is_open else ''}"


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
