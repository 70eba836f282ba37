"""Slow modulators: scalars of the milieu, what moves them and what they scale.

What can be a source and what a target is a closed list: the fields of `Sources` and of `Targets`.
A measure is never a source; a weight, a muscle or a measure is never a target. The equations stand
in `cortex_sim.slow.scalars` and `cortex_sim.slow.modulators`.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from cortex_sim.config.cohort import Trait
from cortex_sim.names import Label, Name
from cortex_sim.sections import Section, is_none
from cortex_sim.units import Fraction, Positive, PositiveTime

ExerciseKind = Literal[
    "aerobic", "interval", "resistance", "eccentric", "motor_control", "mind_body"
]
"""What a bout of exercise can be; ``mind_body``: tai chi, qigong, yoga, Pilates."""

SessionSource = Literal["practice", "stimulation", "peripheral"]
"""Kinds of sessions that can move a modulator."""

Gain = Annotated[float, Field(ge=-10, le=10, allow_inf_nan=False)]
"""Dimensionless, of either sign."""


class Sources(Section):
    """What moves a modulator: by how much each moves its target while it is 1.

    What is not given has no arrow; 0 is an arrow without effect.
    """

    load: Gain | None = None
    """``nociceptive_load`` of the phase, 0 to 1."""

    bdnf: Gain | None = None
    """Relative change of mature BDNF by exercise and load; 0 in health, release left out."""

    bursts: Gain | None = None
    """Drive of BDNF release by the session's own bursts; 1 in healthy practice, 0 between."""

    success: Gain | None = Field(default=None, exclude_if=is_none)
    """Share of the trials before that met the ``feedback`` of a row, 0 to 1; 0 between sessions."""

    bout: dict[ExerciseKind, Gain] = Field(default_factory=dict)
    """Bouts of exercise by kind; 1 at an intensity of 1.1, otherwise as the acute rise of BDNF."""

    session: dict[SessionSource, Gain] = Field(default_factory=dict)
    """Sessions by kind; 1 during a session, 0 at rest."""

    drug: dict[Name, Gain] = Field(default_factory=dict)
    """``drugs`` of the phase by name; 1 at a dose of 1."""

    context: dict[Name, Gain] = Field(default_factory=dict)
    """``context`` of the phase by name, such as stress or distraction."""

    modulator: dict[Name, Gain] = Field(default_factory=dict)
    """Other modulators by name; 1 where they are 1 above their baseline."""


class Action(Section):
    """How a modulator scales a target; 1 at the baseline of the average adult."""

    shape: Literal["linear", "hill", "inverted_u"] = "linear"
    """``linear``: 1 + gain (x - baseline). ``hill``: x^n / (level^n + x^n). ``inverted_u``:
    (x/level exp(1 - x/level))^n, highest at ``level``. All relative to their value at baseline."""

    gain: Gain = 0.0
    """Of ``linear``; 0 is no effect."""

    level: Positive = 1.0
    """Of ``hill``: half-maximal level. Of ``inverted_u``: the best level."""

    sharpness: Positive = 1.0
    """Of ``hill`` and ``inverted_u``: the exponent n."""

    @model_validator(mode="after")
    def _check(self) -> "Action":
        unread = ("level", "sharpness") if self.shape == "linear" else ("gain",)
        said = [name for name in unread if name in self.model_fields_set]
        if said and any(getattr(self, n) != type(self).model_fields[n].default for n in said):
            raise ValueError(f"{said[0]} has no effect on shape {self.shape}; remove it")
        return self


class PracticeTargets(Section):
    """Factors on practice as it is done."""

    attended: Action | None = None
    """Probability that a session of a phase without ``movement_goes_on`` is held."""

    participation: Action | None = None
    """Probability of each muscle to take part in a trial, at most 1."""

    drive: Action | None = None
    """Afferent drive of every muscle."""

    jitter: Action | None = None
    """SD of every onset."""

    isolated: Action | None = None
    """Probability of isolated trials, at most 1."""


class Targets(Section):
    """What a modulator scales, everywhere in the trunk area alike."""

    potentiation: Action | None = None
    """Potentiation by postsynaptic bursts, after BDNF."""

    pair_potentiation: Action | None = None
    """Potentiation by pairs of single spikes (A2+)."""

    depression: Action | None = None
    """Pair depression (A2-)."""

    heterosynaptic: Action | None = None
    """Heterosynaptic depression."""

    learning: Action | None = None
    """All learning rates."""

    consolidation: Action | None = None
    """Rate of consolidation while the tag lasts."""

    gaba_a: Action | None = None
    """GABA_A conductances of modulated cells."""

    excitability: Action | None = None
    """Bias of cells with ``excitability_modulated``."""

    relay_bias: Action | None = None
    """Bias of thalamic relay cells: below 1 is loss of drive, which hyperpolarises them."""

    afferent_gain: Action | None = None
    """Rate of active afferents."""

    cue_gain: Action | None = None
    """Rate of the premotor cue."""

    load: Action | None = None
    """Effective nociceptive load: what GABA_A gain and BDNF follow."""

    practice: PracticeTargets = PracticeTargets()
    """Practice as it is done."""

    modulator: dict[Name, Action] = Field(default_factory=dict)
    """What other modulators do, by name: an antagonist scales their deviation."""


class Constants(Section):
    """Time constants of a modulator."""

    on: PositiveTime
    """While it moves away from its baseline."""

    off: PositiveTime | None = None
    """While it returns; null: as ``on``. Another value needs sources without ``modulator`` and
    ``bdnf``."""


class Works(Section):
    """Works on both sides of an arrow, keys of the catalogue of citations."""

    supports: tuple[Name, ...] = ()
    """Works that speak for it."""

    contradicts: tuple[Name, ...] = ()
    """Works that speak against it."""


class Arrow(NamedTuple):
    """One cause in the milieu: from a source to a modulator, or from it to a target."""

    name: str
    """Within its modulator, such as ``from_load`` or ``to_practice_drive``."""

    what: str
    """Source or target as it is written, such as ``bout.aerobic``."""

    sign: int
    """-1, 0 (``none``) or 1; 1 for an inverted U, which has both."""

    text: str
    """Size in words."""


class SlowModulator(Section):
    """A scalar with a baseline that some things move and that scales others."""

    label: Label = ""
    """Name in tables."""

    baseline: float = Field(default=0.0, ge=0, le=10, allow_inf_nan=False)
    """Level of the average healthy adult, where every factor is 1."""

    trait: Trait | None = None
    """Distribution of people's own baselines, 0 or more; null: that of the average adult. Factors
    stay relative to ``baseline``."""

    age: Annotated[float, Field(ge=-0.1, le=0.1, allow_inf_nan=False)] = 0.0
    """Change of the baseline for each year above 45."""

    response_sd: Annotated[float, Field(ge=0, le=3, allow_inf_nan=False)] = 0.0
    """SD between people of the effect of all sources, relative to its mean (lognormal)."""

    self_gain: Annotated[float, Field(ge=-10, lt=1, allow_inf_nan=False)] = 0.0
    """Feedback of the deviation on itself; below 1, or it would grow without end."""

    time: Constants | None = None
    """Time constants; null: at its target at any moment."""

    dose: Literal["while_on", "regular"] = "while_on"
    """What 1 is for bouts and sessions. ``while_on``: going on without end. ``regular``: three
    half hours a week."""

    sources: Sources = Sources()
    """What moves it."""

    acts_on: Targets = Targets()
    """What it scales."""

    sustains_load: Annotated[Fraction, Field(lt=1)] = 0.0
    """Nociceptive load for each unit above baseline, whatever the scenario's load."""

    works: dict[Name, Works] = Field(default_factory=dict)
    """Evidence by arrow: ``from_load``, ``to_potentiation``, ``to_practice_drive``."""

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads, and why."""
        if not any(source_gains(self.sources).values()):
            yield "response_sd", "no source moves it"
            yield "sources", "all its gains are 0"
        actions = actions_of(self.acts_on).values()
        if not any(action.shape != "linear" or action.gain for action in actions):
            yield "acts_on", "all its gains are 0"

    @model_validator(mode="after")
    def _check(self) -> "SlowModulator":
        known = [arrow.name for arrow in arrows_of(self)] if self.works else []
        for name in self.works:
            if name not in known:
                listed = ", ".join(known) or "none"
                raise ValueError(f"works.{name}: no such arrow; known: {listed}")
        return self


def source_gains(sources: Sources) -> dict[str, float]:
    """Return all gains that are given, by source: ``load``, ``bout.aerobic``, ..."""
    found: dict[str, float] = {}
    for field, value in sources:
        if isinstance(value, dict):
            found |= {f"{field}.{name}": gain for name, gain in value.items()}
        elif value is not None:
            found[field] = value
    return found


def actions_of(targets: Targets) -> dict[str, Action]:
    """Return all actions by target: ``load``, ``practice.drive``, ``modulator.opioid``, ..."""
    found: dict[str, Action] = {}
    for field, value in targets:
        if isinstance(value, Action):
            found[field] = value
        elif value is not None:
            found |= {f"{field}.{name}": action for name, action in _rows(value) if action}
    return found


def _rows(value: PracticeTargets | dict[str, Action]) -> Iterator[tuple[str, Action | None]]:
    yield from value.items() if isinstance(value, dict) else value


def arrows_of(modulator: SlowModulator) -> tuple[Arrow, ...]:
    """Return the arrows to and from a modulator."""
    found = [
        Arrow(f"from_{source.replace('.', '_')}", source, _sign(gain), f"{gain:+g}")
        for source, gain in source_gains(modulator.sources).items()
    ]
    for target, action in actions_of(modulator.acts_on).items():
        is_linear = action.shape == "linear"
        text = f"{action.gain:+g}" if is_linear else f"{action.shape} at {action.level:g}"
        sign = _sign(action.gain) if is_linear else 1
        found.append(Arrow(f"to_{target.replace('.', '_')}", target, sign, text))
    if modulator.sustains_load:
        found.append(Arrow("sustains_load", "load", 1, f"{modulator.sustains_load:+g}"))
    return tuple(found)


def _sign(gain: float) -> int:
    return (gain > 0) - (gain < 0)
