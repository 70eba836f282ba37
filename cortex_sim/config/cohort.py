"""Who is studied: subjects and their individual differences."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from cortex_sim.names import Name
from cortex_sim.sections import Section
from cortex_sim.units import NonNegative


class Trait(Section):
    """Distribution of one individual parameter over subjects (truncated normal)."""

    mean: float
    """Mean before truncation."""

    sd: NonNegative = 0.0
    """SD over subjects before truncation; 0: all subjects have the mean."""

    low: float | None = None
    """Smallest value; null: no bound."""

    high: float | None = None
    """Largest value; null: no bound."""

    @model_validator(mode="after")
    def _check(self) -> "Trait":
        low = self.mean if self.low is None else self.low
        high = self.mean if self.high is None else self.high
        if not low <= self.mean <= high:
            raise ValueError(f"mean {self.mean:g} is outside [{low:g}, {high:g}]")
        return self


class Traits(Section):
    """Individual differences. Every trait is 1 in the average subject."""

    gaba_loss: Trait = Trait(mean=1.0)
    """Factor on 1 - GABA_A gain of every phase."""

    delay: Trait = Trait(mean=1.0)
    """Factor on every ``delay`` of the sequences."""

    bdnf: Trait = Trait(mean=1.0)
    """Factor on the BDNF level of every phase."""

    excitability: Trait = Trait(mean=1.0)
    """Factor on the bias of cells that are marked ``excitability_modulated``."""

    learning: Trait = Trait(mean=1.0)
    """Factor on every learning rate."""

    coil_jitter: Trait = Trait(mean=1.0)
    """Factor on the coil jitter of the assessments."""


OWN_LEVELS = (
    "in a slow modulator people differ by slow_clock.modulators.{name}.trait, those of one arm by "
    "course.persons.ARM.baselines.{name}"
)
"""What to write where a trait is named that may be a modulator."""


class ArmPerson(Section):
    """Who the subjects are in one arm: the same seeds, wiring and noise, another person.

    Such an arm goes through the whole course by itself, the common past included.
    """

    traits: dict[Name, Trait] = Field(default_factory=dict)
    """Distributions of traits that differ from those of the cohort."""

    genotype: Literal["val_val", "met_carrier"] | None = None
    """With ``slow_clock``: BDNF Val66Met of all of them; null: as elsewhere."""

    age_years: Trait | None = None
    """With ``slow_clock``: their age; null: as elsewhere."""

    fitness: Trait | None = None
    """With ``slow_clock``: their ventilatory threshold relative to the average; null: as
    elsewhere."""

    baselines: dict[Name, Trait] | None = None
    """With ``slow_clock``: by slow modulator, its ``trait``; null: as elsewhere."""

    @property
    def of_slow_clock(self) -> dict[str, Any]:
        """What is said of these persons that only the slow clock reads, by field."""
        names = ("genotype", "age_years", "fitness", "baselines")
        return {name: getattr(self, name) for name in names if getattr(self, name) is not None}

    @model_validator(mode="after")
    def _check(self) -> "ArmPerson":
        if not self.traits and not self.of_slow_clock:
            raise ValueError(
                "says nothing, so the subjects are who they are elsewhere; give traits, genotype, "
                "age_years, fitness or baselines, or leave the arm out"
            )
        for name in self.traits:
            if name not in TRAITS:
                raise ValueError(
                    f"traits: unknown trait {name!r}; known: {', '.join(TRAITS)}; "
                    f"{OWN_LEVELS.format(name=name)}"
                )
        return self


TRAITS: tuple[str, ...] = tuple(Traits.model_fields)


class Cohort(Section):
    """Subjects, by seed: the same seed is the same person in every study."""

    subjects: Annotated[int, Field(ge=1, le=100_000)]
    """Number of subjects."""

    first_seed: Annotated[int, Field(ge=0, le=2**31)] = 1
    """Seed of the first subject; the others follow. Adding subjects changes no one."""

    traits: Traits = Traits()
    """Distributions of the individual differences."""


class Execution(Section):
    """How a study is run. Nothing here changes a number in a result."""

    workers: Annotated[int, Field(ge=0, le=4096)] = 0
    """Processes; 0 means one for each core this process may use."""

    build_timeout_minutes: Annotated[float, Field(gt=0)] = 30.0
    """Longest time that compiling a program may take."""

    session_timeout_minutes: Annotated[float, Field(gt=0)] = 60.0
    """Longest time that a session may take."""


class Compiler(Section):
    """Backend and compiler flags; part of a result's identity."""

    backend: Literal["kernel", "brian2"] = "kernel"
    """``kernel``: our own, compiled once for all networks. ``brian2``: the reference, a
    program that Brian2 generates and a compiler builds for each structure."""

    precision: Literal["fast", "exact"] = "fast"
    """Of the kernel. ``fast``: single precision and its own random numbers. ``exact``: double
    precision and Brian2's random numbers in Brian2's order, for the same spikes and stored
    weights as ``brian2``, which is always exact."""

    optimisation: Literal["native", "portable"] = "native"
    """``native``: fastest on this CPU. ``portable``: runs on every node of a mixed cluster."""
