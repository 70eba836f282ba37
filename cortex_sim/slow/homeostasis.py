r"""Intrinsic homeostasis: excitability moves against a lasting change of a population's rate.

After each session with movements the drive :math:`b` of an excitatory cortical population moves
by

.. math:: \Delta b = -s\,(r / r_h - 1), \qquad |b| \le b_\mathrm{max}

with :math:`r` its mean rate in the session and :math:`r_h` that of the last session of a phase
that sets the reference (``sets_rate_reference``), of the same subject (intrinsic excitability of
pyramidal cells follows their activity: Desai, Rutherford & Turrigiano 1999, 10.1038/9165). In such
a session :math:`b` stays. Rest is left out: its rate is no sign of a change.
"""

from collections.abc import Mapping
from typing import NamedTuple

from cortex_sim.config.slow_clock import HomeostasisKinetics


class Homeostasis(NamedTuple):
    """Homeostatic state of one subject, by population; both are empty where it does not act."""

    bias: Mapping[str, float] = {}
    """Drive in V that is added to every cell."""

    reference: Mapping[str, float] = {}
    """Mean rate in Hz that is defended; missing before there was a reference."""


def after_session(
    state: Homeostasis,
    rates: Mapping[str, float],
    settings: HomeostasisKinetics,
    *,
    sets_reference: bool,
) -> Homeostasis:
    """Return the state after a session with movements.

    Parameters
    ----------
    state
        Before the session.
    rates
        Mean rate (Hz) of each population in the session.
    settings
        Step and limit.
    sets_reference
        Whether the session says what is defended from now on.
    """
    if sets_reference:
        bias = {name: state.bias.get(name, 0.0) for name in rates}
        return Homeostasis(bias, dict(rates))
    moved = {
        name: _moved(state.bias.get(name, 0.0), rate, state.reference.get(name, 0.0), settings)
        for name, rate in rates.items()
    }
    return state._replace(bias=moved)


def _moved(bias: float, rate: float, reference: float, settings: HomeostasisKinetics) -> float:
    """Return the drive (V) after a session; a population that was silent defends nothing."""
    if reference <= 0:
        return bias
    moved = bias - settings.step * (rate / reference - 1)
    return float(min(max(moved, -settings.limit), settings.limit))
