"""The sentence on contractions that no drive has held."""

from types import SimpleNamespace

import numpy as np

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.outcome.contraction import loose_contraction
from cortex_sim.store.record import Array


def result_of(*looks):
    """A study of two muscles; each look: rates and whether they are held, or no search at all."""
    sessions = [SimpleNamespace(kind=SessionKind.ASSESSMENT, look=look) for look in looks]
    sessions.append(SimpleNamespace(kind=SessionKind.PRACTICE, look=None))

    def record(session, arrays):
        assert session.kind is SessionKind.ASSESSMENT, "practice has no contraction to read"
        if session.look is None:
            return SimpleNamespace(arrays={})
        rates, held = session.look
        return SimpleNamespace(
            arrays={
                "background_rate": Array(np.array(rates), "Hz", ("muscle",), ""),
                "background_held": Array(np.array(held), "", ("muscle",), ""),
            }
        )

    study = SimpleNamespace(muscle_names=("DM", "LES"))
    return SimpleNamespace(plan=SimpleNamespace(sessions=sessions), study=study, record=record)


def test_nothing_is_said_of_contractions_that_are_held():
    assert loose_contraction(result_of(([2.1, 1.9], [1, 1]), None)) is None


def test_muscles_and_rates_of_loose_contractions_are_named():
    text = loose_contraction(
        result_of(([2.1, 0.4], [1, 0]), None, ([1.9, 0.7], [1, 0]), ([2.0, 2.0], [1, 1]))
    )
    assert "LES in 2 of 3 (0.4 to 0.7 Hz)" in text
    assert "DM" not in text
    assert "background.strongest_drive_mv" in text
