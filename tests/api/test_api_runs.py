"""A study run by the face, and a subject of it in the hand."""

import csv

import numpy as np
import pytest
from fixtures.tiny_course import contents
from fixtures.tiny_sweep import SESSIONS, make_site

import cortex_sim as cs
from cortex_sim.clinic.cued_movement import examine
from cortex_sim.clinic.needs import Needs
from cortex_sim.errors import ConfigError, ResultError, SweepError

pytestmark = pytest.mark.compiled


def test_measures_are_those_of_the_run(results):
    with (results.result.store.root / "tiny" / "measures.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    table = results.measures()
    assert len(table) == len(rows)
    np.testing.assert_allclose(table["value"], [float(r["value"]) for r in rows], rtol=1e-8)


def test_overlap_of_the_maps_is_that_in_the_table(results):
    """Read from the array by hand: shared share of the two normalised maps."""
    maps = results.maps("map_structural").mep.mean("pulse").clip(min=0)
    share = maps / maps.max("site")
    deep, superficial = share.sel(muscle="DM"), share.sel(muscle="LES")
    by_hand = np.minimum(deep, superficial).sum("site") / np.maximum(deep, superficial).sum("site")
    table = results.measures()
    rows = table[(table.assessment == "map_structural") & (table.measure == "overlap")]
    for row in rows[rows.muscle == "DM-LES"].itertuples():
        assert row.value == pytest.approx(by_hand.sel(subject=row.subject, visit=row.visit).item())


def test_spikes_of_all_populations_are_told_apart(results):
    spikes = results.spikes(1, "clbp", "baseline")
    in_pools = spikes["population"].isin(["motoneuron", "afferent"])
    assert in_pools.any()
    assert set(spikes[in_pools]["muscle"]) <= set(results.result.study.muscle_names)
    assert set(spikes[~in_pools]["muscle"]) == {""}
    assert spikes["time"].is_monotonic_increasing
    assert (spikes["time"] >= spikes["trial_start"] - 1e-6).all()


def test_an_opened_folder_is_what_the_run_returned(results):
    opened = cs.open_results(results.result.store.root / "tiny")
    assert opened.measures().equals(results.measures())


def test_a_subject_in_the_hand_is_the_one_that_the_study_examined(results, subject):
    """With the noise of the study's own assessment it gives the study's own spikes."""
    settings = results.result.study.assessments["cued_movement"]
    gain = subject.gaba_gain if settings.gaba_gain == "phase" else settings.gaba_gain
    spec = results.result.session(2, "", "clbp", "cued_movement").spec
    again = examine(subject.with_gaba_gain(gain).probe, settings, Needs(sequence=spec.sequence))
    stored = results.spikes(2, "clbp", "cued_movement")
    assert len(stored) > 0
    np.testing.assert_array_equal(again.spikes["motoneuron"].timestamps_ms, stored["time"])
    np.testing.assert_array_equal(again.spikes["motoneuron"].node_ids, stored["cell"])


def test_the_gain_in_the_hand_is_that_of_the_phase(results, subject):
    session = results.result.session(2, "", "clbp", "map_in_phase")
    assert subject.gaba_gain == pytest.approx(session.spec.levels["gaba_a"])
    assert results.subject(2, "healthy").gaba_gain > subject.gaba_gain


def test_weights_in_the_hand_are_the_stored_ones(results, subject):
    stored = results.weights("exc_exc5").sel(subject=2, visit="clbp")
    in_hand = subject.weights("exc_exc5")
    np.testing.assert_allclose(in_hand, stored, rtol=1e-6)
    np.testing.assert_array_equal(in_hand.source, stored.source)
    assert not np.allclose(in_hand, results.weights("exc_exc5").sel(subject=2, visit="healthy"))


def test_the_same_seed_gives_the_same_answer_and_another_another(subject):
    one, same, other = (subject.stimulate((0, 0), [20, 30], seed=seed) for seed in (1, 1, 2))
    assert one.spikes().equals(same.spikes())
    assert not one.spikes().equals(other.spikes())


def test_pulses_are_answered_in_the_order_given(subject):
    sites = [(0.0, 0.0), (50.0, 50.0)] * 10
    meps = subject.stimulate(sites, 30).meps()
    assert meps.dims == ("pulse", "muscle")
    assert list(meps.x.values[:2]) == [0.0, 50.0]
    # the second of each pair of pulses is far away from the head
    assert meps[0::2].mean() > meps[1::2].mean() + 1
    assert list(np.diff(meps.time.values)) == pytest.approx([120.0] * 19)


def test_stronger_pulses_have_larger_meps(subject):
    mean = [float(subject.stimulate((0, 0), [mv] * 20, seed=1).meps().mean()) for mv in (0, 40)]
    assert mean[1] > mean[0] + 1


def test_a_pair_of_pulses_has_the_times_asked_for(subject):
    meps = subject.stimulate((0, 0), [10, 30], times_ms=[0, 3]).meps()
    assert float(meps.time[1] - meps.time[0]) == pytest.approx(3.0)
    assert list(meps.intensity.values) == pytest.approx([10, 30])


def test_a_subject_in_the_hand_is_measured_like_a_person(subject):
    sites = [(x, y) for x in (-1.4, 0.0, 1.4) for y in (-1.4, 0.0, 1.4)] * 4
    there = subject.stimulate(sites, 40)
    measured = there.as_measured(noise_mv=0.0001, rate_hz=2000.0)
    found = measured.measures(state="active", criterion_mv=0.02).set_index(["measure", "muscle"])
    assert found.value["sites", "DM"] == 9
    assert found.value["largest_mep", "DM"] > 0.02
    # the signal and the count of spikes rank the pulses alike
    signal, spikes = measured.to_xarray().mep, there.meps()
    for muscle in ("DM", "LES"):
        both = np.corrcoef(signal.sel(muscle=muscle), spikes.sel(muscle=muscle))
        assert both[0, 1] > 0.6


def test_contraction_makes_the_pools_fire_between_the_pulses(subject):
    far = dict(sites_mm=(50, 50), intensity_mv=[0] * 20)
    active, rest = (subject.stimulate(**far, contraction=held).spikes() for held in (True, False))
    fired = [(spikes.population == "motoneuron").sum() for spikes in (active, rest)]
    assert fired[0] > fired[1]


def test_the_cue_alone_and_a_sequence_move_differently(subject):
    alone = subject.move(trials=6).spikes()
    practised = subject.move("clbp", trials=6).spikes()
    assert alone.attrs["trial_start"][1] == pytest.approx(800.0)
    assert practised.attrs["trial_start"][1] == pytest.approx(600.0)
    afferents = [(s.population == "afferent").sum() for s in (alone, practised)]
    assert afferents[1] > 2 * afferents[0]
    silent = subject.move(trials=6, cue=0.0).spikes()
    cells = [(s.population == "cue").sum() for s in (alone, silent)]
    assert cells[1] < cells[0] / 2


def test_nothing_in_the_hand_changes_what_is_stored(results, subject):
    root = results.result.store.root
    files, weights = contents(root), subject.weights("exc_exc5")
    first = subject.stimulate((0, 0), [30] * 5, seed=3).meps()
    subject.weights("exc_exc5")[:] = 0
    subject.move("healthy", trials=4)
    subject.with_gaba_gain(0.2).stimulate((1, 1), 30)
    assert contents(root) == files
    assert subject.weights("exc_exc5").equals(weights)
    assert subject.stimulate((0, 0), [30] * 5, seed=3).meps().equals(first)
    with pytest.raises(ValueError, match="read-only"):
        subject.probe.state.weights["exc_exc5"][0] = 1.0


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda s: s.stimulate([(0, 0)] * 3, [20, 30]), "one for all pulses or one for each"),
        (lambda s: s.stimulate((0, 0), [20] * 600), "network.max_pulses"),
        (lambda s: s.stimulate((0, 0), -1), "0 or more"),
        (lambda s: s.stimulate((0, float("nan")), 20), "finite"),
        (lambda s: s.stimulate((0, 0), [20, 20], times_ms=[0, 0]), "rising"),
        (lambda s: s.stimulate((0, 0), [20, 20], times_ms=[5, 8]), "rising from 0"),
        (lambda s: s.stimulate((0, 0, 0), 20), "x and y"),
        (lambda s: s.move(trials=0), "expected 1 to"),
        (lambda s: s.move(trials=10_000), "network.max_trials"),
        (lambda s: s.with_gaba_gain(-1), "multiples of the healthy gain"),
    ],
)
def test_what_cannot_be_done_is_refused(subject, ask, said):
    with pytest.raises(ConfigError, match=said):
        ask(subject)


def test_an_unknown_sequence_or_projection_is_refused_with_near_ones(subject):
    with pytest.raises(ResultError, match="did you mean 'clbp'"):
        subject.move("clpb")
    with pytest.raises(ResultError, match="did you mean 'exc_exc5'"):
        subject.weights("exc_ex5")


def test_subject_and_recordings_say_what_they_are(subject):
    pulses = subject.stimulate((0, 0), [20, 30])
    for card, word in ((subject, "Subject 2"), (pulses, "2 pulses"), (subject.move(), "30 trials")):
        assert len(repr(card).splitlines()) == 5
        assert word in repr(card)


def test_a_sweep_runs_and_gives_its_table(tmp_path):
    site = make_site(tmp_path)
    sweep = cs.load_sweep(site.file)
    assert "points" in sweep.cost(site.results)
    table = sweep.run(site.results, executor="serial", quiet=True).table()
    text, _ = site.table()
    rows = list(csv.DictReader(text.splitlines()))
    assert list(table.columns) == list(rows[0])
    np.testing.assert_allclose(table["value"], [float(row["value"]) for row in rows])
    assert list(table["point"]) == [row["point"] for row in rows]
    assert sum(site.computed().values()) == SESSIONS


def test_a_sweep_whose_points_fail_says_how_to_learn_why(tmp_path):
    site = make_site(tmp_path, set={"execution.session_timeout_minutes": 1e-6})
    with pytest.raises(SweepError, match="sweep status"):
        cs.load_sweep(site.file).run(site.results, executor="serial", quiet=True)
