"""Long-interval intracortical inhibition: two equal pulses, 50 to 200 ms apart.

A strong pulse suppresses the response to another one, in people at intervals of about
60 to 150 ms (Valls-Solé et al. 1992, 10.1016/0168-5597(92)90048-G), which is thought to
be an effect of GABA_B receptors. The default network has none.
"""

from cortex_sim.clinic.needs import Needs
from cortex_sim.clinic.probe import Probe
from cortex_sim.clinic.pulse_pairs import give_pairs
from cortex_sim.clinic.result import AssessmentResult
from cortex_sim.config.assessments.lici import Lici


def examine(probe: Probe, settings: Lici, needs: Needs) -> AssessmentResult:
    """Give test pulses alone and pairs of equal pulses over each muscle of the settings."""
    return give_pairs(probe, settings, needs)
