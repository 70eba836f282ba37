"""Who the subject is to the slow clock: BDNF genotype, age, and traits."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from cortex_sim.config.cohort import Trait
from cortex_sim.config.individuals import AVERAGE_AGE_YEARS
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.config.slow_modulators import SlowModulator
from cortex_sim.model.subject import Individual, draw_trait
from cortex_sim.seeds import rng_for


@dataclass(frozen=True)
class Person:
    """Individual factors of the slow clock; the average subject has 1 everywhere."""

    gaba_loss: float = 1.0
    """Factor on the loss of GABA_A gain."""

    bdnf: float = 1.0
    """Factor on all BDNF."""

    release: float = 1.0
    """Factor on activity-dependent release (genotype)."""

    tonic: float = 1.0
    """Factor on tonic BDNF (age)."""

    response: float = 1.0
    """Factor on the acute rise of BDNF by exercise."""

    fitness: float = 1.0
    """Own ventilatory threshold relative to that of the average person."""

    genotype: str = "val_val"
    age_years: float = AVERAGE_AGE_YEARS
    baselines: Mapping[str, float] = field(default_factory=dict)
    """The subject's own baseline of each slow modulator; one not named is average."""

    responses: Mapping[str, float] = field(default_factory=dict)
    """Factor on what moves each slow modulator; one not named has 1."""


def draw_person(clock: SlowClock, individual: Individual, seed: int) -> Person:
    """Return the subject with this seed.

    Met carriers release less BDNF on activity while constitutive release is intact
    (Egan et al. 2003, 10.1016/S0092-8674(03)00035-7). The response to exercise has an SD
    in proportion to its mean: a fixed SD of BDNF between people makes the standardised
    effect of a bout grow with intensity beyond what studies of moderate to vigorous
    exercise found together (Dinoff et al. 2017).
    """
    settings = clock.individuals
    age = draw_trait(settings.age_years, seed, "age")
    genotype = settings.genotype
    if genotype == "drawn":
        is_carrier = rng_for(seed, "trait", "genotype").random() < settings.met_carriers
        genotype = "met_carrier" if is_carrier else "val_val"
    older = age - AVERAGE_AGE_YEARS
    return Person(
        gaba_loss=individual.gaba_loss,
        bdnf=individual.bdnf,
        release=settings.met_release if genotype == "met_carrier" else 1.0,
        response=_draw_response(settings.response_sd, seed, "exercise_response"),
        tonic=max(1 + settings.age_effect * older, 0.0),
        genotype=genotype,
        age_years=age,
        fitness=draw_trait(settings.fitness, seed, "fitness"),
        baselines={n: _draw_baseline(n, row, older, seed) for n, row in clock.modulators.items()},
        responses={
            n: _draw_response(row.response_sd, seed, f"response:{n}")
            for n, row in clock.modulators.items()
            if row.response_sd > 0
        },
    )


def _draw_baseline(name: str, row: SlowModulator, older: float, seed: int) -> float:
    """Return one subject's baseline of a slow modulator, 0 or more."""
    trait = row.trait or Trait(mean=row.baseline)
    return max(draw_trait(trait, seed, f"baseline:{name}") + row.age * older, 0.0)


def _draw_response(sd: float, seed: int, name: str) -> float:
    """Return one subject's factor on an effect: lognormal, mean 1."""
    variance = np.log1p(sd**2)
    normal = rng_for(seed, "trait", name).normal()
    return float(f"{np.exp(np.sqrt(variance) * normal - variance / 2):.9g}")
