"""Onsets by EMG against those by spikes, by noise and method, in a study that has run.

Run: python benchmarks/emg_onsets.py RESULTS STUDY ASSESSMENT, with an assessment of cued movements
that has ``practised_trials``, as in ``results smudging recall``. Both kinds of movement are read:
the cue alone, and cue and afferents together, as in practice.
"""

import csv
import sys
from collections import defaultdict
from pathlib import Path

import numpy as np

from cortex_sim.analysis.rates import PoolRate
from cortex_sim.clinic.cued_movement import PRACTISED_CELL, PRACTISED_TIME, TAKES_PART
from cortex_sim.clinic.probe import Recording, motoneuron_pool, unit_spikes_of
from cortex_sim.config.load import load_study
from cortex_sim.emg.surface import Electrode, muscles_emg
from cortex_sim.outcome.measures.answers import answer_of, rates_around_cue
from cortex_sim.people.emg import Emg
from cortex_sim.people.emg_measures import ANSWERED, trial_onsets
from cortex_sim.people.reading import Reading
from cortex_sim.people.virtual import READING
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.session_file import read_session

NOISE_MV = (0.001, 0.005, 0.02, 0.05)
METHODS = ("hodges-bui", "teager-kaiser")


def movements(record, study, settings):
    """Yield the kind of movement, times and cells of its spikes, trials, and who moves in each."""
    alone, arrays = record.spikes[motoneuron_pool(study)[0]], record.arrays
    everybody = np.ones((settings.trials, len(study.muscle_names)), dtype=bool)
    yield "cue alone", alone.timestamps_ms, alone.node_ids, settings.trials, everybody
    practised = arrays[PRACTISED_TIME].values, arrays[PRACTISED_CELL].values
    takes_part = arrays[TAKES_PART].values.astype(bool)
    yield "practised", *practised, settings.practised_trials, takes_part


def onsets(times_ms, cells, trials, part, study, settings):
    """Yield noise, method, onset by spikes, and onset by EMG (nan: too few trials have one)."""
    name, _ = motoneuron_pool(study)
    period, electrode = settings.trial_duration, Electrode(noise_mv=0.0, rate_hz=2000.0)
    raster = Recording({name: (times_ms / 1e3, cells.astype(np.int64))}, trials * period)
    pools = unit_spikes_of(study, raster)
    rng = np.random.default_rng(0)
    clean = muscles_emg(pools, trials * period, electrode, rng)
    unit = rng.normal(size=clean.shape)
    cues = period * np.arange(1, trials)
    answers = []
    for pool, own in zip(pools, part[1:].T, strict=True):
        rates = rates_around_cue(pool.times, settings, trials)
        answers.append(answer_of(PoolRate(rates.rate_hz[own], rates.time_ms), settings).onset)
    for noise in NOISE_MV:
        emg = Emg("virtual", study.muscle_names, electrode.rate_hz, clean + noise * unit)
        epochs = emg.epochs(cues, READING.movement_ms)
        for method in METHODS:
            for muscle, answer in enumerate(answers):
                reading = Reading(movement_ms=READING.movement_ms, onset=method)
                each = trial_onsets(epochs, part[1:, muscle], muscle, reading)
                moves = np.isfinite(each).mean() >= ANSWERED
                found = np.nanmedian(each) if moves else np.nan
                yield noise, method, answer + electrode.conduction_ms, found


def main(results: str, name: str, assessment: str) -> None:
    """Print a row for each kind of movement, noise and method."""
    folder = Path(results) / name
    study, store = load_study(folder / "config.yaml"), SessionStore(Path(results))
    settings = study.assessments[assessment]
    with (folder / "measures.csv").open(encoding="utf-8", newline="") as file:
        ids = {row["session"] for row in csv.DictReader(file) if row["assessment"] == assessment}
    pairs = defaultdict(list)
    for record in (read_session(store, one) for one in sorted(ids)):
        for kind, *rest in movements(record, study, settings):
            for noise, method, spikes, emg in onsets(*rest, study, settings):
                pairs[kind, noise, method].append((spikes, emg))
    print(
        "movement, noise (mV), method: muscles with both of those with spikes; bias, median error"
    )
    for key, values in pairs.items():
        spikes, emg = np.array(values).T
        both = np.isfinite(spikes) & np.isfinite(emg)
        error = (emg - spikes)[both]
        r = np.corrcoef(spikes[both], emg[both])[0, 1] if both.sum() > 2 else np.nan
        size = np.median(np.abs(error)) if len(error) else np.nan
        bias = np.median(error) if len(error) else np.nan
        counts = f"{both.sum()} of {np.isfinite(spikes).sum()}"
        print(*key, f"{counts}; {bias:+.0f} ms, {size:.0f} ms, r {r:.2f}", sep=", ")


if __name__ == "__main__":
    main(*sys.argv[1:])
