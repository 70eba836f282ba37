"""What assessments of the synapses of one projection have in common."""

from collections.abc import Iterator
from typing import Self

from pydantic import model_validator

from cortex_sim.config.assessments.base import Assessment, Reference
from cortex_sim.names import Identifier


class OfProjection(Assessment):
    """An assessment that looks at the synapses of a projection; no network runs."""

    projection: Identifier
    """A plastic projection between cells with a place (a key of ``network.projections``)."""

    @model_validator(mode="after")
    def _has_noise_to_repeat(self) -> Self:
        if self.repeat > 1:
            raise ValueError(
                f"repeat: got {self.repeat}, but synapses are read without noise, so each would be "
                "the same; leave it out"
            )
        return self

    def references(self) -> Iterator[Reference]:
        """Yield every name that must exist elsewhere in the study."""
        yield from super().references()
        yield Reference("projection", self.projection, "placed")

    @property
    def model_time(self) -> float:
        """Model time in s: none, because no network runs."""
        return 0.0
