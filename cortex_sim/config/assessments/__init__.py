"""The assessments that a study can choose from: one file for each kind.

`KINDS` is the only list of them. A kind is the name of three files: its settings
here, what is done in ``cortex_sim.clinic``, and what is read from the result in
``cortex_sim.outcome.measures``. Whoever needs a kind's answer (its model time, its
pulses, what it needs) asks its class; nobody else tells kinds apart.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Union

from pydantic import Field

from cortex_sim.config.assessments.base import Assessment

KINDS = (
    "recruitment",
    "tms_map",
    "paired_pulse",
    "lici",
    "silent_period",
    "cued_movement",
    "baseline",
    "activity",
    "pairing",
    "weights",
    "rest_spectrum",
)
"""Kinds of assessment; in this order in the documentation."""


def settings_class(kind: str) -> type[Assessment]:
    """Return the settings of a kind: the class in its file whose name is the kind's.

    Examples
    --------
    >>> settings_class("tms_map").__name__
    'TmsMap'
    """
    module = import_module(f"{__name__}.{kind}")
    found: type[Assessment] = getattr(module, kind.title().replace("_", ""))
    return found


if TYPE_CHECKING:
    AnyAssessment = Assessment
else:
    AnyAssessment = Annotated[
        Union[tuple(settings_class(kind) for kind in KINDS)],  # noqa: UP007
        Field(discriminator="kind"),
    ]
