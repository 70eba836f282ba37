"""A virtual slice: are horizontal synapses of layer 2/3 gated by GABA_A?

python experiments/slice/make.py [--results DIR]

Gives theta bursts to horizontal axons at 0.5 and 1.0 mm, with GABA_A intact, blocked where
responses are recorded, or together with vertical input, and draws the change of the response.
"""

from pathlib import Path

import numpy as np
from virtual_slice import PROTOCOLS, potentiation

from cortex_sim.config.load import load_study
from cortex_sim.evidence.slices import save_slices
from cortex_sim.figures.dots import DotGroup, make_dots
from cortex_sim.pictures.files import save_figure
from cortex_sim.report.experiment import experiment_parser, run_experiment
from cortex_sim.store.paths import SessionStore

HERE = Path(__file__).resolve().parent
ELECTRODES = {"near": "0.5 mm", "far": "1.0 mm"}
LABELS = {
    "ltp_intact": "GABA_A intact",
    "ltp_blocked": "GABA_A blocked",
    "ltp_vertical": "intact, vertical input",
    "ltp_vertical_alone": "vertical input alone",
}
PUBLISHED = {"ltp_intact": (-5, 5), "ltp_blocked": (24, 35), "ltp_vertical": (24, 35)}
MEASURE = "change of the horizontal response (%)"
CAPTION = (
    "n = {n} virtual slices, a dot each; line: mean, no interval. Left: electrode 0.5 mm away, "
    "right: 1.0 mm. Grey: slices of rat motor cortex (Hess & Donoghue 1994; with vertical input: "
    "Hess et al. 1996)."
)


def main(chosen):
    study = load_study(HERE / "slice.yaml")
    seeds = range(study.cohort.first_seed, study.cohort.first_seed + study.cohort.subjects)
    builds = SessionStore(chosen.results).builds
    rows, groups, changes = [], [], {}
    for name, protocol in PROTOCOLS.items():
        columns = []
        for electrode, distance in ELECTRODES.items():
            found = [potentiation(study, builds, seed, electrode, protocol) for seed in seeds]
            changes[name, electrode] = np.array([change for change, _ in found])
            columns.append(changes[name, electrode])
            rows += [{"measure": name, "distance": distance, "slice": seed,
                      "change_percent": change, "rate_hz": rate}
                     for seed, (change, rate) in zip(seeds, found, strict=True)]  # fmt: skip
            print(f"{name:20} {distance}: {np.mean(columns[-1]):+.1f} %")
        groups.append(DotGroup(LABELS[name], tuple(columns), PUBLISHED.get(name)))
    drawing = make_dots(groups, measure=MEASURE, caption=CAPTION.format(n=len(seeds)))
    print(save_slices(chosen.results / "slice", study, changes))
    print(*save_figure(drawing.figure, chosen.results / "slice", "slice", rows), sep="\n")


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
