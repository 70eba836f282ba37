"""Who the subjects are to the slow clock: genotype, age, fitness, response."""

from typing import Annotated, Literal

from pydantic import Field

from cortex_sim.config.cohort import Fitness, Trait
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

    fitness: Fitness = Fitness(mean=1.0)
    """Ventilatory threshold relative to the average person's, to which the intensity of bouts is
    relative: at a fitness of 1.2 a bout of 1.2 is one at the own threshold."""
