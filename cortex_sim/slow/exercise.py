r"""Exercise dose to BDNF: an acute rise and a slow change of resting BDNF.

During a bout the rise relaxes to a target, after it to 0, with one time constant:
:math:`\dot X = (X_{bout} - X) / \tau`. The target is scaled so that 30 min give the
published rise for the intensity: none 20 W below the ventilatory threshold, 13 %
above it, 30 % in a test to exhaustion (Ferris, Williams & Shen 2007,
10.1249/mss.0b013e31802f04c7). Every bout adds to resting BDNF, which is higher after
weeks of aerobic, not of resistance training (Dinoff et al. 2016,
10.1371/journal.pone.0163037). Lactate as a link is a hypothesis: mature BDNF in blood
did not follow an infusion of lactate, proBDNF did (Röja et al. 2025,
10.3389/fncel.2025.1644843).
"""

from typing import NamedTuple

import numpy as np

from cortex_sim.config.slow_clock import Exercise, ExerciseDose

REFERENCE_BOUT = 1800.0
"""Length (s) of the bouts of which the acute rise was published."""


class Bout(NamedTuple):
    """A bout of exercise: start (s after that of its segment), length (s) and kind."""

    start: float
    duration: float
    kind: str
    intensity: float


def acute_target(bout: Bout, settings: Exercise) -> tuple[float, float]:
    """Return what the rise in blood relaxes to: without lactate, and by way of lactate."""
    response = settings.responses[bout.kind]  # type: ignore[index]
    rise = float(np.interp(bout.intensity, settings.intensity_points, settings.acute_rise))
    reached = 1 - np.exp(-REFERENCE_BOUT / settings.decay_time)
    target = float(rise * response.acute / reached)
    return target * (1 - response.lactate_share), target * response.lactate_share


def resting_rate(bout: Bout, settings: Exercise) -> float:
    """Return how fast a bout adds to resting BDNF, per s; nothing below the first intensity."""
    response = settings.responses[bout.kind]  # type: ignore[index]
    if bout.intensity <= settings.intensity_points[0]:
        return 0.0
    return settings.resting_rise * response.resting / REFERENCE_BOUT


def bout_of(bout: Bout, fitness: float) -> Bout:
    """Return a bout with its intensity relative to a person's own ventilatory threshold."""
    return bout._replace(intensity=bout.intensity / fitness)


def relative_dose(bout: Bout, settings: Exercise) -> float:
    """Return the dose of a bout by its intensity; 1 at that of a bout by default.

    Where even that raises nothing (``acute_rise`` is all 0) it is the intensity itself.
    """
    usual = ExerciseDose(kind="aerobic").intensity
    points, rises = settings.intensity_points, settings.acute_rise
    unit = float(np.interp(usual, points, rises))
    if unit == 0:
        return bout.intensity / usual
    return float(np.interp(bout.intensity, points, rises)) / unit
