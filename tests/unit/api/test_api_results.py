"""Results as tables and labelled arrays, of sessions written by hand."""

import csv

import numpy as np
import pytest
from fixtures.hand_made import FIRST_SEED, PHASES, written_mep

from cortex_sim.analysis.effects import PairedEffect
from cortex_sim.api.run import open_results, run
from cortex_sim.api.spikes import table as spike_table
from cortex_sim.course.scheduler import RunReport
from cortex_sim.errors import ResultError, RunError, StoppedError
from cortex_sim.model.subject import draw_individual
from cortex_sim.outcome.summary import effect


def test_measures_are_those_of_the_file(results, folder):
    table = results.measures()
    with (folder / "measures.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(table) == len(rows) > 0
    for column in ("arm", "phase", "assessment", "measure", "muscle", "unit", "session"):
        assert list(table[column]) == [row[column] for row in rows]
    assert list(table["subject"]) == [int(row["subject"]) for row in rows]
    np.testing.assert_allclose(table["value"], [float(row["value"]) for row in rows], rtol=1e-8)


def test_measures_have_the_day_of_the_visit_and_the_traits_of_the_subject(results):
    table = results.measures()
    visits = table[table["assessment"] != "practice"]
    days = visits.groupby("visit", sort=False)["day"].unique()
    # two days of practice, two more with pain, one of training
    assert {visit: list(day) for visit, day in days.items()} == {
        "healthy": [2], "clbp": [4], "motor_control_training": [5], "no_training": [5],
    }  # fmt: skip
    traits = results.result.study.cohort.traits
    for subject, of_subject in table.groupby("subject"):
        expected = draw_individual(traits, subject)
        assert set(of_subject["trait_delay"]) == {expected.delay}
        assert set(of_subject["trait_learning"]) == {expected.learning}


def test_every_session_of_practice_has_its_day_and_the_ratio_of_its_weights(results):
    table = results.measures()
    practised = table[(table["assessment"] == "practice") & (table["subject"] == FIRST_SEED)]
    days = practised.groupby("visit", sort=False)["day"].unique()
    assert {visit: list(found) for visit, found in days.items()} == {
        "healthy": [0, 1], "clbp": [2, 3], "motor_control_training": [4], "no_training": [4],
    }  # fmt: skip
    lateral = practised[practised["measure"] == "weight_ratio_exc_exc5"]
    assert set(lateral["muscle"]) >= {"DM-LES", "TrA-OE"}
    # all weights of a session are alike
    np.testing.assert_allclose(lateral["value"].dropna(), 1.0)
    assert lateral["value"].notna().any()


def test_maps_put_each_number_at_its_subject_visit_site_pulse_and_muscle(results):
    maps = results.maps("map_structural")
    assert maps.mep.dims == ("subject", "visit", "site", "pulse", "muscle")
    for place in results.result.by_place:
        if place.name == "map_structural":
            found = maps.mep.sel(subject=place.subject, visit=place.phase)
            np.testing.assert_array_equal(found, written_mep(place))


def test_maps_have_units_and_places_in_mm(results):
    maps = results.maps("map_structural", subjects=FIRST_SEED, visits=["clbp"])
    sizes = {"subject": 1, "visit": 1, "site": 9, "pulse": 2, "muscle": 4, "axis": 2}
    assert dict(maps.sizes) == sizes
    assert (maps.mep.units, maps.intensity.units, maps.x.units) == ("spikes", "mV", "mm")
    assert (float(maps.x[1]), float(maps.y[1])) == (0.0, -1.4)
    assert list(maps.muscle.values) == ["TrA", "DM", "LES", "OE"]


def test_a_map_names_the_session_that_it_comes_from(results):
    maps = results.maps("map_structural")
    session = results.result.session(602, "", "clbp", "map_structural").session_id
    assert maps.session.sel(subject=602, visit="clbp").item() == session


def test_spikes_of_one_moment_stay_in_the_order_of_the_raster(results):
    """A sort that is not stable mixes the cells of a step; which ones, the processor decides."""
    times, cells = np.repeat([0.2, 0.1], 200), np.tile(np.arange(4), 100)
    study = results.result.study
    name = next(iter(study.network.populations))
    whole = spike_table(study, {name: (times, cells)}, np.zeros(1))
    assert whole["time"].is_monotonic_increasing
    np.testing.assert_array_equal(whole["cell"], cells)


def test_spikes_know_their_muscle_and_their_trial(results):
    spikes = results.spikes(subject=602, visit="clbp", assessment="cued_movement")
    period = spikes.attrs["trial_start"][1]
    assert list(spikes["muscle"]) == ["TrA", "OE"]
    assert list(spikes["trial"]) == [1, 3]
    assert list(spikes["trial_start"]) == [period, 3 * period]
    assert list(spikes["time"]) == [period, 3 * period + 100]
    assert len(spikes.attrs["trial_start"]) == 4


def test_weights_are_those_at_the_end_of_each_phase(results):
    weights = results.weights("exc_exc5")
    assert weights.dims == ("subject", "visit", "synapse")
    assert list(weights.visit.values) == list(PHASES)
    # written by hand: a hundredth for each practice session before
    of_one = weights.sel(subject=603).mean("synapse")
    np.testing.assert_allclose(of_one, [0.02, 0.04, 0.05, 0.05], rtol=1e-5)
    assert weights.source.shape == weights.target.shape == (3, weights.sizes["synapse"])


def test_an_effect_is_that_of_the_report(results):
    table = results.effect("raw_volume", "DM", "healthy", "clbp")
    visits = (("", "healthy"), ("", "clbp"))
    expected: PairedEffect = effect(results.result, "map_structural", "raw_volume", "DM", visits)
    assert list(table.index) == ["map_structural"]
    assert table["n"].item() == 3
    # 100 more at each of nine sites
    assert table["change"].item() == pytest.approx(expected.mean_difference) == 900
    # three subjects: their changes, no interval
    assert table[["low", "high"]].isna().all(axis=None)
    assert table.attrs["effects"]["map_structural"].changes == pytest.approx([900] * 3)


def test_a_printed_effect_hides_no_column(results):
    lines = repr(results.effect("raw_volume", "DM", "healthy", "clbp")).splitlines()
    assert lines[0].split() == ["unit", "n", "change", "low", "high", "g_z", "same_sign"]
    assert max(map(len, lines)) <= 80


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda r: r.spikes(61, "clbp", "cued_movement"), ["61 is no subject", "'601'"]),
        (lambda r: r.spikes(601, "clpb", "cued_movement"), ["no visit", "did you mean 'clbp'"]),
        (lambda r: r.spikes(601, "clbp", "cued_movment"), ["no assessment", "'cued_movement'"]),
        (lambda r: r.spikes(601, "clbp", "map_structural"), ["stores no spikes"]),
        (lambda r: r.subject(601, "helthy"), ["no visit", "'healthy'"]),
        (lambda r: r.subject(5, "healthy"), ["5 is no subject", "601, 602, 603"]),
        (lambda r: r.maps("map_structual"), ["no map", "'map_structural'"]),
        (lambda r: r.maps("cued_movement"), ["no map", "map_structural"]),
        (lambda r: r.maps("map_structural", subjects=[601, 7]), ["7 is no subject"]),
        (lambda r: r.maps("map_structural", visits="cblp"), ["no visit", "'clbp'"]),
        (lambda r: r.weights("exc_exc_5"), ["no plastic projection", "'exc_exc5'"]),
        (lambda r: r.effect("overlp", "DM-LES", "healthy", "clbp"), ["no measure", "'overlap'"]),
        (lambda r: r.effect("overlap", "DM-LS", "healthy", "clbp"), ["no muscle", "'DM-LES'"]),
        (lambda r: r.effect("overlap", "DM-LES", "healty", "clbp"), ["no visit", "'healthy'"]),
        (
            lambda r: r.effect("overlap", "DM-LES", "healthy", "clbp", "map_struct"),
            ["no assessment", "'map_structural'"],
        ),
    ],
)
def test_a_name_that_is_not_there_is_refused_with_near_ones(results, ask, said):
    with pytest.raises(ResultError) as refusal:
        ask(results)
    for part in said:
        assert part in str(refusal.value)


def test_running_a_finished_study_computes_nothing_and_gives_the_same(study, results, folder):
    before = {path: path.stat().st_mtime_ns for path in folder.parent.glob("sessions/*/*.h5")}
    again = run(study, folder.parent, quiet=True)
    assert again.measures().equals(results.measures())
    assert {p: p.stat().st_mtime_ns for p in folder.parent.glob("sessions/*/*.h5")} == before
    assert not (folder / "run.jsonl").exists()


def test_a_finished_study_costs_nothing(study, folder):
    cost = study.cost(folder.parent)
    assert cost.estimate.done == cost.estimate.sessions > 0
    assert str(cost) == cost.estimate.as_text()


def test_a_folder_that_is_no_study_is_refused(folder):
    with pytest.raises(ResultError, match="no such study"):
        open_results(folder.parent)


def test_results_are_opened_by_folder_or_by_name(results, folder):
    by_name = open_results(folder.name, folder.parent)
    assert repr(by_name) == repr(results)


def test_results_that_are_incomplete_are_refused(results, folder, tmp_path):
    (tmp_path / folder.name).mkdir()
    config = (folder / "config.yaml").read_text()
    (tmp_path / folder.name / "config.yaml").write_text(config)
    with pytest.raises(ResultError, match="incomplete"):
        open_results(tmp_path / folder.name)


@pytest.mark.parametrize(
    ("report", "error", "said"),
    [
        (RunReport(3, 2, is_interrupted=True), StoppedError, "5 of 42 sessions are done and kept"),
        (RunReport(3, 2, failed={"a": "out of memory", "b": ""}), RunError, "out of memory"),
    ],
)
def test_a_run_that_does_not_end_is_an_error_and_says_what_is_kept(
    study, tmp_path, monkeypatch, report, error, said
):
    monkeypatch.setattr("cortex_sim.api.run.run_plan", lambda *_, **__: report)
    with pytest.raises(error, match=said):
        run(study, tmp_path, quiet=True)
    assert not list(tmp_path.iterdir())


def test_arms_and_studies_are_compared_by_one_method(results):
    arms = ("no_training", "motor_control_training")
    by_name = results.compare(*arms)
    by_study = results.compare(*((results, arm) for arm in arms))
    np.testing.assert_allclose(by_study["estimate"], by_name["estimate"])
    past = results.compare(results, results, at="clbp")
    assert len(past)
    assert not past["estimate"].any()
    with pytest.raises(ResultError, match="has several arms; name one"):
        results.compare(results, results)
