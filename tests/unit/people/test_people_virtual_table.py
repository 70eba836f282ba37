"""Changes between visits by EMG and by spikes."""

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
    assert all(change.same_sign for change in found.values())


def test_signs_that_differ_are_told_and_missing_values_left_out():
    rows = [row(1, VISITS[0], 0.1, 0.3), row(1, VISITS[2], 0.3, 0.1)]
    rows += [row(2, VISITS[0], 0.1, float("nan")), row(2, VISITS[2], 9.0, 0.1)]
    (change,) = emg_changes(rows, VISITS)
    assert change.n == 1
    assert not change.same_sign
    assert csv_of([change]).splitlines()[0].startswith("before,after")
