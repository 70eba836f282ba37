"""How sure a person's map is."""

import math

import numpy as np
import pytest

from cortex_sim.people.read_stimuli import read_stimuli
from cortex_sim.people.session import measure

HEAD = ["protocol", "x_mm", "y_mm", "mep_DM_mV"]


def found(write, rows):
    return {row.measure: row for row in measure(read_stimuli(write([HEAD, *rows])))}


def test_pulses_at_one_site_have_an_error_and_no_icc_with_the_true_reason(write):
    rows = found(write, [["map", 0, 0, mep] for mep in (1.0, 2.0, 3.0)])
    assert rows["mep_sem"].value == pytest.approx(1 / math.sqrt(3))
    assert rows["mep_sem"].note == ""
    assert math.isnan(rows["icc_oneway"].value)
    assert "single site" in rows["icc_oneway"].note
    assert math.isnan(rows["cog_x_high"].value)
    assert rows["cog_x_high"].note == "a single site is its own centre of gravity"


def test_single_pulses_have_no_error_and_say_so(write):
    rows = found(write, [["map", 10 * n, 0, 1 + n] for n in range(4)])
    for name in ("icc_oneway", "mep_sem", "mep_smallest_change", "cog_x_se", "cog_x_low"):
        assert math.isnan(rows[name].value)
        assert rows[name].note == "no site has two pulses"


def test_sites_of_one_pulse_beside_others_are_told(write):
    rows = found(write, [["map", 0, 0, 1], ["map", 0, 0, 2], ["map", 10, 0, 1]])
    assert rows["cog_x_se"].note == "1 site of one pulse taken without an error"


def test_the_interval_holds_the_centre_of_gravity_as_often_as_it_says(write, rng):
    held, n_maps = 0, 60
    xy = [(10 * (n % 5 - 2), 10 * (n // 5 - 2)) for n in range(25)]
    true = [np.exp(-((x - 3) ** 2 + y**2) / 2 / 10**2) for x, y in xy]
    centre = np.average([x for x, _ in xy], weights=true)
    for _ in range(n_maps):
        rows = found(
            write,
            [
                ["map", x, y, max(0.0, mep * (1 + rng.normal(0, 0.3)))]
                for (x, y), mep in zip(xy, true, strict=True)
                for _ in range(10)
            ],
        )
        ends = rows["cog_x_low"].value, rows["cog_x_high"].value
        assert ends[0] < rows["cog_x"].value < ends[1]
        held += ends[0] < centre < ends[1]
    assert held / n_maps == pytest.approx(0.95, abs=0.09)
