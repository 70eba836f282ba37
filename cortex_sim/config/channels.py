"""What a session gives the network: cue, afferents, a coil, a field, volleys from muscles.

All of it is stimulus; what the network makes of it is an outcome. Time is that of the network:
bursts at 50 Hz are bursts at 50 Hz, whatever time a session stands for.
"""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import Field, model_validator

from cortex_sim.names import Identifier, MuscleName, Name
from cortex_sim.sections import Section
from cortex_sim.units import NonNegative, PositiveTime, Rate, Time, Voltage

PositiveRate = Annotated[Rate, Field(gt=0, le=1000)]


class CoilTrain(Section):
    """Pulses of the TMS coil over the hot spot of a muscle, at a share of its own threshold."""

    muscle: MuscleName
    """Muscle at whose hot spot the coil is held."""

    relative_intensity: NonNegative
    """Intensity relative to that muscle's active motor threshold; 0: a sham coil."""

    threshold_from: Name = "threshold"
    """The `recruitment` that gives threshold and hot spot, as last done before the session."""

    pulses: Annotated[int, Field(ge=1, le=100_000)]
    """Pulses in a session."""

    rate: PositiveRate
    """Bursts a second (theta burst: 5 Hz); single pulses a second where a burst has one pulse."""

    burst: Annotated[int, Field(ge=1, le=20)] = 1
    """Pulses in a burst."""

    burst_rate: PositiveRate = "50 Hz"
    """Pulses a second within a burst."""

    on: PositiveTime | None = None
    """Length of a train; null: one train without a break."""

    off: Time = "0 s"
    """Time from the end of a train to the next."""

    start: Annotated[Time, Field(ge=0)] = "1 s"
    """Time of the first pulse after the session's start."""

    @property
    def times(self) -> tuple[float, ...]:
        """Times of all pulses in s after the session's start."""
        in_train = None if self.on is None else max(round(self.on * self.rate), 1)
        found = []
        for number in range(self.pulses):
            burst, pulse = divmod(number, self.burst)
            train, burst = (0, burst) if in_train is None else divmod(burst, in_train)
            begin = self.start + train * ((self.on or 0.0) + self.off)
            found.append(round(begin + burst / self.rate + pulse / self.burst_rate, 9))
        return tuple(found)

    @property
    def duration(self) -> float:
        """Time in s from the session's start to the end of the last interval between bursts."""
        return float(self.times[-1] + 1 / self.rate)

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if self.burst == 1:
            yield "burst_rate", "burst is 1"

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.burst > 1 and self.burst / self.burst_rate > 1 / self.rate + 1e-9:
            raise ValueError(
                f"a burst of {self.burst} pulses at {self.burst_rate:g} Hz does not end before the "
                f"next at {self.rate:g} Hz; lower rate or burst"
            )
        if self.off < 0 or (self.on is None and self.off > 0):
            raise ValueError("off is the time between trains; give it with on, 0 s or more")
        return self


class Volleys(Section):
    """Afferents of muscles fire together, as electrical stimulation or a thrust makes them."""

    muscles: Annotated[tuple[MuscleName, ...], Field(min_length=1)]
    """Muscles whose afferents are stimulated."""

    rate: PositiveRate
    """Volleys a second."""

    spikes: NonNegative
    """Mean number of spikes of each afferent in a volley; 0: a sham, with the same contacts."""

    width: PositiveTime = "4 ms"
    """Length of a volley; at least ``network.input_interval``, the grid of all inputs."""

    onset: Annotated[Time, Field(ge=0)] = "0 s"
    """Time of the volley in each period of ``1 / rate``; pairs it with pulses of the same rate."""

    contraction: Voltage = "0 mV"
    """Drive of the motoneurons of these muscles in a train (motor intensity); 0: none."""

    on: PositiveTime | None = None
    """Length of a train; null: one train without a break."""

    off: Annotated[Time, Field(ge=0)] = "0 s"
    """Rest from the end of a train to the next."""

    def pieces(self, duration: float) -> Iterator[tuple[float, float, bool]]:
        """Yield start and end (s) of every train and rest of a session, and whether it is a train.

        A sham has no trains: it is one piece.

        Examples
        --------
        >>> train = Volleys(muscles=("DM",), rate="30 Hz", spikes=1, on="4 s", off="6 s")
        >>> list(train.pieces(12.0))
        [(0.0, 4.0, True), (4.0, 10.0, False), (10.0, 12.0, True)]
        """
        train = duration if self.on is None or self.spikes == 0 else self.on
        start, is_on = 0.0, True
        while start < duration - 1e-9:
            end = min(start + (train if is_on else self.off), duration)
            yield start, end, is_on
            start, is_on = end, not is_on or not self.off

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.on is None and self.off > 0:
            raise ValueError("off is the rest between trains; give it with on")
        if self.onset + self.width > 1 / self.rate + 1e-9:
            raise ValueError(
                f"a volley of {self.width:g} s at {self.onset:g} s does not fit into a period of "
                f"{1 / self.rate:g} s; shorten width or lower rate"
            )
        return self


class Channels(Section):
    """What a session gives the network, relative to practice as the sequence says it.

    Imagery is a cue without afferents and with motoneurons held down; its sham has no cue either.
    """

    cue: NonNegative = 1.0
    """Factor on the rate of the premotor cue."""

    afferents: NonNegative = 1.0
    """Factor on the afferent drive of every muscle; 0: nothing moves."""

    motoneurons: Voltage = "0 mV"
    """Drive of all motoneurons, all through the session; negative holds them down."""

    coil: CoilTrain | None = None
    """Pulses of the TMS coil; null: none."""

    polarisation: dict[Identifier, Voltage] = Field(default_factory=dict)
    """Steady shift of the membrane potential of the cells of a population, by a weak electric field
    (tDCS). A field of 0.4 V/m and 0.2 mV per V/m make 0.08 mV."""

    volleys: Volleys | None = None
    """Volleys of afferents, at rest; null: none."""

    @property
    def needs_movement(self) -> bool:
        """Whether it scales what only a movement has."""
        return (self.cue, self.afferents) != (1.0, 1.0)
