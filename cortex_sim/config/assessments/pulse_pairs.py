"""Trials of one or two pulses, as paired-pulse assessments give them."""

from typing import ClassVar, NamedTuple

from pydantic import model_validator

from cortex_sim.config.assessments.base import ShownAs
from cortex_sim.config.assessments.stimulation import AtThreshold, BackgroundContraction, Mep


class Trial(NamedTuple):
    """One trial: a protocol and its pulses."""

    protocol: str
    interval: float
    """Time between the two pulses in s, 0 for a single one."""

    pulses: tuple[tuple[float, float], ...]
    """Start after the start of the trial (s) and intensity (multiple of AMT) of each pulse."""

    reference: float
    """Start after the start of the trial of the pulse from which the MEP is timed, in s."""


def single(protocol: str, intensity: float) -> Trial:
    """Return a trial of one pulse, in multiples of AMT."""
    return Trial(protocol, 0.0, ((0.0, intensity),), 0.0)


def conditioned(protocol: str, interval: float, conditioning: float, test: float) -> Trial:
    """Return a trial that shows what the first pulse does to the response to the second.

    Parameters
    ----------
    protocol
        Its name.
    interval
        Time between the pulses in s.
    conditioning, test
        Intensities of the first and the second pulse, in multiples of AMT.
    """
    return Trial(protocol, interval, ((0.0, conditioning), (interval, test)), interval)


class PulsePairs(AtThreshold):
    """Pairs of pulses and single ones, mixed at random, over each muscle's hot spot."""

    shown_as: ClassVar[ShownAs | None] = "curves"
    protocols: ClassVar[tuple[str, ...]]
    """Kinds of trials; results hold their index here."""

    background: BackgroundContraction = BackgroundContraction()
    """Contraction that is held during the pulses."""

    mep: Mep = Mep()
    """How MEPs are read; ``interval`` is the time between the starts of two trials."""

    def trials(self) -> tuple[Trial, ...]:
        """Return all trials of one muscle, ordered by protocol and interval."""
        raise NotImplementedError

    @property
    def model_time(self) -> float:
        """Model time in s, an estimate."""
        trials = len(self.trials()) * len(self.muscles)
        return float(self.background.model_time + trials * self.mep.interval)

    def withheld(self, measure: str) -> str:
        """Return which ratios there are, if the measure is of a protocol or interval without."""
        pairs = [trial for trial in self.trials() if len(trial.pulses) > 1]
        given = dict.fromkeys(
            name
            for trial in pairs
            for name in (trial.protocol, f"{trial.protocol}_{trial.interval * 1e3:g}_ms")
        )
        return "" if measure in (*given, "test_mep") else f"it has {', '.join(given)}"

    @property
    def most_pulses(self) -> int:
        """Number of TMS pulses in the longest recording: that of any muscle."""
        return sum(len(trial.pulses) for trial in self.trials())

    @model_validator(mode="after")
    def _check_intervals(self) -> "PulsePairs":
        longest = max((trial.interval for trial in self.trials()), default=0.0)
        if longest >= self.mep.interval:
            raise ValueError(
                f"mep.interval: {self.mep.interval:g} s is not longer than the longest interval "
                f"between two pulses, {longest:g} s; pairs would overlap"
            )
        return self
