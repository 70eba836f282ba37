"""How much a map differs from one measurement to the next, by pulses at each site.

python experiments/retest/make.py [--results DIR]

Six subjects of the study smudging (run first if missing), each mapped eight times in health and
in CLBP as for the structural map: retest SD of the overlap and of the distance of the CoGs.
"""

import numpy as np

import cortex_sim as cs
from cortex_sim.analysis.maps import cog_distance, overlap
from cortex_sim.clinic.stimulation import coil_grid
from cortex_sim.report.experiment import experiment_parser, run_experiment

REPEATS, PULSES, VISITS = 8, 8, ("healthy", "clbp")


def repeated_map(subject, settings):
    """Return the MEPs of all repeats together, shape (sites, pulses, muscles)."""
    grid = coil_grid(settings.grid, settings.spacing_mm)
    sites, repeats = np.repeat(grid, PULSES, axis=0), []
    jitter = settings.coil_jitter_mm * subject.probe.individual.coil_jitter
    for seed in range(REPEATS):
        rng = np.random.default_rng(seed)
        order = rng.permutation(len(sites))
        places = sites + rng.normal(0, jitter, sites.shape)
        given = subject.stimulate(places[order], settings.intensity_mv, seed=seed)
        meps = given.meps().values[np.argsort(order)]
        repeats.append(meps.reshape(len(grid), PULSES, -1))
    return grid, np.concatenate(repeats, axis=1)


def spread(grid, meps, pulses, pair):
    """Return the variances of overlap and distance over maps of some pulses a site."""
    parts = np.split(meps, meps.shape[1] // pulses, axis=1)
    maps = [part.mean(axis=1)[:, pair] for part in parts]
    overlaps = [overlap(*found.T) for found in maps]
    distances = [cog_distance(*found.T, grid) for found in maps]
    return np.var(overlaps, ddof=1), np.var(distances, ddof=1)


def main(chosen):
    results = cs.run(cs.load_study("smudging"), chosen.results)
    study = results.result.study
    settings = study.assessments["map_structural"]
    pair = [study.muscle_names.index(muscle) for muscle in study.primary_pair]
    measured = [
        repeated_map(results.subject(seed, visit).with_gaba_gain(1.0), settings)
        for seed in results.subjects[:6]
        for visit in VISITS
    ]
    print("| pulses a site | SD of the overlap | of the CoG distance (mm) |\n| --- | --- | --- |")
    for pulses in (2, 4, 8, 16, 32):
        both = np.mean([spread(*found, pulses, pair) for found in measured], axis=0)
        print(f"| {pulses} | {np.sqrt(both[0]):.3f} | {np.sqrt(both[1]):.3f} |")


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
