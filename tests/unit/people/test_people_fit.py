"""A virtual subject fitted to a session: a bank whose truth is known, and the study it writes."""

from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest
from click.testing import CliRunner

from cortex_sim.cli.fit import fit as fit_command
from cortex_sim.config.load import load_study
from cortex_sim.config.shipped import find_named
from cortex_sim.course.visit import Visit
from cortex_sim.errors import ConfigError, DataError
from cortex_sim.model.subject import draw_individual
from cortex_sim.outcome.result import Row
from cortex_sim.people.beside import read_measured
from cortex_sim.people.fit import EXPLORATORY, fit_person, parameters_of
from cortex_sim.people.found import MeasuredRow, as_csv
from cortex_sim.people.like import fit_rows, write_like
from cortex_sim.people.summaries import Key, Value, summaries

pytest.importorskip("sklearn")
VISIT = Visit("", "healthy")


def session_of(study, seed, centres, rng):
    """Return measures that follow from positions and excitability, with noise."""
    excitability = draw_individual(study.cohort.traits, seed).excitability
    rows = []
    for muscle, (x, y) in zip(study.muscle_names, centres, strict=True):
        rows += [
            ("map_in_phase", "cog_x", muscle, x + rng.normal(0, 0.1), "mm"),
            ("map_in_phase", "cog_y", muscle, y + rng.normal(0, 0.1), "mm"),
            ("map_in_phase", "area_mm2", muscle, 4.0 * rng.lognormal(0, 0.1), "mm2"),
            ("map_in_phase", "largest_mep", muscle, 20.0 * rng.lognormal(0, 0.1), "spikes"),
            ("threshold", "amt", muscle, 36 * excitability**-5 * rng.lognormal(0, 0.02), "mV"),
        ]
    for (a, one), (b, other) in combinations(zip(study.muscle_names, centres, strict=True), 2):
        near = np.exp(-np.hypot(*(one - other)))
        rows.append(("map_in_phase", "overlap", f"{a}-{b}", near + rng.normal(0, 0.02), ""))
    return rows


@pytest.fixture(scope="module")
def bank():
    """Return a bank of 150 subjects, and the positions of their muscles from their mean."""
    study, rng = load_study(find_named("bank"), ["cohort.subjects=150"]), np.random.default_rng(3)
    found = SimpleNamespace(study=study, subjects=tuple(range(5001, 5151)), rows=[])
    names, values = parameters_of(found)
    places = values[:, [n[:2] in ("x ", "y ") for n in names]].reshape(len(values), -1, 2)
    for seed, centres in zip(found.subjects, places, strict=True):
        found.rows += [
            Row(seed, "", "healthy", 0.0, name, 1, measure, muscle, float(value), unit, "")
            for name, measure, muscle, value, unit in session_of(study, seed, centres, rng)
        ]
    return found


AS_PERSON = {"map_in_phase": "map", "threshold": "recruitment"}


def person_of(bank, seed, scale=1.0, unit="mV"):
    """Return a virtual subject's rows as if a person had been measured."""
    factor = {"mm": scale, "mm2": scale**2}
    return [
        MeasuredRow(
            "p", "", "", np.nan, AS_PERSON[r.assessment], r.measure, r.muscle,
            r.value * factor.get(r.unit, 1.0), unit if r.measure == "amt" else r.unit, "x", "",
        )
        for r in bank.rows
        if r.subject == seed
    ]  # fmt: skip


@pytest.fixture(scope="module")
def fitted(bank):
    return fit_person(person_of(bank, 5010), bank, VISIT, 1.0)


def test_planted_parameters_are_covered_as_often_as_promised(fitted):
    assert fitted.posterior.coverage == pytest.approx(0.9, abs=0.08)


def test_what_the_data_hold_is_narrowed_and_what_they_lack_is_not(fitted):
    width = dict(zip(fitted.parameters, fitted.posterior.width, strict=True))
    assert width["x DM"] < 0.5
    assert width["excitability"] < 0.6
    assert width["bdnf"] > 0.8
    assert width["gaba_loss"] > 0.8
    said = " ".join(fitted.notes)
    assert said.startswith(EXPLORATORY)
    assert "say nothing of" in said
    assert "gaba_loss" in said


def test_a_planted_position_comes_back(bank, fitted):
    names, values = parameters_of(bank)
    planted = dict(zip(names, values[bank.subjects.index(5010)], strict=True))
    found = dict(zip(fitted.parameters, fitted.posterior.median, strict=True))
    for name in ("x TrA", "x DM", "y LES", "x OE"):
        assert found[name] == pytest.approx(planted[name], abs=0.3), name


def test_a_persons_scale_and_unit_of_intensity_do_not_matter(bank):
    far = fit_person(person_of(bank, 5010, scale=8.0, unit="%"), bank, VISIT, None)
    near = fit_person(person_of(bank, 5010, scale=1.0, unit="%"), bank, VISIT, None)
    assert far.posterior.median == pytest.approx(near.posterior.median)
    width = dict(zip(far.parameters, far.posterior.width, strict=True))
    assert width["x DM"] < 0.6
    # thresholds in % say nothing of excitability in mV: all muscles have the same
    assert width["excitability"] > 0.8


def test_thresholds_by_an_emg_say_nothing_of_those_by_spikes(bank):
    """In an exported session intensities are in mV, but the criterion is an EMG's."""
    rows = [
        r._replace(unit="mV") if r.measure == "largest_mep" else r for r in person_of(bank, 5010)
    ]
    by_emg, by_spikes = (fit_person(one, bank, VISIT, 1.0) for one in (rows, person_of(bank, 5010)))
    where = by_emg.parameters.index("excitability")
    assert by_spikes.posterior.width[where] < 0.6 < 0.8 < by_emg.posterior.width[where]


def test_somebody_whom_the_bank_does_not_know_is_said_to_be_so(bank):
    rows = [
        row._replace(value=row.value * 30) if row.measure == "cog_x" else row
        for row in person_of(bank, 5010)
    ]
    notes = " ".join(fit_person(rows, bank, VISIT, 1.0).notes)
    assert "nobody in the bank is like this person" in notes


def moved(bank, sd):
    """Return a person whose DM lies so many SD of the bank beyond its rightmost DM."""
    rows = person_of(bank, 5010)
    own = {(r.subject, r.muscle): r.value for r in bank.rows if r.measure == "cog_x"}
    names = bank.study.muscle_names
    offset = {
        seed: own[seed, "DM"] - np.mean([own[seed, name] for name in names])
        for seed in bank.subjects
    }
    spread = np.std(list(offset.values()))
    # a move of one of n muscles moves it (n - 1) / n from the mean of all
    by = (max(offset.values()) + sd * spread - offset[5010]) * len(names) / (len(names) - 1)
    return [
        r._replace(value=r.value + by) if (r.measure, r.muscle) == ("cog_x", "DM") else r
        for r in rows
    ]


def test_a_measure_outside_of_the_bank_is_told_with_its_distance(bank, tmp_path):
    fit = fit_person(moved(bank, 2.0), bank, VISIT, 1.0)
    one = next(o for o in fit.outside if o.name == "cog_x DM")
    assert one.sd == pytest.approx(2.0)
    said = " ".join(fit.notes)
    assert "cog_x DM lies outside of the bank" in said
    assert "2.0 SD above the largest" in said
    rows = {row["parameter"]: row for row in fit_rows(fit)}
    assert "cog_x DM +2.0 SD" in rows["x DM"]["outside"]
    # a place that is seen with little noise follows its measure
    spread = (one.high - one.low) / 4
    assert 0 < rows["x DM"]["extrapolated"] < 2 * 2 * spread
    assert abs(rows["bdnf"]["extrapolated"]) < rows["x DM"]["extrapolated"]
    text = write_like(tmp_path / "anna.yaml", fit, bank.study, "anna").read_text()
    assert "cog_x DM lies outside of the bank" in text
    load_study(tmp_path / "anna.yaml")


def test_an_estimate_beyond_the_bank_says_so_and_is_written_at_its_edge(bank, tmp_path):
    fit = fit_person(moved(bank, 6.0), bank, VISIT, 1.0)
    row = {row["parameter"]: row for row in fit_rows(fit)}["x DM"]
    names, values = parameters_of(bank)
    largest = values[:, names.index("x DM")].max()
    assert row["beyond"] > 0
    assert row["median"] == pytest.approx(largest + row["beyond"])
    (edge,) = [note for note in fit.notes if "lie beyond the bank" in note]
    assert f"x DM by {row['beyond']:.2g} (above)" in edge
    study = load_study(write_like(tmp_path / "anna.yaml", fit, bank.study, "anna"))
    place = {n: 1e3 * study.muscles[n].position[0] for n in study.muscle_names}
    other = {row["parameter"]: row for row in fit_rows(fit)}["x TrA"]
    expected = largest - (other["median"] - other["beyond"])
    assert place["DM"] - place["TrA"] == pytest.approx(expected, abs=2e-3)


def test_an_interval_beyond_the_bank_is_no_point(bank):
    """Cut at the bank's edge it had a width of 0, as if everything was known."""
    row = {r["parameter"]: r for r in fit_rows(fit_person(moved(bank, 6.0), bank, VISIT, 1.0))}
    inside = {r["parameter"]: r for r in fit_rows(fit_person(moved(bank, 0.0), bank, VISIT, 1.0))}
    assert row["x DM"]["low"] < row["x DM"]["median"] < row["x DM"]["high"]
    assert row["x DM"]["width"] > 0.5 * inside["x TrA"]["width"]


def test_a_person_within_the_bank_has_no_such_notes(bank, fitted):
    assert fitted.outside == ()
    assert not any("bank" in note for note in fitted.notes)
    assert {row["extrapolated"] for row in fit_rows(fitted)} == {0.0}
    assert {row["beyond"] for row in fit_rows(fitted)} == {0.0}


def test_places_without_a_length_are_left_out_and_not_taken_for_average(bank):
    rows = [r._replace(value=0.0) if r.measure == "area_mm2" else r for r in person_of(bank, 5010)]
    fit = fit_person(rows, bank, VISIT, None)
    assert not any(name.startswith(("cog", "area")) for name in fit.statistics)
    assert "left out, as they are no number in this person: area_mm2" in " ".join(fit.notes)
    assert dict(zip(fit.parameters, fit.posterior.width, strict=True))["x DM"] > 0.6


def test_nothing_in_common_and_a_small_bank_are_refused(bank):
    rows = [row._replace(muscle="hand") for row in person_of(bank, 5010)]
    with pytest.raises(DataError, match="share 0 measures"):
        fit_person(rows, bank, VISIT, 1.0)
    few = SimpleNamespace(
        study=bank.study, subjects=bank.subjects[:20],
        rows=[row for row in bank.rows if row.subject < 5021],
    )  # fmt: skip
    with pytest.raises(DataError, match="20 sessions, needed are 40"):
        fit_person(person_of(bank, 5010), few, VISIT, 1.0)


def test_the_table_and_the_study_say_that_they_are_exploratory(bank, fitted, tmp_path):
    rows = fit_rows(fitted)
    assert [row["parameter"] for row in rows] == list(fitted.parameters)
    assert {row["status"] for row in rows} == {"exploratory"}
    assert [row["low"] for row in rows] == pytest.approx(fitted.posterior.low)
    path = write_like(tmp_path / "anna.yaml", fitted, bank.study, "anna")
    study = load_study(path)
    assert "xploratory" in study.description
    found = dict(zip(fitted.parameters, fitted.posterior.median, strict=True))
    one = draw_individual(study.cohort.traits, 1)
    assert one.excitability == pytest.approx(found["excitability"], abs=1e-3)
    apart = np.subtract(study.muscles["DM"].position, study.muscles["TrA"].position) * 1e3
    assert apart[0] == pytest.approx(found["x DM"] - found["x TrA"], abs=2e-3)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("there.yaml", "is there already"),
        ("anna.csv", "does not end in .yaml"),
        ("a b: c.yaml", "expected a name of letters"),
        ("smudging.yaml", "ships; choose another name"),
    ],
)
def test_a_fitted_study_is_a_new_one_with_a_name(tmp_path, name, reason):
    (tmp_path / "there.yaml").touch()
    asked = ["bank", "table.csv", "--write", str(tmp_path / name)]
    with pytest.raises(ConfigError, match=reason):
        CliRunner().invoke(fit_command, asked, catch_exceptions=False)


def test_measured_tables_are_read_for_a_fit(bank, tmp_path):
    path = tmp_path / "p.csv"
    path.write_text(as_csv(person_of(bank, 5010)))
    assert len(read_measured(path)) == len(person_of(bank, 5010))


def test_lengths_are_in_units_of_the_maps_width():
    keys = [Key("map", m, n) for n in ("A", "B") for m in ("cog_x", "area_mm2")]
    session = {key: Value(v, "") for key, v in zip(keys, (0.0, 4.0, 6.0, 4.0), strict=True)}
    found = summaries(session, keys, None)
    assert found["cog_x B"] == pytest.approx(3 / 2)
    assert found["area_mm2 A"] == pytest.approx(0)
