"""Measures of measured sessions, with answers known by hand."""

import math

import numpy as np
import pytest
from fixtures.people_maps import SIDE, SPACING, gaussian

from cortex_sim.errors import DataError
from cortex_sim.people.read_stimuli import read_stimuli
from cortex_sim.people.reading import Reading
from cortex_sim.people.session import measure, notes_of
from cortex_sim.people.stimuli import Stimuli


def values(rows, assessment=None):
    return {
        (row.measure, row.muscle): row.value for row in rows if assessment in (None, row.assessment)
    }


def test_a_person_is_measured_by_the_functions_of_the_clinic(write, grid_rows):
    found = values(measure(read_stimuli(write(grid_rows([5] * SIDE**2, noise=0.0)))))
    x, y = np.meshgrid(SPACING * (np.arange(SIDE) - 3), SPACING * (np.arange(SIDE) - 3))
    mep = gaussian(x, y, (-5, 0))
    assert found["cog_x", "DM"] == pytest.approx((mep * x).sum() / mep.sum(), abs=1e-3)
    assert found["volume", "DM"] == pytest.approx(mep.sum() / mep.max(), rel=1e-3)
    active = np.count_nonzero(mep >= 0.1 * mep.max())
    assert found["area", "DM"] == active
    assert found["area_mm2", "DM"] == pytest.approx(active * SPACING**2)
    assert abs(found["hot_spot_x", "DM"] + 5) <= SPACING / 2
    assert found["peaks", "DM"] >= 1
    assert 0 < found["overlap", "DM-LES"] < 1
    assert found["pulses", "DM"] == 5 * SIDE**2


def test_unequal_numbers_of_pulses_do_not_change_the_area(write, grid_rows, rng):
    equal = values(measure(read_stimuli(write(grid_rows([10] * SIDE**2), "equal.csv"))))
    pulses = rng.integers(1, 20, SIDE**2)
    uneven = values(measure(read_stimuli(write(grid_rows(pulses), "uneven.csv"))))
    for muscle in ("DM", "LES"):
        assert uneven["area", muscle] == pytest.approx(equal["area", muscle], abs=2)
        assert uneven["volume", muscle] == pytest.approx(equal["volume", muscle], rel=0.05)
        assert uneven["cog_x", muscle] == pytest.approx(equal["cog_x", muscle], abs=0.5)
    assert uneven["pulses", "DM"] == pulses.sum()


def test_rows_per_pulse_are_never_taken_for_sites(write, grid_rows):
    once = values(measure(read_stimuli(write(grid_rows([1] * SIDE**2, 0.0), "once.csv"))))
    often = values(measure(read_stimuli(write(grid_rows([19] * SIDE**2, 0.0), "often.csv"))))
    assert often["area", "DM"] == once["area", "DM"]
    assert often["volume", "DM"] == pytest.approx(once["volume", "DM"], rel=1e-6)
    assert often["sites", "DM"] == once["sites", "DM"] == SIDE**2


def test_places_in_space_are_projected_and_the_error_is_said(write, rng):
    angle = math.radians(40)
    rows = [["protocol", "x_mm", "y_mm", "z_mm", "mep_DM_mV"]]
    for number in range(SIDE**2):
        u, v = SPACING * (number % SIDE - 3), SPACING * (number // SIDE - 3)
        off = rng.normal(0, 0.5)
        place = (u, v * math.cos(angle) - off * math.sin(angle),
                 v * math.sin(angle) + off * math.cos(angle))  # fmt: skip
        rows.append(["map", *place, gaussian(u, v, (0, 0))])
    stimuli = read_stimuli(write(rows))
    found = values(measure(stimuli, Reading(spacing_mm=SPACING)))
    assert found["cog_x", "DM"] == pytest.approx(0, abs=0.3)
    assert found["area_mm2", "DM"] == pytest.approx(SPACING**2 * found["area", "DM"], rel=0.02)
    notes = " ".join(notes_of(stimuli, Reading(spacing_mm=SPACING)))
    assert "off it by 0." in notes
    assert "single pulse" in notes


def test_scattered_pulses_are_sorted_into_the_cells_of_their_turned_grid(write, rng):
    angle = math.radians(25)
    rows = [["protocol", "x_mm", "y_mm", "mep_DM_mV"]]
    for number in range(SIDE**2):
        u, v = SPACING * (number % SIDE - 3), SPACING * (number // SIDE - 3)
        for _ in range(rng.integers(2, 10)):
            a, b = u + rng.normal(0, 1), v + rng.normal(0, 1)
            x = a * math.cos(angle) - b * math.sin(angle) + 100
            y = a * math.sin(angle) + b * math.cos(angle) - 30
            rows.append(["map", x, y, gaussian(u, v, (0, 0))])
    found = values(measure(read_stimuli(write(rows)), Reading(spacing_mm=SPACING)))
    assert found["sites", "DM"] == SIDE**2
    assert found["cog_x", "DM"] == pytest.approx(100, abs=0.7)
    assert found["cog_y", "DM"] == pytest.approx(-30, abs=0.7)
    assert math.isfinite(found["peaks", "DM"])


def test_a_hot_spot_in_the_middle_is_0_and_no_noise_of_arithmetic(write):
    """A turned grid puts its middle at 1e-15 or so."""
    rows, angle = [["protocol", "x_mm", "y_mm", "mep_DM_mV"]], math.radians(25)
    for number in range(SIDE**2):
        u, v = SPACING * (number % SIDE - 3), SPACING * (number // SIDE - 3)
        x, y = u * math.cos(angle) - v * math.sin(angle), u * math.sin(angle) + v * math.cos(angle)
        rows.append(["map", x, y, gaussian(u, v, (0, 0))])
    found = values(measure(read_stimuli(write(rows)), Reading(spacing_mm=SPACING)))
    for name in ("hot_spot_x", "hot_spot_y"):
        assert f"{found[name, 'DM']:g}" == "0"


def test_sites_that_are_no_grid_have_no_peaks_and_say_why(write, rng):
    rows = [["protocol", "x_mm", "y_mm", "mep_DM_mV"]]
    rows += [["map", *rng.uniform(-30, 30, 2), rng.uniform(0, 1)] for _ in range(40)]
    found = measure(read_stimuli(write(rows)))
    peaks = next(row for row in found if row.measure == "peaks")
    assert math.isnan(peaks.value)
    assert "no square grid" in peaks.note
    assert values(found)["area_mm2", "DM"] > 0


def test_small_meps_can_be_taken_for_none(write):
    rows = [["protocol", "x_mm", "y_mm", "mep_DM_mV"], ["map", 0, 0, 0.3], ["map", 10, 0, 0.04]]
    stimuli = read_stimuli(write(rows))
    assert values(measure(stimuli))["area", "DM"] == 2
    assert values(measure(stimuli, Reading(floor_mv=0.05)))["area", "DM"] == 1


def curve_rows(meps):
    rows = [["protocol", "intensity", "mep_DM_mV"]]
    rows += [["recruitment", s, mep] for s, mep in meps]
    return rows


def test_threshold_and_curve_of_a_boltzmann(write, rng):
    intensity = np.repeat(np.arange(30, 81, 5), 8)
    mep = 2 / (1 + np.exp((55 - intensity) / 4)) * np.exp(rng.normal(0, 0.1, len(intensity)))
    found = values(measure(read_stimuli(write(curve_rows(zip(intensity, mep, strict=True))))))
    assert found["s50", "DM"] == pytest.approx(55, abs=1)
    assert found["mep_max", "DM"] == pytest.approx(2, rel=0.1)
    assert 35 < found["rmt", "DM"] <= 45


def test_noise_has_no_curve_and_says_why(write, rng):
    intensity = np.repeat(np.arange(30, 81, 5), 8)
    mep = np.abs(rng.normal(0.02, 0.01, len(intensity)))
    rows = measure(read_stimuli(write(curve_rows(zip(intensity, mep, strict=True)))))
    by_name = {row.measure: row for row in rows}
    assert math.isnan(by_name["s50"].value)
    assert "do not follow intensity" in by_name["s50"].note
    assert math.isnan(by_name["rmt"].value)
    assert "no intensity reached 50 µV" in by_name["rmt"].note


def test_a_contraction_has_an_active_threshold_with_its_own_criterion(write):
    rows = curve_rows([(s, mep) for s, mep in ((40, 0.1), (45, 0.15), (50, 0.3))] * 4)
    stimuli = read_stimuli(write(rows))
    assert values(measure(stimuli, Reading("active")))["amt", "DM"] == pytest.approx(47.5)
    low = measure(stimuli, Reading("active", criterion_mv=0.1))
    assert values(low)["amt", "DM"] == pytest.approx(40)
    assert next(r for r in low if r.measure == "amt").note.startswith("an upper bound")


def test_paired_pulses_are_ratios_to_the_test_pulse(write):
    rows = [["protocol", "interval_ms", "mep_DM_mV"], *[["test", "n/a", 1.0]] * 5,
            *[["sici", 2, 0.4]] * 3, *[["sici", 3, 0.6]] * 3, *[["icf", 10, 1.5]] * 2,
            *[["lici", 100, 0.2]] * 2]  # fmt: skip
    found = values(measure(read_stimuli(write(rows))))
    assert found["sici", "DM"] == pytest.approx(0.5)
    assert found["sici_2_ms", "DM"] == pytest.approx(0.4)
    assert found["icf", "DM"] == pytest.approx(1.5)
    assert found["lici", "DM"] == pytest.approx(0.2)
    assert found["test_mep", "DM"] == pytest.approx(1.0)


def test_pairs_without_a_test_pulse_are_nan_with_the_reason(write):
    rows = [["protocol", "interval_ms", "mep_DM_mV"], ["sici", 2, 0.4]]
    found = measure(read_stimuli(write(rows)))
    assert math.isnan(found[0].value)
    assert "no test pulse" in found[0].note


def test_a_map_without_places_is_refused(write):
    rows = [["protocol", "mep_DM_mV"], ["map", 1]]
    with pytest.raises(DataError, match="no pulse of the map has a place"):
        measure(read_stimuli(write(rows)))


def test_each_subject_and_session_is_measured_on_its_own(write):
    rows = [["subject", "session", "protocol", "x_mm", "y_mm", "mep_DM_mV"]]
    rows += [[who, when, "map", x, 0, mep] for who in "AB" for when in (1, 2)
             for x, mep in ((0, 1), (10, 0.5))]  # fmt: skip
    found = measure(read_stimuli(write(rows)))
    visits = {(row.subject, row.phase) for row in found}
    assert visits == {("A", "1"), ("A", "2"), ("B", "1"), ("B", "2")}


def pulses_of_map(mep_mv):
    """Return two pulses on each of three sites in a row, with MEPs given by hand."""
    n = len(mep_mv)
    same, unknown = np.full(n, ""), np.full(n, np.nan)
    return Stimuli(
        source="made", muscles=("DM",), mep_mv=np.array(mep_mv)[:, None],
        protocol=np.full(n, "map"), intensity=unknown, interval_ms=unknown,
        xyz_mm=np.column_stack([10.0 * (np.arange(n) // 2), np.zeros(n)]), site=same,
        subject=np.full(n, "1"), session=same, onset_s=unknown,
    )  # fmt: skip


def test_meps_below_the_background_lower_the_mean_of_their_site():
    pulses = pulses_of_map([1.0, 1.0, 0.5, -0.5, 0.2, 0.2])
    assert values(measure(pulses))["raw_volume", "DM"] == pytest.approx(1.2)
    floored = values(measure(pulses, Reading(floor_mv=0.1)))
    assert floored["raw_volume", "DM"] == pytest.approx(1.45)


def test_a_muscle_that_was_never_measured_has_no_map(write):
    rows = [["protocol", "x_mm", "y_mm", "mep_DM_mV", "mep_LES_mV"]]
    rows += [["map", 10 * (n % 3), 10 * (n // 3), 0.1 * n, "n/a"] for n in range(9)]
    found = {(r.measure, r.muscle): r for r in measure(read_stimuli(write(rows)))}
    for name in ("area", "largest_mep", "volume"):
        assert math.isnan(found[name, "LES"].value)
        assert "no pulse of the map has an MEP of LES" in found[name, "LES"].note
    assert "LES" in found["overlap", "DM-LES"].note
    assert found["area", "DM"].value > 0


def test_a_nan_of_a_map_has_its_reason(write):
    head = ["protocol", "x_mm", "y_mm", "mep_DM_mV", "mep_LES_mV"]
    silent = [["map", x, y, 0, 0] for x in (0, 10) for y in (0, 10)]
    for rows in (silent, [["map", 0, 0, 1, 1]]):
        found = measure(read_stimuli(write([head, *rows])))
        assert [r.measure for r in found if math.isnan(r.value) and not r.note] == []


def test_single_pulses_of_a_paired_protocol_are_its_test_pulses(write):
    rows = [["protocol", "interval_ms", "mep_DM_mV"], ["test", "n/a", 1.0]]
    rows += [["sici", 3, 0.4]] * 4 + [["sici", "n/a", 1.0]] * 4
    pulses = read_stimuli(write(rows))
    found = values(measure(pulses))
    assert found["sici", "DM"] == pytest.approx(0.4)
    assert "4 pulses of sici without an interval, taken for those of test" in notes_of(pulses)


@pytest.mark.parametrize(
    ("mep", "step", "said"),
    [(0.0005, 10, "is the unit"), (30.0, 10, "unit and column"), (1.0, 0.5, "sites of the map")],
)
def test_numbers_that_are_unlikely_in_a_person_are_said(write, mep, step, said):
    rows = [["protocol", "x_mm", "y_mm", "mep_DM_mV"]]
    rows += [["map", step * (n % 3), step * (n // 3), mep] for n in range(9)]
    assert any(said in note for note in notes_of(read_stimuli(write(rows))))


def test_numbers_that_are_likely_are_not_doubted(write, grid_rows):
    pulses = read_stimuli(write(grid_rows([2] * SIDE**2)))
    assert not any("unlikely" in note for note in notes_of(pulses))
