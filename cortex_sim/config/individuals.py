"""Who the subjects are to the slow clock: genotype, age, fitness, response."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cortex_sim.config.cohort import Trait
from cortex_sim.sections import Section
from cortex_sim.units import Fraction

AVERAGE_AGE_YEARS = 45.0
"""Age of the average person, at which age changes nothing."""


class Individuals(Section):
    """Genotype, age, fitness, response to exercise: given, or drawn for each subject."""

    genotype: Literal["drawn", "val_val", "met_carrier"] = "drawn"
    """BDNF Val66Met; ``drawn``: by ``met_carriers``."""

    met_carriers: Fraction = 0.35
    """Share of Met carriers among those drawn."""

    met_release: Fraction = 0.75
    """Factor on activity-dependent release in Met carriers."""

    age_years: Trait = Trait(mean=AVERAGE_AGE_YEARS, sd=12.0, low=20.0, high=70.0)
    """Age."""

    response_sd: Annotated[float, Field(ge=0, le=3)] = 1.3
    """SD over subjects of the acute rise by exercise, relative to its mean (lognormal)."""

    age_effect: Annotated[float, Field(ge=-0.05, le=0.05)] = 0.0
    """Relative change of tonic BDNF for each year above 45; reports disagree."""

    fitness: Trait = Trait(mean=1.0, low=0.1)
    """Ventilatory threshold relative to the average person's, to which the intensity of bouts is
    relative: at a fitness of 1.2 a bout of 1.2 is one at the own threshold."""

    @model_validator(mode="before")
    @classmethod
    def _keep_low(cls, said: object) -> object:
        fitness = said.get("fitness") if isinstance(said, dict) else None
        if isinstance(said, dict) and isinstance(fitness, dict):
            return {**said, "fitness": {"low": 0.1, **fitness}}
        return said

    @model_validator(mode="after")
    def _check(self) -> "Individuals":
        if self.fitness.low is None or self.fitness.low <= 0:
            raise ValueError("fitness.low: expected a number above 0; bouts are relative to it")
        return self
