"""Shares of causes."""

import pytest

from cortex_sim.analysis.shares import Share
from cortex_sim.errors import ResultError
from cortex_sim.figures.cause_shares import CauseShare, cause_shares_table, make_cause_shares

ROW = CauseShare("delay", Share(0.62, 0.5, 0.8, 8), Share(-0.05, -0.1, 0.02, 8))


def test_every_cause_has_its_name_and_its_numbers_in_percent():
    left, right = make_cause_shares([ROW], caption="n = 8").figure.axes
    assert [label.get_text() for label in left.get_yticklabels()] == ["delay"]
    assert [text.get_text() for text in left.texts] == ["62 [50, 80]"]
    assert [text.get_text() for text in right.texts] == ["\u22125 [\u221210, 2]"]


def test_table_holds_both_shares_with_their_intervals():
    (row,) = cause_shares_table([ROW])
    assert row["cause"] == "delay"
    assert (row["alone_value"], row["alone_low"], row["removed_high"]) == (0.62, 0.5, 0.02)


def test_no_cause_is_refused():
    with pytest.raises(ResultError, match="no cause"):
        make_cause_shares([], caption="n = 8")
