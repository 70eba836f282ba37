"""Thresholds, recruitment curves and paired pulses of a person."""

import math

import numpy as np

from cortex_sim.analysis.excitability import (
    active_motor_threshold,
    fit_boltzmann,
    paired_pulse_ratio,
)
from cortex_sim.outcome.measures.base import Measure
from cortex_sim.people.found import Found
from cortex_sim.people.layout import PAIRS, TEST, TEST_OF
from cortex_sim.people.reading import Reading
from cortex_sim.people.stimuli import Floats, Stimuli

THRESHOLD_NAME = {"rest": "rmt", "active": "amt"}


def recruitment_rows(pulses: Stimuli, reading: Reading) -> list[Found]:
    """Return threshold, Boltzmann fit and gain of each muscle; nan with the reason why."""
    found = []
    for column, muscle in enumerate(pulses.muscles):
        seen = np.isfinite(pulses.mep_mv[:, column]) & np.isfinite(pulses.intensity)
        found += _curve(
            muscle, pulses.intensity[seen], pulses.mep_mv[seen, column], reading,
            pulses.intensity_unit,
        )  # fmt: skip
    return found


def _curve(muscle: str, s: Floats, mep: Floats, reading: Reading, unit: str) -> list[Found]:
    levels, index = np.unique(s, return_inverse=True)
    share = np.bincount(index, mep >= reading.criterion) / np.bincount(index)
    threshold = active_motor_threshold(levels, share) if len(levels) else math.nan
    note = f"half of the pulses answered with {reading.criterion * 1e3:g} µV or more"
    if math.isnan(threshold):
        note = f"no intensity reached {reading.criterion * 1e3:g} µV in half of its pulses"
    elif threshold == levels[0]:
        note = "an upper bound: the weakest intensity reached the criterion"
    fit = fit_boltzmann(s, mep)
    return [
        Found(Measure(THRESHOLD_NAME[reading.state], muscle, threshold, unit), note),
        Found(Measure("s50", muscle, fit.s50, unit), fit.reason),
        Found(Measure("slope", muscle, fit.k, unit), fit.reason),
        Found(Measure("mep_max", muscle, fit.mep_max, "mV"), fit.reason),
        Found(Measure("mep_gain", muscle, fit.mep_max / (4 * fit.k), f"mV/{unit}"), fit.reason),
    ]


def pair_rows(pulses: Stimuli, reading: Reading) -> list[Found]:
    """Return the ratios of conditioned to test MEPs, by protocol and interval."""
    found = []
    for column, muscle in enumerate(pulses.muscles):
        mep = pulses.mep_mv[:, column]
        seen = np.isfinite(mep)
        alone = {name: mep[seen & (pulses.protocol == name)] for name in (TEST, *TEST_OF.values())}
        for protocol in PAIRS:
            rows = seen & (pulses.protocol == protocol)
            if not rows.any():
                continue
            intervals = np.unique(pulses.interval_ms[rows])
            own = alone[TEST_OF.get(protocol, TEST)]
            test = own if len(own) else alone[TEST]
            found.append(_ratio(protocol, muscle, mep[rows], test))
            for ms in intervals[np.isfinite(intervals)]:
                at = rows & (pulses.interval_ms == ms)
                found.append(_ratio(f"{protocol}_{ms:g}_ms", muscle, mep[at], test))
        if len(alone[TEST]):
            mean = float(alone[TEST].mean())
            found.append(Found(Measure("test_mep", muscle, mean, "mV")))
    return found


def _ratio(name: str, muscle: str, conditioned: Floats, test: Floats) -> Found:
    value = paired_pulse_ratio(conditioned, test)
    why = "no test pulse alone (protocol test) with an MEP" if math.isnan(value) else ""
    return Found(Measure(name, muscle, value, ""), why)
