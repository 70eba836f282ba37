"""A virtual map that leaves as an EMG and comes back as if it were a person's."""

import numpy as np
import pytest

from cortex_sim.analysis import maps
from cortex_sim.emg.surface import Electrode, muscles_emg
from cortex_sim.people.emg import meps_of_emg
from cortex_sim.people.read_emg import read_emg
from cortex_sim.people.read_stimuli import read_stimuli
from cortex_sim.people.reading import Reading
from cortex_sim.people.session import measure

SIDE, SPACING, PULSES, UNITS = 5, 10.0, 4, 100
EVERY = 0.3
READING = Reading(state="active", mep_ms=(6.0, 60.0))
CENTRES = {"DM": (-6.0, 0.0), "LES": (8.0, 4.0)}

LATENCY_MS = 11.0
"""First spikes come 6 ms after the pulse, their potentials 5 ms later."""

ERRORS = {
    0.0: {"overlap": 0.04, "cog": 0.4, "area": 4, "volume": 0.6, "latency": 6.0},
    0.005: {"overlap": 0.08, "cog": 0.9, "area": 6, "volume": 1.1, "latency": 4.0},
    0.02: {"overlap": 0.12, "cog": 1.2, "area": 8, "volume": 2.0, "latency": 5.0},
}
"""By noise in mV, the largest error that the documentation states."""


def virtual_map(rng):
    """Return pulses (time, site) and spikes of two pools whose units answer by distance."""
    ticks = SPACING * (np.arange(SIDE) - SIDE // 2)
    sites = np.array([(x, y) for y in ticks for x in ticks])
    order = rng.permutation(np.repeat(np.arange(SIDE**2), PULSES))
    times = 0.5 + EVERY * np.arange(len(order))
    sizes = 30.0 ** np.linspace(0, 1, UNITS)
    sizes /= sizes.mean()
    spikes, counts = [], []
    for centre in CENTRES.values():
        share = np.exp(-((sites - centre) ** 2).sum(axis=1) / (2 * 12.0**2))
        fired, weights, count = [], [], []
        for time, site in zip(times, order, strict=True):
            n = rng.binomial(UNITS, 0.8 * share[site])
            fired += list(time + 0.006 + rng.gamma(4.0, 0.0005, n))
            weights += list(sizes[:n])
            count.append(sizes[:n].sum())
        n_rest = rng.poisson(1.0 * times[-1])
        fired += list(rng.uniform(0, times[-1], n_rest))
        weights += list(sizes[rng.integers(0, UNITS // 4, n_rest)])
        spikes.append((np.array(fired), np.array(weights)))
        counts.append(np.array(count))
    by_site = np.array([[c[order == s].mean() for c in counts] for s in range(SIDE**2)])
    return times, sites[order], spikes, by_site, sites


def exported(folder, times, places, signal, rate):
    emg, events = folder / "x_emg.csv", folder / "x_events.tsv"
    clock = np.arange(len(signal)) / rate
    lines = [f"{t:.6f},{a:.6f},{b:.6f}" for t, (a, b) in zip(clock, signal, strict=True)]
    emg.write_text("\n".join(["time_s,emg_DM_mV,emg_LES_mV", *lines]))
    rows = [f"{t:.6f}\tmap\t{x:g}\t{y:g}" for t, (x, y) in zip(times, places, strict=True)]
    events.write_text("\n".join(["onset\ttrial_type\tx_mm\ty_mm", *rows]))
    return emg, events


def errors_of(folder, noise, rng):
    """Return the absolute error of each measure, the larger one of both muscles."""
    times, places, spikes, by_site, sites = virtual_map(rng)
    electrode = Electrode(rate_hz=2000.0, noise_mv=noise)
    signal = muscles_emg(spikes, float(times[-1] + 0.3), electrode, rng)
    emg, events = exported(folder, times, places, signal, electrode.rate_hz)
    record = read_emg(emg)
    rows = measure(meps_of_emg(read_stimuli(events), record, READING), READING, record)
    found = {(r.measure, r.muscle): r.value for r in rows}
    wrong = {"overlap": abs(found["overlap", "DM-LES"] - maps.overlap(*by_site.T))}
    for column, muscle in enumerate(CENTRES):
        one = by_site[:, column]
        true = {
            "cog": maps.centre_of_gravity(one, sites),
            "area": maps.area(one),
            "volume": maps.volume(one),
            "latency": LATENCY_MS,
        }
        cog = np.array([found["cog_x", muscle], found["cog_y", muscle]])
        here = {"cog": cog, "latency": found["mep_latency", muscle]}
        here |= {name: found[name, muscle] for name in ("area", "volume")}
        for name, value in true.items():
            error = float(np.abs(here[name] - value).max())
            wrong[name] = max(error, wrong.get(name, 0.0))
    return wrong


@pytest.mark.parametrize("noise", list(ERRORS))
def test_the_measures_are_the_same_within_the_stated_error(tmp_path, noise, rng):
    wrong = errors_of(tmp_path, noise, rng)
    assert {n: wrong[n] for n, most in ERRORS[noise].items() if wrong[n] > most} == {}
