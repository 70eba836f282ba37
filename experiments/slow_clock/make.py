"""Dose, timing, retention and genotype under the slow clock, and its hypotheses.

python experiments/slow_clock/make.py [NAME ...] [--results DIR] [--subjects N]

NAME is dose, timing, retention, genotype or hypotheses; default all. Simulates what is missing,
writes <results>/<study>/figures/slow_clock_NAME.csv, .pdf, .png and a manifest.
"""

import argparse
import sys
from pathlib import Path

from curves import Variant, picture

from cortex_sim.course.outputs import study_folder
from cortex_sim.errors import CortexSimError
from cortex_sim.figures.manifest import save_picture
from cortex_sim.report.experiment import finished_study

HERE = Path(__file__).resolve().parent
EXPERIMENTS = {
    "dose": ("dose", {"": ()}),
    "timing": ("timing", {"": ()}),
    "retention": ("retention", {"": ()}),
    "genotype": (
        "training",
        {
            "Val/Val": ("slow_clock.individuals.genotype=val_val",),
            "Met carrier": ("slow_clock.individuals.genotype=met_carrier",),
        },
    ),
    "hypotheses": (
        "training",
        {
            "BDNF on whole rule": ("bdnf.acts_on=whole_rule",),
            "BDNF on burst term": ("bdnf.acts_on=burst_term",),
            "burst term, no p75": (
                "bdnf.acts_on=burst_term",
                "slow_clock.hypotheses.probdnf_facilitates_depression=false",
            ),
            "practice raises GABA": ("slow_clock.hypotheses.gaba_after_practice=raises",),
            "lactate raises BDNF": ("slow_clock.hypotheses.lactate_raises_bdnf=true",),
        },
    ),
}
"""By name: configuration, and by label the changes of each variant."""


def main(name: str, results: Path, subjects: int | None) -> None:
    stem, variants = EXPERIMENTS[name]
    found = []
    for number, (label, changes) in enumerate(variants.items()):
        more = (f"name=slow_clock_{name}{f'_{number + 1}' if label else ''}",)
        if subjects is not None:
            more += (f"cohort.subjects={subjects}",)
        config = HERE / f"{stem}.yaml"
        found.append(Variant(label, finished_study(config, results, (*changes, *more), tell=print)))
    folder = study_folder(found[0].result.store, found[0].result.study) / "figures"
    drawn = picture(found, f"slow_clock_{name}")
    for path in save_picture(drawn, folder, [variant.result for variant in found]):
        print(path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(EXPERIMENTS))
    parser.add_argument("--results", type=Path, default=Path("results"))
    parser.add_argument("--subjects", type=int)
    chosen = parser.parse_args()
    if unknown := set(chosen.names) - set(EXPERIMENTS):
        parser.error(f"unknown {', '.join(unknown)}; known: {', '.join(EXPERIMENTS)}")
    try:
        for name in chosen.names or EXPERIMENTS:
            main(name, chosen.results, chosen.subjects)
    except CortexSimError as error:
        sys.exit(f"error: {error}")
