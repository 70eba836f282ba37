"""Timing, retention and genotype under the slow clock, and its hypotheses.

python experiments/slow_clock/make.py [NAME ...] [--results DIR] [--subjects N]

NAME is timing, retention, genotype, hypotheses or low_bdnf; default all. Simulates what is missing,
writes <results>/<study>/figures/slow_clock_NAME.csv, .pdf, .png and a manifest.
"""

from pathlib import Path

from cortex_sim.config.strict_yaml import parse_yaml
from cortex_sim.outcome.folder import study_folder
from cortex_sim.pictures.manifest import save_picture
from cortex_sim.pictures.weeks import variant_pictures
from cortex_sim.report.experiment import experiment_parser, finished_variants, run_experiment

HERE = Path(__file__).resolve().parent
EXPERIMENTS = parse_yaml((HERE / "variants.yaml").read_text(), "variants.yaml")


def make(name, results, overrides):
    config, variants = EXPERIMENTS[name]["config"], EXPERIMENTS[name]["variants"]
    found = finished_variants(
        HERE / config, results, f"slow_clock_{name}", variants, overrides=overrides, tell=print
    )
    first = next(iter(found.values()))
    folder = study_folder(first.store, first.study) / "figures"
    for picture in variant_pictures(found, f"slow_clock_{name}"):
        for path in save_picture(picture, folder, list(found.values())):
            print(path)


def main(chosen):
    overrides = [] if chosen.subjects is None else [f"cohort.subjects={chosen.subjects}"]
    for name in chosen.names or EXPERIMENTS:
        make(name, chosen.results, overrides)


if __name__ == "__main__":
    parser = experiment_parser(__doc__)
    # choices alone would refuse an empty list of names
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(EXPERIMENTS))
    parser.add_argument("--subjects", type=int)
    if unknown := set(parser.parse_args().names) - set(EXPERIMENTS):
        parser.error(f"unknown {', '.join(unknown)}; known: {', '.join(EXPERIMENTS)}")
    run_experiment(parser, main)
