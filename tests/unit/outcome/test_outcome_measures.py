"""From raw assessment results to measures."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.analysis.excitability import boltzmann
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.assessments.paired_pulse import PairedPulse
from cortex_sim.config.assessments.recruitment import Recruitment
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
            "fine_time": Array(TIME_MS, "ms", ("time",), ""),
            "fine_rate": Array(np.array(rates), "Hz", ("measured", "time"), ""),
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
    names = ("silent_period", "mep_latency")
    assert [(m.name, m.muscle) for m in found] == [(n, mu) for n in names for mu in ("DM", "LES")]
    assert {m.unit for m in found} == {"ms"}
    assert [m.value for m in found] == pytest.approx([62.5, 162.5, 7.5, 7.5])


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
    record = SimpleNamespace(spikes={"motoneuron": sort_spikes(times, units)}, arrays={})
    return {m.name: m.value for m in cued_movement.measures(record, study, CUED)}


RECALL = CuedMovement(kind="cued_movement", trials=41, practised_trials=21)
MUSCLES = ("TrA", "DM", "LES")


def volleys(at_ms, counts, trials):
    """Return spike times (ms) and cells: ``counts[m]`` units of muscle m fire in every trial."""
    period = RECALL.trial_duration * 1e3
    rows = [
        (period * trial + at + unit / 10, PER_MUSCLE * muscle + unit)
        for trial in range(trials)
        for muscle, (at, count) in enumerate(zip(at_ms, counts, strict=True))
        for unit in range(count)
    ]
    return (np.array(column) for column in zip(*sorted(rows), strict=True))


def recalled(alone_ms, alone, practised_ms=(100.0, 110.0, 220.0), practised=(10, 10, 10)):
    """Return the measures of a movement by the cue alone, and of the same as it is practised."""
    pool = SimpleNamespace(role="motoneuron", layout=SimpleNamespace(kind="pools"))
    pool.layout.per_muscle = PER_MUSCLE
    network = SimpleNamespace(populations={"motoneuron": pool})
    study = SimpleNamespace(muscle_names=MUSCLES, network=network)
    times, cells = volleys(practised_ms, practised, 21)
    takes_part = np.ones((21, 3), dtype=bool)
    # LES rests in every second trial: it does not fire, and these trials do not count
    takes_part[::2, 2] = False
    rests = (times // 800 % 2 == 0) & (cells // PER_MUSCLE == 2)
    arrays = {
        "practised/time": Array(times[~rests], "ms", ("spike",), ""),
        "practised/cell": Array(cells[~rests].astype(np.int64), "", ("spike",), ""),
        "practised/takes_part": Array(takes_part, "", ("trial", "muscle"), ""),
    }
    spikes = {"motoneuron": sort_spikes(*volleys(alone_ms, alone, 41))}
    record = SimpleNamespace(spikes=spikes, arrays=arrays)
    found = cued_movement.measures(record, study, RECALL)
    return {(m.name, m.muscle): m.value for m in found}


@pytest.mark.parametrize("spikes", [(5, 10, 2), (10, 5, 8)])
def test_recall_is_the_answer_to_the_cue_alone_as_a_share_of_the_practised_one(spikes):
    found = recalled((100.0, 110.0, 220.0), spikes)
    shares = [found["recall", muscle] for muscle in MUSCLES]
    assert shares == pytest.approx([count / 10 for count in spikes])


@pytest.mark.parametrize(
    ("alone_ms", "order"),
    [
        ((60.0, 150.0, 300.0), 1.0),
        ((60.0, 300.0, 150.0), 0.5),  # of two pairs: TrA and DM are practised together
        ((300.0, 290.0, 100.0), 0.0),
    ],
)
def test_recall_order_counts_pairs_that_come_as_practised(alone_ms, order):
    assert recalled(alone_ms, (8, 8, 8))["recall_order", ""] == pytest.approx(order)


def test_a_pair_of_which_a_muscle_does_not_answer_is_not_in_order():
    found = recalled((60.0, 150.0, 300.0), (8, 8, 0))
    assert found["recall_order", ""] == 0.0
    assert found["recall", "LES"] == 0.0


def test_without_practised_movements_there_is_no_recall():
    assert not any(name.startswith("recall") for name in onset({1: [100.0]}))


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


@pytest.mark.parametrize("early", [-57.0, -30.0, 0.0])
def test_a_muscle_that_fires_when_the_cue_is_given_has_no_onset(early):
    found = onset({trial: [early, early + 5, early + 10] for trial in range(1, 41)})
    assert math.isnan(found["onset"])
    assert found["peak_rate"] > 0


@pytest.mark.parametrize("early", [-55.0, -50.0])
def test_what_a_muscle_does_before_the_cue_does_not_move_its_onset(early):
    half = PER_MUSCLE // 2
    burst = {trial: [150.0 + unit / 4 for unit in range(half)] for trial in range(1, 41)}
    before = {trial: [*times, *[early] * half] for trial, times in burst.items()}
    assert onset(before)["onset"] == pytest.approx(onset(burst)["onset"], abs=1)
    assert onset(before)["centre_of_mass"] == pytest.approx(150 + half / 8, abs=3)


def silent(rng, synchrony):
    """Return a muscle that fires now and then throughout its trials, some units together."""
    return {
        trial: np.repeat(rng.uniform(-150, 650, rng.poisson(12 / synchrony)), synchrony)
        for trial in range(1, 41)
    }


@pytest.mark.parametrize("synchrony", [1, 10])
def test_silent_muscles_have_an_onset_in_one_of_a_hundred_at_most(synchrony):
    rng = np.random.default_rng(5)
    found = [onset(silent(rng, synchrony)) for _ in range(100)]
    answers = [one for one in found if math.isfinite(one["onset"])]
    assert len(answers) <= 2
    assert all(one["silence_p"] <= 0.01 for one in answers)
    without = [one for one in found if one["silence_p"] > 0.01]
    for name in ("onset", "onset_to_prime_mover", "centre_of_mass", "onset_sd"):
        assert all(math.isnan(one[name]) for one in without)


def test_muscle_that_fires_in_few_trials_has_no_onset():
    assert math.isnan(onset({5: [100.0] * PER_MUSCLE, 6: [100.0], 7: [90.0]})["onset"])
    assert math.isfinite(onset({trial: [100.0] for trial in range(5, 10)})["onset"])
    scattered = {trial: [80.0 * trial - 300] for trial in range(5, 10)}
    assert math.isnan(onset(scattered)["onset"])
    within = {trial: [100.0 + 10 * (trial - 5)] for trial in range(5, 11)}
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
    assert found["centre_distance", "DM-LES"] == pytest.approx(1.0)


def test_the_gain_of_a_recruitment_is_the_steepest_slope_of_its_curve():
    intensity = np.arange(10.0, 31.0, 2.0)
    curve = boltzmann(intensity, 12.0, 20.0, 2.0)
    record = SimpleNamespace(
        arrays={
            "intensity": Array(intensity, "mV", ("intensity",), ""),
            "mep": Array(np.stack([curve, curve], 1)[None], "", ("m", "intensity", "pulse"), ""),
            "mep_spikes": Array(np.stack([curve, curve], 1)[None], "", ("m", "i", "pulse"), ""),
            "measured": Array(np.array([0]), "", ("m",), ""),
            "amt": Array(np.array([15.0]), "mV", ("m",), ""),
        }
    )
    settings = Recruitment(kind="recruitment", intensities_mv=tuple(intensity))
    pool = SimpleNamespace(
        role="motoneuron", layout=SimpleNamespace(kind="pools", per_muscle=PER_MUSCLE)
    )
    network = SimpleNamespace(populations={"motoneuron": pool})
    study = SimpleNamespace(muscle_names=["DM"], network=network)
    found = {m.name: m.value for m in recruitment.measures(record, study, settings)}
    reached = boltzmann(np.array([1.2 * 15.0]), 12.0, 20.0, 2.0)[0]
    assert found["recruited"] == pytest.approx(reached / PER_MUSCLE)
    fine = np.linspace(10, 30, 20001)
    steepest = np.gradient(boltzmann(fine, 12.0, 20.0, 2.0), fine).max()
    assert found["mep_gain"] == pytest.approx(steepest, rel=1e-3)
