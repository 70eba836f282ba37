"""From raw assessment results to measures."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.analysis.excitability import boltzmann
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.assessments.paired_pulse import PairedPulse
from cortex_sim.config.assessments.silent_period import SilentPeriod
from cortex_sim.config.assessments.tms_map import TmsMap
from cortex_sim.outcome.measures import (
    cued_movement,
    paired_pulse,
    recruitment,
    silent_period,
    tms_map,
)
from cortex_sim.store.record import Array, sort_spikes

TIME_MS = np.arange(-150, 400, 5.0) + 2.5
SILENCE = SilentPeriod(kind="silent_period", threshold_from="threshold")


def silent_periods(*rates):
    record = SimpleNamespace(
        arrays={
            "time": Array(TIME_MS, "ms", ("time",), ""),
            "rate": Array(np.array(rates), "Hz", ("measured", "time"), ""),
            "measured": Array(np.arange(len(rates)), "", ("measured",), ""),
        }
    )
    study = SimpleNamespace(muscle_names=["DM", "LES"])
    return silent_period.measures(record, study, SILENCE)


def contraction(silence):
    """Return a steady rate with an MEP at 5 to 15 ms, silent from its end for a while."""
    rate = np.where(np.arange(TIME_MS.size) % 2, 159.0, 161.0)
    rate[(TIME_MS > 5) & (TIME_MS < 15)] = 1500.0
    rate[(TIME_MS > 15) & (silence > TIME_MS)] = 0.0
    return rate


def test_silent_period_of_each_muscle_runs_from_the_pulse_to_the_return():
    found = silent_periods(contraction(60), contraction(160))
    assert [(m.name, m.muscle, m.unit) for m in found] == [
        ("silent_period", "DM", "ms"),
        ("silent_period", "LES", "ms"),
    ]
    assert [m.value for m in found] == pytest.approx([62.5, 162.5])


def test_bin_that_is_empty_before_the_volley_is_no_silent_period():
    rate = contraction(60)
    rate[(TIME_MS > 0) & (TIME_MS < 5)] = 0.0
    assert silent_periods(rate)[0].value == pytest.approx(62.5)


def test_pause_in_the_mep_is_no_silence():
    rate = contraction(60)
    rate[(TIME_MS > 5) & (TIME_MS < 10)] = 800.0
    rate[(TIME_MS > 3) & (TIME_MS < 5)] = 0.0
    assert silent_periods(rate)[0].value == pytest.approx(62.5)


def test_baseline_is_all_that_is_recorded_before_the_pulse():
    rate = contraction(60)
    rate[TIME_MS < -100] += np.where(np.arange((TIME_MS < -100).sum()) % 2, 150.0, -150.0)
    assert math.isnan(silent_periods(rate)[0].value)


def test_rebound_larger_than_the_mep_does_not_move_the_search():
    rate = contraction(60)
    rate[(TIME_MS > 200) & (TIME_MS < 210)] = 5000.0
    assert silent_periods(rate)[0].value == pytest.approx(62.5)


def test_no_silence_has_no_duration():
    assert math.isnan(silent_periods(contraction(0))[0].value)


PER_MUSCLE = 20
CUED = CuedMovement(kind="cued_movement", trials=41)


def onset(times_by_trial):
    """Return onset and rest of a muscle whose pool fires at these times (ms) of each trial.

    Every time is one spike of another unit.
    """
    pool = SimpleNamespace(
        role="motoneuron", layout=SimpleNamespace(kind="pools", per_muscle=PER_MUSCLE)
    )
    study = SimpleNamespace(
        muscle_names=["DM"], network=SimpleNamespace(populations={"motoneuron": pool})
    )
    period = CUED.trial_duration * 1e3
    spikes = [
        (period * trial + time, unit)
        for trial, times in times_by_trial.items()
        for unit, time in enumerate(times)
    ]
    times, units = (np.array(column) for column in zip(*spikes, strict=True))
    record = SimpleNamespace(spikes={"motoneuron": sort_spikes(times, units)})
    return {m.name: m.value for m in cued_movement.measures(record, study, CUED)}


def test_onset_is_not_moved_by_one_trial_in_which_all_units_fire_together():
    answers = {trial: [100.0] for trial in range(1, 9)}
    together = {21: [-40.0] * PER_MUSCLE, 22: [300.0] * PER_MUSCLE}
    alone, disturbed = onset(answers)["onset"], onset(answers | together)["onset"]
    assert alone == pytest.approx(100 - 1.18 * 20, abs=3)  # half height of the smoothing
    assert disturbed == pytest.approx(alone, abs=5)
    assert onset(answers)["onset_to_prime_mover"] == pytest.approx(alone - 120)


def test_a_few_early_units_in_every_trial_do_not_bring_the_onset_forward():
    burst = {trial: [100.0 + unit / 4 for unit in range(PER_MUSCLE)] for trial in range(1, 41)}
    early = {trial: [10.0, *times[1:]] for trial, times in burst.items()}
    assert onset(early)["onset"] == pytest.approx(onset(burst)["onset"], abs=2)


@pytest.mark.parametrize("later", [425.0, 430.0, 440.0, 500.0])
def test_a_larger_burst_after_the_movement_is_not_the_onset(later):
    first = {trial: [100.0, 105.0] for trial in range(1, 41)}
    second = {trial: [*times, *[later] * 10] for trial, times in first.items()}
    assert onset(second)["onset"] == pytest.approx(onset(first)["onset"])


def test_the_movement_ends_300_ms_after_the_prime_mover():
    assert math.isfinite(onset({trial: [400.0] for trial in range(1, 41)})["onset"])
    assert math.isnan(onset({trial: [425.0] for trial in range(1, 41)})["onset"])


def test_a_muscle_that_fires_when_the_search_starts_has_no_onset():
    early = {trial: [-57.0, -52.0, -47.0] for trial in range(1, 41)}
    assert math.isnan(onset(early)["onset"])
    assert onset({t: [*times, 200.0] for t, times in early.items()})["peak_rate"] > 0


def test_activity_right_after_the_baseline_is_no_part_of_it():
    rising = {trial: [-20.0, -20.0, -20.0, *[100.0] * 3] for trial in range(1, 41)}
    assert onset(rising)["onset"] == pytest.approx(-20 - 1.18 * 20, abs=4)


def test_muscle_that_fires_in_few_trials_has_no_onset():
    assert math.isnan(onset({5: [100.0] * PER_MUSCLE, 6: [100.0], 7: [90.0]})["onset"])
    assert math.isfinite(onset({trial: [100.0] for trial in range(5, 10)})["onset"])
    scattered = {trial: [80.0 * trial - 300] for trial in range(5, 10)}
    assert math.isnan(onset(scattered)["onset"])
    within = {trial: [100.0 + 20 * (trial - 5)] for trial in range(5, 10)}
    assert math.isfinite(onset(within)["onset"])


def test_sici_and_icf_are_relative_to_the_test_pulse_and_sicf_to_its_own():
    protocols = ("test", "sici", "icf", "sicf_test", "sicf")
    meps = {"test": 4.0, "sici": 2.0, "icf": 6.0, "sicf_test": 8.0, "sicf": 12.0}
    record = SimpleNamespace(
        arrays={
            "protocol": Array(np.arange(5), "", ("trial",), ""),
            "interval": Array(np.array([0.0, 2.0, 10.0, 0.0, 1.5]), "ms", ("trial",), ""),
            "mep": Array(np.array([[meps[name] for name in protocols]]), "", ("m", "trial"), ""),
            "measured": Array(np.array([0]), "", ("m",), ""),
        }
    )
    settings = PairedPulse(kind="paired_pulse", threshold_from="threshold")
    study = SimpleNamespace(muscle_names=["DM"])
    found = {m.name: m.value for m in paired_pulse.measures(record, study, settings)}
    assert (found["sici"], found["icf"], found["sicf"]) == (0.5, 1.5, 1.5)


def test_a_map_is_the_mean_of_its_pulses_and_its_volume_relative_to_its_maximum():
    mep = np.zeros((4, 2, 2))
    mep[0], mep[1] = [[8, 8], [0, 0]], [[2, 2], [2, 2]]
    sites = np.array([[0.0, 0], [1, 0], [0, 1], [1, 1]])
    arrays = {
        "mep": Array(mep, "spikes", ("site", "pulse", "muscle"), ""),
        "site": Array(sites, "mm", ("site", "axis"), ""),
        "centre": Array(sites[:2], "mm", ("muscle", "axis"), ""),
    }
    settings = TmsMap(kind="tms_map", intensity_mv=20.0, spacing_mm=1.0)
    study = SimpleNamespace(muscle_names=["DM", "LES"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tms_map, "weight_ratios", lambda *_: [])
        record = SimpleNamespace(arrays=arrays)
        found = {(m.name, m.muscle): m.value for m in tms_map.measures(record, study, settings)}
    assert found["largest_mep", "DM"] == 4.0
    assert found["raw_volume", "DM"] == 6.0
    assert found["volume", "DM"] == 1.5


def test_the_gain_of_a_recruitment_is_the_steepest_slope_of_its_curve():
    intensity = np.arange(10.0, 31.0, 2.0)
    curve = boltzmann(intensity, 12.0, 20.0, 2.0)
    record = SimpleNamespace(
        arrays={
            "intensity": Array(intensity, "mV", ("intensity",), ""),
            "mep": Array(np.stack([curve, curve], 1)[None], "", ("m", "intensity", "pulse"), ""),
            "measured": Array(np.array([0]), "", ("m",), ""),
            "amt": Array(np.array([15.0]), "mV", ("m",), ""),
        }
    )
    study = SimpleNamespace(muscle_names=["DM"])
    found = {m.name: m.value for m in recruitment.measures(record, study, None)}
    fine = np.linspace(10, 30, 20001)
    steepest = np.gradient(boltzmann(fine, 12.0, 20.0, 2.0), fine).max()
    assert found["mep_gain"] == pytest.approx(steepest, rel=1e-3)
