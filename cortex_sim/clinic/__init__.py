"""Assessments: stimulus in, raw results out; one file for each kind.

The file ``<kind>.py`` holds ``examine(probe, settings, needs)``, where ``settings`` is of
the kind's class in ``cortex_sim.config.assessments``.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cortex_sim.clinic.needs import Needs
    from cortex_sim.clinic.probe import Probe
    from cortex_sim.clinic.result import AssessmentResult
    from cortex_sim.config.assessments.base import Assessment


def examine(probe: "Probe", settings: "Assessment", needs: "Needs") -> "AssessmentResult":
    """Do an assessment.

    Parameters
    ----------
    probe
        The subject, at the GABA_A gain of the assessment.
    settings
        What to do; its kind names the file that knows how.
    needs
        Thresholds and sequence, for the kinds that ask for them.
    """
    # by name, so that what a kind computes follows from its own file and what that imports
    module = import_module(f"{__name__}.{settings.kind}")
    result: AssessmentResult = module.examine(probe, settings, needs)
    return result
