"""Paired pulses: SICI, ICF and SICF at the hot spot of each muscle.

A conditioning pulse changes the response to a test pulse a few milliseconds
later: short-interval intracortical inhibition (SICI, 2-3 ms; Kujirai et al.
1993, 10.1113/jphysiol.1993.sp019912), intracortical facilitation (ICF,
10-15 ms) and short-interval facilitation (SICF, 1-5 ms, the stronger pulse
first; Ziemann et al. 1998, 10.1111/j.1469-7793.1998.181bi.x).
"""

from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.pulse_pairs import give_pairs
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.config.assessments.paired_pulse import PairedPulse


def examine(probe: Probe, settings: PairedPulse, needs: Needs) -> AssessmentResult:
    """Give test pulses alone and pairs of pulses over each muscle of ``settings.muscles``."""
    return give_pairs(probe, settings, needs)
