"""Measures of rhythms at rest."""

from cortex_sim.analysis.spectrum import band_share, peak_frequency, power_spectrum
from cortex_sim.config.assessments.rest_spectrum import RestSpectrum
from cortex_sim.config.study import Study
from cortex_sim.outcome.measures.base import MainMeasure, Measure
from cortex_sim.store.record import SessionRecord

SIGNAL = "signal/"


def measures(record: SessionRecord, study: Study, settings: RestSpectrum) -> list[Measure]:
    """Return rate, shares of power, peak frequency and burst share of each population."""
    measured = []
    for key in filter(lambda key: key.startswith(SIGNAL), record.arrays):
        name, signal = key.removeprefix(SIGNAL), record.arrays[key].values
        spectrum = power_spectrum(signal, settings.bin_width, settings.window)
        values = {
            "rate": (float(signal.mean()), "Hz"),
            "theta_share": (band_share(spectrum, settings.theta, settings.whole), ""),
            "beta_share": (band_share(spectrum, settings.beta, settings.whole), ""),
            "peak_frequency": (peak_frequency(spectrum, settings.peak), "Hz"),
            "burst_share": (float(record.arrays[f"bursts/{name}"].values), ""),
        }
        measured += [Measure(f"{m}_{name}", "", value, unit) for m, (value, unit) in values.items()]
    return measured


def main_measures(name: str, deep: str, pair: str) -> list[MainMeasure]:
    """Return none: rhythms describe the network, not the patient."""
    return []
