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
REST = "rest"
POPULATIONS = ("relay", "exc", "exc5")
CAPTION = (
    "Spectra of mean rates at rest, {n} subjects, geometric mean; grey: theta and beta. Welch's "
    "method, segments of 2 s."
)


def spectra(result, population):
    """Return the frequencies, and the power of each subject by condition."""
    settings, power = result.study.assessments[REST], {}
    key = f"signal/{population}"
    for arm, phase, *_ in result.visits:
        rows = []
        for subject in result.subjects:
            record = result.record(result.session(subject, arm, phase, REST))
            signal = record.arrays[key].values
            frequency, values = power_spectrum(signal, settings.bin_width, settings.window)
            rows.append(values)
        power[phase] = np.array(rows)
    is_shown = (frequency >= settings.whole[0]) & (frequency <= settings.whole[1])
    return frequency[is_shown], {name: rows[:, is_shown] for name, rows in power.items()}


def main(chosen):
    result = reproduce(CONFIG, chosen.results, print)
    study, settings = result.study, result.study.assessments[REST]
    panels, table = [], []
    for name in POPULATIONS:
        frequency, power = spectra(result, name)
        panels.append(SpectrumPanel(study.network.populations[name].label, frequency, power))
        table += [
            {
                "population": name, "condition": condition, "subject": seed,
                "frequency_hz": f, "power": p,
            }
            for condition, rows in power.items()
            for seed, row in zip(result.subjects, rows, strict=True)
            for f, p in zip(frequency, row, strict=True)
        ]  # fmt: skip
    labels = {phase: study.phases[phase].label or phase for phase in panels[0].power}
    caption = CAPTION.format(n=len(result.subjects))
    drawing = make_spectra(panels, labels, (settings.theta, settings.beta), caption=caption)
    folder = study_folder(result.store, study) / "figures"
    for path in save_figure(drawing.figure, folder, "rest_spectra", table):
        print(path)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
