"""Who the subject is to the slow clock: BDNF genotype, age, and traits."""

from dataclasses import dataclass

import numpy as np

from cortex_sim.config.slow_clock import SlowClock
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

    genotype: str = "val_val"
    age_years: float = 45.0


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
    older = age - settings.age_years.mean
    return Person(
        gaba_loss=individual.gaba_loss,
        bdnf=individual.bdnf,
        release=settings.met_release if genotype == "met_carrier" else 1.0,
        response=_draw_response(settings.response_sd, seed),
        tonic=max(1 + settings.age_effect * older, 0.0),
        genotype=genotype,
        age_years=age,
    )


def _draw_response(sd: float, seed: int) -> float:
    """Return one subject's factor on the acute rise: lognormal, mean 1."""
    variance = np.log1p(sd**2)
    normal = rng_for(seed, "trait", "exercise_response").normal()
    return float(f"{np.exp(np.sqrt(variance) * normal - variance / 2):.9g}")
