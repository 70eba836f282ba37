"""Thalamocortical dysrhythmia as a rival cause: rhythms at rest, and what maps do.

python experiments/thalamus/make.py [--results DIR]

Simulates what is missing of configs/thalamus.yaml, draws all pictures of the study, and the spectra
of relay, L2/3 and L5 at rest.
"""

from pathlib import Path

import numpy as np

from cortex_sim.analysis.spectrum import power_spectrum
from cortex_sim.figures.spectrum import SpectrumPanel, make_spectra
from cortex_sim.outcome.folder import study_folder
from cortex_sim.pictures.files import save_figure
from cortex_sim.report.experiment import experiment_parser, reproduce, run_experiment

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "thalamus.yaml"
REST, POPULATIONS = "rest", ("relay", "exc", "exc5")
CAPTION = (
    "Spectra of mean rates at rest, {n} subjects, geometric mean; grey: theta and beta. Welch's "
    "method, segments of 2 s."
)


def panel_of(result, population):
    """Return the spectra of all visits: the power of each subject by condition."""
    settings, power = result.study.assessments[REST], {}
    for visit in result.visits:
        sessions = [result.session(subject, *visit, REST) for subject in result.subjects]
        signals = [result.record(s).arrays[f"signal/{population}"].values for s in sessions]
        found = [power_spectrum(s, settings.bin_width, settings.window) for s in signals]
        low, high = np.searchsorted(found[0].frequency, settings.whole)
        power[visit.phase] = np.array([spectrum.power[low:high] for spectrum in found])
    label = result.study.network.populations[population].label
    return SpectrumPanel(label, found[0].frequency[low:high], power)


def main(chosen):
    result = reproduce(CONFIG, chosen.results, print)
    study, settings = result.study, result.study.assessments[REST]
    panels = [panel_of(result, name) for name in POPULATIONS]
    table = [
        {"population": panel.label, "condition": name, "frequency_hz": f}
        | {f"power_{seed}": power for seed, power in zip(result.subjects, column, strict=True)}
        for panel in panels
        for name, rows in panel.power.items()
        for f, column in zip(panel.frequency, rows.T, strict=True)
    ]
    labels = {phase: study.phases[phase].label or phase for phase in panels[0].power}
    caption = CAPTION.format(n=len(result.subjects))
    drawing = make_spectra(panels, labels, (settings.theta, settings.beta), caption=caption)
    folder = study_folder(result.store, study) / "figures"
    for path in save_figure(drawing.figure, folder, "rest_spectra", table):
        print(path)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
