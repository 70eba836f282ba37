"""What every plasticity rule is: a section of the configuration, and a module around it."""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

from cortex_sim.plasticity.bdnf import BdnfFactors
from cortex_sim.sections import Section
from cortex_sim.units import NonNegative

Stage = Literal["development", "adult"]
"""Stages of life, each with a learning rate of its own."""


class LearningRate(Section):
    """Factor on all weight changes of a projection, by stage of life."""

    development: NonNegative
    """Factor in practice sessions of the stage ``development``; 0: weights rest."""

    adult: NonNegative
    """Factor in practice sessions of the stage ``adult``; 0: weights rest."""


class Trace(NamedTuple):
    """A spike trace of a cell: it jumps with each spike and decays exponentially."""

    decay: str
    """Field of ``network.trace_decay`` that holds its time constant."""

    meaning: str
    """In words, for tables."""

    obeys_pairing: bool = False
    """Whether ``network.spike_pairing`` can restrict it to the last spike."""


@dataclass(frozen=True)
class Surroundings:
    """What acts on a rule from outside its own section: levels, the person, the session."""

    stage: Stage
    """Stage of life, which chooses the learning rate."""

    learning: float
    """The person's factor on every learning rate; 0 where learning is switched off."""

    bdnf: BdnfFactors
    """Factors by the level of mature BDNF."""

    depression: float
    """Factor on pair depression, by proBDNF; 1 without a slow clock."""

    trace_decay: Mapping[str, float]
    """Decay in s of every trace, by the trace's name."""

    pair_potentiation: float = 1.0
    """Factor of slow modulators on potentiation by pairs of single spikes."""

    heterosynaptic: float = 1.0
    """Factor of slow modulators on heterosynaptic depression."""


class PlasticityRule(Section):
    """The settings of a rule in one projection, and what follows from them."""

    rule: str
    """Name of the rule: says which of the alternatives is meant."""

    learning_rate: LearningRate
    """Factor on all weight changes of the projection, by stage of life."""

    @abstractmethod
    def inputs(self, around: Surroundings) -> dict[str, float]:
        """Return the run-time inputs of a projection: a number for each key of ``INPUTS``."""

    @property
    def forgets_to(self) -> float | None:
        """Weight that unused synapses return to; None: the rule forgets nothing."""
        return None

    @property
    def scaling_share(self) -> float:
        """Share of the change of a cell's summed weight that is undone after each session."""
        return 0.0

    def rate(self, around: Surroundings) -> float:
        """Return the learning rate of the stage of life, with the person's factor."""
        factor: float = getattr(self.learning_rate, around.stage)
        return factor * around.learning


class RuleModule(Protocol):
    """What a module of a rule holds; `cortex_sim.plasticity.RULES` names them all."""

    SECTION: type[PlasticityRule]
    """The section of the configuration."""

    TRACE_SECTION: type[Section]
    """Fields that the rule adds to ``network.trace_decay``."""

    TRACES: dict[str, Trace]
    """The rule's traces by name."""

    PRE_TRACES: tuple[str, ...]
    """Traces that the presynaptic cell keeps."""

    POST_TRACES: tuple[str, ...]
    """Traces that the postsynaptic cell keeps."""

    INPUTS: dict[str, str]
    """Run-time inputs of a projection, with their Brian2 units."""

    ON_PRE: str
    """Brian2 statement at a presynaptic spike, on arrival."""

    ON_POST: str
    """Brian2 statement at a postsynaptic spike."""
