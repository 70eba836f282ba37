"""Changes between visits by EMG and by spikes."""

import math

import pytest

from cortex_sim.course.visit import Visit
from cortex_sim.people.virtual_table import EmgRow, csv_of, emg_changes

VISITS = (
    Visit("", "healthy"), Visit("", "clbp_after_1_session"), Visit("", "clbp"),
    Visit("trained", "trained"), Visit("untrained", "untrained"),
)  # fmt: skip


def row(subject, visit, value, by_spikes, measure="overlap"):
    return EmgRow(
        subject, *visit, "map", measure, "DM-LES", value, "", by_spikes, "", ""
    )  # fmt: skip


def test_a_visit_without_the_measure_is_passed_over():
    rows = [
        row(s, visit, level + 0.1 * s, level + 0.2 * s)
        for s in (1, 2, 3)
        for visit, level in zip(VISITS, (0.1, None, 0.5, 0.2, 0.6), strict=True)
        if level is not None
    ]
    found = {(c.before, c.after): c for c in emg_changes(rows, VISITS)}
    assert list(found) == [("healthy", "clbp"), ("clbp", "trained"), ("clbp", "untrained")]
    assert found["healthy", "clbp"].by_emg == pytest.approx(0.4)
    assert found["clbp", "trained"].by_spikes == pytest.approx(-0.3)
    assert {change.sign for change in found.values()} == {"same"}


def changes_of(by_emg, by_spikes):
    """Return the change whose values in subjects are given."""
    subjects = enumerate(zip(by_emg, by_spikes, strict=True))
    (change,) = emg_changes(
        [
            one
            for s, (emg, spikes) in subjects
            for one in (row(s, VISITS[0], 0.0, 0.0), row(s, VISITS[2], emg, spikes))
        ],
        VISITS,
    )
    return change


def test_signs_differ_where_both_readings_exclude_none_on_opposite_sides():
    up, around = [0.1, 0.2, 0.3, 0.2, 0.1, 0.2], [-0.4, 0.3, -0.2, 0.2, -0.3, 0.3]
    differs = changes_of(up, [-value for value in up])
    assert differs.sign == "differs"
    assert differs.emg_low > 0 > differs.spikes_high
    assert changes_of(up, around).sign == "open"
    assert changes_of(up, up).sign == "same"


def test_below_six_subjects_signs_that_differ_are_open():
    change = changes_of([0.1, 0.2, 0.3], [-0.1, -0.2, -0.3])
    assert change.sign == "open"
    assert math.isnan(change.emg_low)


def test_values_that_are_missing_in_a_subject_are_left_out():
    assert changes_of([0.1, 9.0], [0.1, math.nan]).n == 1
    assert csv_of([changes_of([0.1], [0.1])]).splitlines()[0].startswith("before,after")
