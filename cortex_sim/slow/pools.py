r"""Pools of proBDNF and mature BDNF: linear kinetics, advanced in closed form.

.. math::

    \dot F &= u - F / \tau_{rel} \\
    \dot P &= f\, F / \tau_{rel} - P / \tau_{cl} - P / \tau_{rem} \\
    \dot M &= (1 - f)\, F / \tau_{rel} + P / \tau_{cl} - M / \tau_{rem}

with fused vesicles :math:`F`, proBDNF :math:`P`, mature BDNF :math:`M`, the drive of
release :math:`u` (per removal time, see `cortex_sim.slow.bursts`) and the share
:math:`f` that is released as proBDNF. A reduction of Solinas et al. (2019,
10.1371/journal.pcbi.1006975): the complex of proBDNF and protease is taken as short
lived and the protease as constant; cleavage by plasmin, Pang et al. (2004,
10.1126/science.1100135).
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray

from cortex_sim.config.slow_clock import BdnfKinetics


class Pools(NamedTuple):
    """Amounts of BDNF relative to one removal time of release at drive 1; never negative."""

    fused: float = 0.0
    """In fused vesicles, not yet released."""

    pro: float = 0.0
    mature: float = 0.0


def rate_matrix(settings: BdnfKinetics) -> NDArray[np.float64]:
    """Return the rates (1/s) of the states fused, pro, mature, removed, drive.

    Shape (5, 5); the time derivative of the states is the matrix times the states.
    The drive is constant, ``removed`` collects what was taken up.
    """
    release, cleave = 1 / settings.release_time, 1 / settings.cleavage_time
    remove, share = 1 / settings.removal_time, settings.pro_fraction
    return np.array(
        [
            [-release, 0, 0, 0, remove],
            [share * release, -cleave - remove, 0, 0, 0],
            [(1 - share) * release, cleave, -remove, 0, 0],
            [0, remove, remove, 0, 0],
            [0, 0, 0, 0, 0],
        ]
    )


@lru_cache(maxsize=4096)
def _propagator(settings: BdnfKinetics, duration: float) -> NDArray[np.float64]:
    return np.asarray(scipy.linalg.expm(rate_matrix(settings) * duration))


def advance_pools(
    pools: Pools, settings: BdnfKinetics, duration: float, drive: float = 0.0
) -> tuple[Pools, float]:
    """Return the pools after ``duration`` s at constant drive, and what was removed.

    Parameters
    ----------
    pools
        Pools at the start.
    settings
        Kinetics.
    duration
        Time in s, >= 0.
    drive
        Drive of release, >= 0; the amount released is drive x duration / removal time.
    """
    start = np.array([*pools, 0.0, drive])
    end = np.maximum(_propagator(settings, duration) @ start, 0.0)
    return Pools(*map(float, end[:3])), float(end[3])


def steady_pools(settings: BdnfKinetics, drive: float = 1.0) -> Pools:
    """Return the pools under a lasting drive."""
    remove = 1 / settings.removal_time
    fused = drive * settings.release_time * remove
    pro = settings.pro_fraction * drive * remove / (1 / settings.cleavage_time + remove)
    return Pools(fused, pro, drive - pro)


MEAN_POINTS = 60
"""Points of the mean over a practice session."""

UNIT_KINETICS = BdnfKinetics(
    release_time="1500 s", pro_fraction=0.3, cleavage_time="100 s", removal_time="100 s"
)
UNIT_PRACTICE = 1800.0
"""Kinetics, and length (s) of the practice session, that define the unit of released BDNF."""


@lru_cache(maxsize=64)
def practice_pools(settings: BdnfKinetics, practice_time: float) -> Pools:
    """Return the mean pools over a practice session of ``practice_time`` s at drive 1.

    The session starts from empty pools.
    """
    step = practice_time / MEAN_POINTS
    pools, _ = advance_pools(Pools(), settings, step / 2, 1.0)
    found = [pools]
    for _ in range(MEAN_POINTS - 1):
        found.append(advance_pools(found[-1], settings, step, 1.0)[0])
    return Pools(*map(float, np.mean(found, axis=0)))


def relative_pools(pools: Pools) -> Pools:
    """Return pools relative to their mean in a healthy practice session.

    The unit is fixed, so that more proBDNF at release means less mature BDNF.
    """
    unit = practice_pools(UNIT_KINETICS, UNIT_PRACTICE)
    return Pools(*(p / u for p, u in zip(pools, unit, strict=True)))
