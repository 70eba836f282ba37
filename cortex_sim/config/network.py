"""The network: sheet, cell types, populations and projections, all as tables."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from cortex_sim.config.cells import Cell
from cortex_sim.config.inputs import AfferentInput, CueInput, EchoInput
from cortex_sim.config.projections import Projection
from cortex_sim.names import Identifier, Label
from cortex_sim.plasticity import TraceDecay
from cortex_sim.sections import Section
from cortex_sim.units import Length, NonNegative, PositiveTime, Rate, Voltage

Role = Literal[
    "cortical_excitatory",
    "cortical_inhibitory",
    "thalamic_relay",
    "thalamic_reticular",
    "motoneuron",
    "input",
]
"""What a population can be for."""


class SheetLayout(Section):
    """Cells on a regular grid that covers the sheet."""

    kind: Literal["sheet"]
    """Says which of the alternatives is meant."""

    size: tuple[Annotated[int, Field(ge=1, le=400)], Annotated[int, Field(ge=1, le=400)]]
    """Cells along x and along y, 1 to 400 each; evenly spaced."""


class PoolLayout(Section):
    """The same number of cells for each muscle, at the muscle's position."""

    kind: Literal["pools"]
    """Says which of the alternatives is meant."""

    per_muscle: Annotated[int, Field(ge=1, le=5000)]
    """Cells of each muscle."""


class LineLayout(Section):
    """Cells without a place on the sheet, in one line."""

    kind: Literal["line"]
    """Says which of the alternatives is meant."""

    size: Annotated[int, Field(ge=1, le=20000)]
    """Number of cells."""


class Population(Section):
    """A group of cells: where they are, and what makes them fire."""

    label: Label = ""
    """Name for people, in pictures and tables; empty: the name in the configuration."""

    layout: SheetLayout | PoolLayout | LineLayout = Field(discriminator="kind")
    """Number of cells, and where they are."""

    cell: Identifier | None = None
    """Cell type of spiking populations (a key of ``network.cells``)."""

    input: CueInput | EchoInput | AfferentInput | None = Field(default=None, discriminator="kind")
    """What drives an input population instead of membrane equations."""

    role: Role
    """What the population is for; drives, assessments and pictures choose by it."""

    unit_range: Annotated[float, Field(ge=1, le=1e4)] = 1.0
    """Of motoneurons: size of a pool's largest motor unit relative to its smallest, exponential in
    the order of recruitment; an MEP is the sum of sizes. 1: all equal, an MEP counts spikes."""

    @model_validator(mode="after")
    def _check(self) -> "Population":
        if (self.cell is None) == (self.input is None):
            raise ValueError("a population has either a cell type or an input")
        if isinstance(self.input, AfferentInput) and self.layout.kind != "pools":
            raise ValueError("afferents need the layout 'pools' (one pool for each muscle)")
        if isinstance(self.input, CueInput | EchoInput) and self.layout.kind != "line":
            raise ValueError("cue and echo cells need the layout 'line'")
        if self.unit_range != 1 and self.role != "motoneuron":
            raise ValueError(f"unit_range: only motoneurons have motor units, not {self.role}")
        return self


def population_size(population: Population, n_muscles: int) -> int:
    """Return the number of cells of a population."""
    layout = population.layout
    if layout.kind == "sheet":
        return layout.size[0] * layout.size[1]
    if layout.kind == "pools":
        return layout.per_muscle * n_muscles
    return layout.size


class Sheet(Section):
    """The piece of cortex; the origin is its middle.

    A millimetre is one of cortex for cells and their fans. For the coil .7 mm, between two sites,
    stand for 1 cm on the scalp, so that a millimetre is 1.4 cm.
    """

    width: Annotated[Length, Field(gt=0)]
    """Extent along x; the origin is in the middle."""

    height: Annotated[Length, Field(gt=0)]
    """Extent along y; the origin is in the middle."""

    representation_jitter: Annotated[Length, Field(ge=0)] = "0 mm"
    """SD, over subjects, of each muscle's position (normal)."""


class CoilField(Section):
    """How a virtual TMS pulse reaches cells: all or none, at the axon."""

    width: Annotated[Length, Field(gt=0)]
    """SD of the Gaussian fall of the induced depolarisation with distance."""

    soma_coupling: Annotated[float, Field(ge=0, le=1)] = 1
    """How much of the soma's potential the axon sees that a pulse excites: 1 all, 0 none."""

    lowest_sensitivity: NonNegative = 0.4
    """Least sensitive cell, relative to its cell type's ``tms_gain``: the normal distribution of
    width ``tms_gain_sd`` is cut here."""

    highest_sensitivity: NonNegative = 1.6
    """Most sensitive cell, relative to its cell type's ``tms_gain``."""

    axon_spike: Voltage = "20 mV"
    """Potential to which a cell jumps that a pulse excites, so that it fires in the next step;
    above every threshold."""

    @model_validator(mode="after")
    def _check(self) -> "CoilField":
        if not self.lowest_sensitivity <= 1 <= self.highest_sensitivity:
            raise ValueError(
                f"lowest_sensitivity {self.lowest_sensitivity:g} and highest_sensitivity "
                f"{self.highest_sensitivity:g} must lie on either side of the mean, 1"
            )
        return self


class Network(Section):
    """Everything about the network but learning rates and inputs' timing."""

    dt: PositiveTime
    """Time step of the simulation; delays and the two intervals below are whole multiples of it."""

    noise_interval: PositiveTime
    """Interval at which the fluctuating drive of each cell is redrawn."""

    input_interval: PositiveTime
    """Interval at which input rates are updated."""

    trace_decay: TraceDecay
    """Time constants of the spike traces that the plasticity rules read."""

    spike_pairing: Literal["all_to_all", "nearest_spike"] = "all_to_all"
    """Which earlier spikes the triplet rule pairs with: all, or the last one."""

    coil: CoilField
    """How a pulse of virtual TMS reaches cells."""

    sheet: Sheet
    """Size of the piece of cortex, and how much muscles' places differ over subjects."""

    voluntary_width: Annotated[Length, Field(gt=0)] = "0.55 mm"
    """SD of the cortical zone, around each muscle's position, that a voluntary contraction drives.
    It was chosen as the spread of the afferents in the one-layer network; those of the default
    network are narrower (0.45 mm)."""

    voluntary_populations: tuple[Identifier, ...] | None = None
    """Populations that a voluntary contraction drives; null: every excitatory one of the cortex."""

    runaway_rate: Annotated[Rate, Field(gt=0)] = "150 Hz"
    """Mean rate of a population in a practice session above which the network has run away (no
    cortex fires like this): the session is refused."""

    cells: dict[Identifier, Cell]
    """By name: cell types."""

    populations: dict[Identifier, Population]
    """By name: groups of cells of one type, or of inputs."""

    projections: dict[Identifier, Projection]
    """By name: synapses from one population to another."""

    max_trials: Annotated[int, Field(ge=1, le=100_000)] = 512
    """Longest trial table that the compiled program can hold."""

    max_pulses: Annotated[int, Field(ge=1, le=1_000_000)] = 4096
    """Longest table of TMS pulses that the compiled program can hold."""

    @model_validator(mode="after")
    def _check(self) -> "Network":
        for name, population in self.populations.items():
            if population.cell is not None and population.cell not in self.cells:
                raise ValueError(
                    f"populations.{name}.cell: unknown cell type {population.cell!r}; "
                    f"known: {', '.join(self.cells)}"
                )
        for name, cell in self.cells.items():
            if cell.highest_threshold >= self.coil.axon_spike:
                raise ValueError(
                    f"cells.{name}.threshold: {cell.highest_threshold:g} V is not below "
                    f"network.coil.axon_spike, {self.coil.axon_spike:g} V; no pulse would fire it"
                )
        for name, projection in self.projections.items():
            self._check_projection(name, projection)
        cells = [name for name, row in self.populations.items() if row.cell is not None]
        if strange := [n for n in self.voluntary_populations or () if n not in cells]:
            raise ValueError(
                f"voluntary_populations: {', '.join(strange)}: no population of cells; "
                f"known: {', '.join(cells)}"
            )
        for name, population in self.populations.items():
            self._check_feedback(name, population)
        for interval in (self.noise_interval, self.input_interval):
            steps = interval / self.dt
            if abs(steps - round(steps)) > 1e-6 or round(steps) < 1:
                raise ValueError("noise_interval and input_interval must be whole multiples of dt")
        return self

    def _check_feedback(self, name: str, population: Population) -> None:
        source = population.input
        if not isinstance(source, AfferentInput) or source.feedback == 0:
            return
        self._check_delay(f"populations.{name}.input.feedback_delay", source.feedback_delay)
        pools = [row for row in self.populations.values() if row.role == "motoneuron"]
        if not any(row.layout.kind == "pools" for row in pools):
            raise ValueError(
                f"populations.{name}.input.feedback: there are no motoneurons (role 'motoneuron', "
                "layout 'pools') to follow; set it to 0"
            )

    def _check_delay(self, where: str, delay: float) -> None:
        steps = delay / self.dt
        if abs(steps - round(steps)) > 1e-6:
            raise ValueError(
                f"{where}: {delay:g} s is not a whole multiple of network.dt, {self.dt:g} s"
            )

    def _check_projection(self, name: str, projection: Projection) -> None:
        for side in (projection.source, projection.target):
            if side not in self.populations:
                raise ValueError(
                    f"projections.{name}: unknown population {side!r}; "
                    f"known: {', '.join(self.populations)}"
                )
        target = self.populations[projection.target]
        if target.cell is None:
            raise ValueError(f"projections.{name}: the target {projection.target!r} is an input")
        self._check_delay(f"projections.{name}.delay", projection.delay)
        missing = set(projection.gain) - set(self.cells[target.cell].receptors)
        if missing:
            raise ValueError(
                f"projections.{name}.gain: cell type {target.cell!r} has no receptor "
                f"{', '.join(sorted(missing))}"
            )
        if projection.plasticity is not None and self.populations[projection.target].cell is None:
            raise ValueError(f"projections.{name}: plastic synapses need a spiking target")
