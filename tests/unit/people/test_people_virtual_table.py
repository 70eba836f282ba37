"""Changes between visits by EMG and by spikes."""

import math

import pytest

from cortex_sim.course.visit import Visit
from cortex_sim.people.virtual_table import EmgRow, csv_of, emg_changes

HEALTHY, EARLY, CLBP = (Visit("", name) for name in ("healthy", "clbp_after_1_session", "clbp"))
TRAINED, UNTRAINED = (Visit(arm, arm) for arm in ("trained", "untrained"))
PAIRS = [(HEALTHY, EARLY), (HEALTHY, CLBP), (CLBP, TRAINED), (CLBP, UNTRAINED)]


def row(subject, visit, value, by_spikes, measure="overlap"):
    return EmgRow(
        subject, *visit, "map", measure, "DM-LES", value, "", by_spikes, "", ""
    )  # fmt: skip


def test_a_visit_without_the_measure_is_passed_over():
    rows = [
        row(s, visit, level + 0.1 * s, level + 0.2 * s)
        for s in (1, 2, 3)
        for visit, level in ((HEALTHY, 0.1), (CLBP, 0.5), (TRAINED, 0.2), (UNTRAINED, 0.6))
    ]
    found = {(c.before, c.after): c for c in emg_changes(rows, PAIRS)}
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
            for one in (row(s, HEALTHY, 0.0, 0.0), row(s, CLBP, emg, spikes))
        ],
        PAIRS,
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
