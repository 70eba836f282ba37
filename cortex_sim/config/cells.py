"""Cell types: membrane, drive, adaptation and receptors."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cortex_sim.sections import Section
from cortex_sim.units import NonNegative, PositiveTime, Time, Voltage

Receptor = Literal["ampa", "nmda", "gaba_a", "gaba_b", "gaba_b_spillover"]
RECEPTORS: tuple[Receptor, ...] = ("ampa", "nmda", "gaba_a", "gaba_b", "gaba_b_spillover")
AFTERHYPERPOLARISATION = "afterhyperpolarisation"
T_CURRENT = "t_current"
TONIC_GABA_A = "tonic_gaba_a"


class Spillover(Section):
    """Transmitter that spreads out of synapses and opens receptors together."""

    conductance: NonNegative
    """Largest conductance, all receptors open, in units of the leak."""

    half: Annotated[float, Field(gt=0)]
    """Transmitter at which receptors open at half of their fastest; a spike adds the ``gain`` of
    its projection, times the synapse's weight."""

    cooperativity: Literal[1, 4] = 4
    """Power of transmitter with which receptors open: 4, or 1 as a control."""

    uptake: PositiveTime = "5 ms"
    """Time constant with which transmitter is taken up."""

    rise: PositiveTime = "20 ms"
    """Time constant with which receptors open at much transmitter."""


class ReceptorKinetics(Section):
    """A conductance that jumps with each spike, or is driven by transmitter, and decays."""

    reversal: Voltage
    """Potential towards which the conductance pulls."""

    decay: PositiveTime
    """Time constant of the conductance."""

    spillover: Spillover | None = None
    """What drives ``gaba_b_spillover``; the conductance of all others jumps with each spike."""


class Afterhyperpolarisation(Section):
    """A conductance that the cell's own spikes open."""

    conductance: NonNegative
    """Conductance, in units of the leak, that a spike adds."""

    reversal: Voltage
    """Potential towards which the conductance pulls."""

    decay: PositiveTime
    """Time constant of the conductance."""


class TCurrent(Section):
    """A low-threshold calcium current: makes the cell integrate-and-fire-or-burst.

    Smith GD, Cox CL, Sherman SM & Rinzel J 2000, 10.1152/jn.2000.83.1.588.
    """

    conductance: NonNegative
    """Largest conductance, in units of the leak; 0 as a control that fires and does not burst."""

    reversal: Voltage
    """Potential towards which the conductance pulls."""

    activation: Voltage
    """Potential above which the channels open; there they inactivate, below it they recover."""

    inactivation: PositiveTime
    """Time constant of inactivation: the duration of a burst."""

    recovery: PositiveTime
    """Time constant of recovery from inactivation while the cell is hyperpolarised."""


class TonicConductance(Section):
    """A conductance that is open all the time, as that of receptors outside of synapses.

    Lee V & Maguire J 2014, 10.3389/fncir.2014.00003.
    """

    conductance: NonNegative
    """Conductance in health, in units of the leak."""

    reversal: Voltage
    """Potential towards which the conductance pulls."""


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

    afterhyperpolarisation: Afterhyperpolarisation | None = None
    """Conductance that each spike of the cell adds to and that holds it back; null: none."""

    t_current: TCurrent | None = None
    """Low-threshold calcium current, which makes bursts out of hyperpolarisation; null: none."""

    tonic_gaba_a: TonicConductance | None = None
    """Conductance of GABA_A receptors that ambient GABA holds open; null: none."""

    receptors: dict[Receptor, ReceptorKinetics]
    """Receptors of the cell, each with its kinetics; projections name them in ``gain``."""

    gaba_modulated: bool = False
    """Whether the GABA_A gain of the phase scales this cell's ``gaba_a``, and the level of
    ``gaba_a_tonic`` its ``tonic_gaba_a``."""

    excitability_modulated: bool = False
    """Whether the subject's ``excitability`` trait is added to the bias."""

    tms_gain: NonNegative = 0.0
    """Depolarisation by the coil, relative to an excitatory cell (1)."""

    tms_gain_sd: NonNegative = 0.0
    """SD of the individual sensitivity to the coil over cells (normal, mean 1)."""

    @property
    def conductances(self) -> tuple[str, ...]:
        """Names of all conductances beside the leak."""
        optional = {
            AFTERHYPERPOLARISATION: self.afterhyperpolarisation,
            T_CURRENT: self.t_current,
            TONIC_GABA_A: self.tonic_gaba_a,
        }
        own = (name for name, section in optional.items() if section is not None)
        return (*self.receptors, *own)

    @property
    def highest_threshold(self) -> float:
        """Threshold (V) of the last recruited unit, or of all."""
        value = self.threshold
        return float(max(value) if isinstance(value, tuple) else value)

    @model_validator(mode="after")
    def _check(self) -> "Cell":
        for receptor, kinetics in self.receptors.items():
            is_driven = receptor == "gaba_b_spillover"
            if is_driven and kinetics.spillover is None:
                raise ValueError(
                    f"receptors.{receptor} has no spillover; give what drives it, e.g. "
                    "spillover: {conductance: 0.25, half: 25}"
                )
            if not is_driven and kinetics.spillover is not None:
                raise ValueError(
                    f"receptors.{receptor}.spillover: only gaba_b_spillover is driven by "
                    "transmitter; leave it out"
                )
        return self
