"""Assessments: stimulus in, raw results out; one file for each kind.

The file ``<kind>.py`` holds ``examine(probe, settings, needs)``, where ``settings`` is of
the kind's class in ``cortex_sim.config.assessments``.
"""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cortex_sim.clinic.needs import Needs
    from cortex_sim.clinic.probe import Probe
    from cortex_sim.clinic.result import AssessmentResult


Examiner = Callable[["Probe", Any, "Needs"], "AssessmentResult"]
"""Does an assessment: from the subject at the GABA_A gain of the assessment, the settings of
its kind, and thresholds and sequence for the kinds that ask for them."""


def examiner_of(kind: str) -> Examiner:
    """Return who does the assessments of a kind: ``examine`` in the file of its name."""
    # by name, so that what a kind computes follows from its own file and what that imports
    found: Examiner = import_module(f"{__name__}.{kind}").examine
    return found
