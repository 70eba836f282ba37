"""Neuromodulators: whose levels phases set, and what each is in a subject.

A new one is a row here, and how its level acts a row in `cortex_sim.model.modulation`; phases
set it under ``levels``. If people differ in it, it has a trait in `cortex_sim.config.cohort`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Modulator:
    """A modulator whose level is a state of the cortex."""

    field: str | None = None
    """A field of phases that is short for its entry in ``levels``; None: there is none."""

    trait: str | None = None
    """The subject's trait that scales it; None: people do not differ."""

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
    "gaba_a_tonic": Modulator(),
}
"""Modulators by name: gain of GABA_A synapses onto modulated cells, level of mature BDNF, tonic
GABA_A conductance of modulated cells that have one."""
