"""What an assessment returns: arrays with units, and spikes."""

from collections.abc import Callable
from dataclasses import dataclass, field

from cortex_sim.store.record import Array, Spikes


@dataclass(frozen=True)
class AssessmentResult:
    """Raw results; measures are computed from them later (`cortex_sim.outcome.measures`)."""

    arrays: dict[str, Array]
    spikes: dict[str, Spikes] = field(default_factory=dict)
    model_time: float = 0.0
    """Simulated time in s."""


Progress = Callable[[str], None]
