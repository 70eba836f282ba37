"""Settings of weights: how those of a projection are distributed at a visit."""

from typing import ClassVar, Literal

from cortex_sim.config.assessments.base import Curve, ShownAs
from cortex_sim.config.assessments.synapses import OfProjection


class Weights(OfProjection):
    """Weights of a projection at a visit, in all and by zone; no network runs and no noise enters.

    Only a model can look at them: they explain what a clinic measures.
    """

    label: ClassVar[str] = "weights of a projection"
    shown_as: ClassVar[ShownAs | None] = "curves"
    curves: ClassVar[tuple[Curve, ...]] = (
        Curve("weight_mean", "mean weight", "0 to 1", "in a zone or between two"),
        Curve("weight_at_max", "share at the upper bound", "0 to 1", "in a zone or between two"),
    )

    kind: Literal["weights"]

    @property
    def details(self) -> tuple[str, ...]:
        """What a reader of a report should know of the settings."""
        return (f"projection {self.projection}",)
