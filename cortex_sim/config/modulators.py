"""Neuromodulators: whose levels phases set, and what each is in a subject.

A new one is a row here, with a field of `Phase` of that name and, if people differ in it,
a trait; how its level acts is a row in `cortex_sim.model.modulation`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Modulator:
    """A modulator whose level is a state of the cortex."""

    field: str
    """The field of a phase that sets its level."""

    trait: str
    """The subject's trait that scales it."""

    scales_loss: bool = False
    """Whether the trait is a factor on what is missing to health, and not on the level."""

    acts_in_learning_alone: bool = False
    """Whether it changes nothing while weights are frozen."""

    healthy: float = 1.0
    """Level in health, and where a phase says nothing."""

    def own_level(self, level: float, trait: float) -> float:
        """Return a subject's own level, 0 or more, in a phase that sets ``level``."""
        own = self.healthy - (self.healthy - level) * trait if self.scales_loss else level * trait
        return round(max(own, 0.0), 12)


MODULATORS = {
    "gaba_a": Modulator("gaba_gain", "gaba_loss", scales_loss=True),
    "bdnf": Modulator("bdnf", "bdnf", acts_in_learning_alone=True),
}
"""Modulators by name: GABA_A gain of modulated cells, level of mature BDNF."""
