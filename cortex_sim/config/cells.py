"""Cell types: membrane, drive, adaptation and receptors."""

from typing import Annotated, Literal

from pydantic import Field

from cortex_sim.sections import Section
from cortex_sim.units import NonNegative, PositiveTime, Time, Voltage

Receptor = Literal["ampa", "nmda", "gaba_a", "gaba_b"]
RECEPTORS: tuple[Receptor, ...] = ("ampa", "nmda", "gaba_a", "gaba_b")


class ReceptorKinetics(Section):
    """A conductance that jumps with each spike and decays exponentially."""

    reversal: Voltage
    """Potential towards which the conductance pulls."""

    decay: PositiveTime
    """Time constant of the conductance."""


class Cell(Section):
    """An adaptive leaky integrate-and-fire cell with conductance synapses.

    Conductances are in units of the leak conductance; drives in volts, as the
    depolarisation that they alone would cause.
    """

    tau_membrane: PositiveTime
    """Time constant of the membrane."""

    resting_potential: Voltage
    """Potential without any drive: that of the leak."""

    threshold: Voltage | tuple[Voltage, Voltage]
    """One value, or (first, last) recruited unit of a pool: the size principle."""

    reset: Voltage
    """Potential right after a spike."""

    refractory: Annotated[Time, Field(ge=0, le=1)]
    """Time after a spike in which the potential is held and no spike can follow."""

    bias: Voltage = "0 mV"
    """Constant drive."""

    bias_sd: Annotated[Voltage, Field(ge=0)] = "0 mV"
    """SD of the constant drive over cells (normal)."""

    noise: Annotated[Voltage, Field(ge=0)] = "0 mV"
    """SD of the fluctuating drive, redrawn every ``network.noise_interval``."""

    adaptation: Annotated[Voltage, Field(ge=0)] = "0 mV"
    """Hyperpolarising drive added by each spike."""

    adaptation_decay: PositiveTime = "100 ms"
    """Time constant of the adaptation."""

    receptors: dict[Receptor, ReceptorKinetics]
    """Receptors of the cell, each with its kinetics; projections name them in ``gain``."""

    gaba_modulated: bool = False
    """Whether the GABA_A gain of the phase scales this cell's GABA_A conductance."""

    excitability_modulated: bool = False
    """Whether the subject's ``excitability`` trait is added to the bias."""

    tms_gain: NonNegative = 0.0
    """Depolarisation by the coil, relative to an excitatory cell (1)."""

    tms_gain_sd: NonNegative = 0.0
    """SD of the individual sensitivity to the coil over cells (normal, mean 1)."""

    @property
    def highest_threshold(self) -> float:
        """Threshold (V) of the last recruited unit, or of all."""
        value = self.threshold
        return float(max(value) if isinstance(value, tuple) else value)
