"""A subject: one wiring and one draw of individual parameters, from one seed."""

from dataclasses import dataclass, field, fields

import numpy as np
import scipy
from numpy.typing import NDArray

from cortex_sim.config.cohort import TRAITS, Trait, Traits
from cortex_sim.model.body import Body
from cortex_sim.model.echo import draw_echo, echo_inputs, echo_rows
from cortex_sim.model.layout import cell_positions, muscle_centres, muscle_patches, pool_of
from cortex_sim.model.partner_laws import Indices
from cortex_sim.model.wiring import draw_wiring
from cortex_sim.seeds import rng_for


@dataclass(frozen=True)
class Individual:
    """Trait values of one subject; 1 is the average subject (see `Traits`)."""

    gaba_loss: float = 1.0
    delay: float = 1.0
    bdnf: float = 1.0
    excitability: float = 1.0
    learning: float = 1.0
    coil_jitter: float = 1.0


@dataclass(frozen=True)
class Anatomy:
    """What does not change in a subject's life: places, wiring, cell differences."""

    centres_mm: NDArray[np.float64]
    """Muscle positions, shape (n_muscles, 2)."""

    patches_mm: tuple[NDArray[np.float64], ...]
    """Places of the patches of each muscle, shape (n_patches, 2) each."""

    positions_mm: dict[str, NDArray[np.float64]]
    """Cell positions by population."""

    wiring: dict[str, tuple[Indices, Indices]]
    """Source and target indices by projection."""

    bias_deviate: dict[str, NDArray[np.float64]]
    """Standard normal deviate of each cell's bias, by population."""

    coil_deviate: dict[str, NDArray[np.float64]]
    """Standard normal deviate of each cell's sensitivity to TMS, by population."""

    echo_rates: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    """Rates after the go cue in Hz, shape (n_intervals, n_cells), by population of echo cells."""

    def distances_mm(self, population: str) -> NDArray[np.float64]:
        """Return how far each cell is from each muscle's nearest patch, (n_cells, n_muscles)."""
        places = self.positions_mm[population][:, None, :]
        return np.column_stack(
            [np.linalg.norm(places - patches, axis=2).min(axis=1) for patches in self.patches_mm]
        )


def draw_individual(traits: Traits, seed: int) -> Individual:
    """Return the subject's trait values: truncated normal, one stream a trait."""
    return Individual(**{name: draw_trait(getattr(traits, name), seed, name) for name in TRAITS})


def draw_trait(trait: Trait, seed: int, name: str) -> float:
    """Return one subject's value of a trait: truncated normal, a stream of its own by name."""
    if trait.sd == 0:
        return trait.mean
    low = -np.inf if trait.low is None else (trait.low - trait.mean) / trait.sd
    high = np.inf if trait.high is None else (trait.high - trait.mean) / trait.sd
    below, above = scipy.special.ndtr([low, high])
    quantile = below + rng_for(seed, "trait", name).random() * (above - below)
    value = trait.mean + trait.sd * float(scipy.special.ndtri(quantile))
    return float(f"{value:.9g}")


def draw_anatomy(body: Body, seed: int) -> Anatomy:
    """Return the anatomy of the subject with this seed."""
    network = body.network
    centres = muscle_centres(
        np.array([muscle.position for muscle in body.muscles.values()], dtype=float),
        network.sheet.representation_jitter,
        rng_for(seed, "representations"),
    )
    patches = muscle_patches(centres, body.muscles.values())
    populations = network.populations
    positions = {name: cell_positions(row, network, patches) for name, row in populations.items()}
    muscles = {
        name: pool_of(row, len(body.muscles)) if row.layout.kind == "pools" else None
        for name, row in populations.items()
    }
    wiring = {
        name: draw_wiring(
            row.fan,
            positions[row.source],
            positions[row.target],
            source_muscle=muscles[row.source],
            target_muscle=muscles[row.target],
            is_recurrent=row.source == row.target,
            rng=rng_for(seed, "wiring", name),
        )
        for name, row in network.projections.items()
    }
    cells = [name for name, row in populations.items() if row.cell is not None]
    times = network.input_interval * np.arange(echo_rows(network))
    return Anatomy(
        centres_mm=centres,
        patches_mm=patches,
        positions_mm=positions,
        wiring=wiring,
        bias_deviate={
            n: rng_for(seed, "bias", n).standard_normal(len(positions[n])) for n in cells
        },
        coil_deviate={
            n: rng_for(seed, "coil", n).standard_normal(len(positions[n])) for n in cells
        },
        echo_rates={
            n: draw_echo(source, times, len(positions[n]), rng_for(seed, "echo", n))
            for n, source in echo_inputs(network).items()
        },
    )


if {f.name for f in fields(Individual)} != set(TRAITS):
    raise TypeError("Individual and Traits must have the same fields")
