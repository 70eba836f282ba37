"""Whether patterns of spikes and directions of the cue fit the network that they are for."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.assessments.pairing import Pairing
from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.inputs import AfferentInput, CueInput, EchoInput
from cortex_sim.config.muscles import Sequence
from cortex_sim.config.network import Population, population_size
from cortex_sim.config.spike_patterns import AnySpikes, CorrelatedSpikes, PulseTrain, RecordedSpikes
from cortex_sim.names import one_of

if TYPE_CHECKING:
    from cortex_sim.config.study import Study


def spike_problems(study: "Study") -> Iterator[str]:
    """Yield a message for every pattern or direction that the network cannot follow."""
    rows = study.network.populations
    for name in study.sequences:
        sequence, where = resolve_sequence(study.sequences, name), f"sequences.{name}"
        for population, pattern in sequence.spikes.items():
            place = f"{where}.spikes.{population}"
            if population not in rows:
                yield f"{place}: no such population; {one_of(population, [*rows])}"
                continue
            yield from _pattern_problems(place, pattern, rows[population], study)
            if isinstance(pattern, PulseTrain) and pattern.start >= sequence.trial_duration:
                yield (
                    f"{place}.start: got {pattern.start:g} s, but a trial of {name} lasts "
                    f"{sequence.trial_duration:g} s; start earlier"
                )
        cues = [row for row in rows.values() if isinstance(row.input, CueInput)]
        if sequence.direction_overlap < 1 and not cues:
            yield f"{where}.direction_overlap: the network has no input of kind cue; leave it out"
    yield from _direction_problems(study)
    yield from _late_spikes(study)
    yield from _long_pairings(study)


def _late_spikes(study: "Study") -> Iterator[str]:
    """Yield a message for every recording that goes on after a session that moves its sequence."""
    for where, name, duration in _movements(study):
        for population, pattern in resolve_sequence(study.sequences, name).spikes.items():
            trains = pattern.trains if isinstance(pattern, RecordedSpikes) else ()
            last = max((time for train in trains for time in train), default=0.0)
            if last > duration:
                yield (
                    f"sequences.{name}.spikes.{population}: the last recorded spike is at "
                    f"{last:g} s, but {where} lasts {duration:g} s; give times in s after the go "
                    "cue, as in time_s"
                )


def _long_pairings(study: "Study") -> Iterator[str]:
    """Yield a message for every pairing in a slice that goes on when the next one begins."""
    for name, settings in study.assessments.items():
        if not isinstance(settings, Pairing):
            continue
        for field, train in (("pre", settings.pre), ("post", settings.post)):
            if (last := train.times()[-1]) >= settings.interval:
                yield (
                    f"assessments.{name}.{field}: its last pulse is at {last:g} s, but the next "
                    f"pairing begins after {settings.interval:g} s; shorten it or lengthen interval"
                )


def _movements(study: "Study") -> Iterator[tuple[str, str, float]]:
    """Yield where sequences are moved: the place, the sequence, and how long in s."""
    for phase, settings in study.phases.items():
        for number, row in enumerate(settings.practice):
            if row.sequence is not None:
                yield f"phases.{phase}.practice.{number}", row.sequence, row.duration
    for stage in study.stages.values():
        for name in stage.visit:
            moved = study.assessments[name].sequence_after(stage)
            if moved is not None:
                yield f"assessments.{name}", moved, study.assessments[name].model_time


def _pattern_problems(
    where: str, pattern: AnySpikes, population: Population, study: "Study"
) -> Iterator[str]:
    source, has_muscles = population.input, population.layout.kind != "line"
    follows_task = isinstance(pattern, CorrelatedSpikes) and pattern.rate is None
    if isinstance(source, EchoInput):
        yield f"{where}: the echo of a go signal has no pattern; take an input of kind cue"
    if isinstance(source, AfferentInput) and source.feedback and follows_task:
        yield (
            f"{where}: afferents in a closed loop follow their motoneurons; give the pattern a "
            "rate, or set feedback to 0"
        )
    if source is None and follows_task:
        yield (
            f"{where}: cells with a membrane have no rate of a task; say how many spikes the "
            "pattern adds, as in rate: 5 Hz"
        )
    if isinstance(pattern, CorrelatedSpikes) and pattern.between_muscles and not has_muscles:
        yield f"{where}.between_muscles: cells in a line have no muscles; leave it out"
    if isinstance(pattern, PulseTrain):
        if pattern.muscles and not has_muscles:
            yield f"{where}.muscles: cells in a line have no muscles; leave it out"
        for muscle in pattern.muscles:
            if muscle not in study.muscles:
                yield f"{where}.muscles: unknown {muscle!r}; {one_of(muscle, [*study.muscles])}"
    size = population_size(population, len(study.muscles))
    trains = len(getattr(pattern, "trains", ()))
    if trains > size:
        yield f"{where}: {trains} recorded cells for a population of {size}; leave some out"


def _direction_problems(study: "Study") -> Iterator[str]:
    """Yield a message for every direction of an assessment that the cue does not know."""
    for stage in study.stages.values():
        for name in stage.visit:
            settings = study.assessments[name]
            if not isinstance(settings, CuedMovement) or settings.direction is None:
                continue
            where, moved = f"assessments.{name}.direction", settings.sequence_after(stage)
            if moved is None:
                yield f"{where}: phase {stage.phase!r} practises no sequence; name one in sequence"
                continue
            yield from _unknown_direction(where, settings.direction, moved, study)


def _unknown_direction(where: str, direction: str, moved: str, study: "Study") -> Iterator[str]:
    sequence: Sequence = resolve_sequence(study.sequences, moved)
    if direction not in sequence.directions:
        yield f"{where}: unknown {direction!r}; {one_of(direction, [*sequence.directions])}"
    elif sequence.direction_overlap == 1:
        yield (
            f"{where}: the cue of sequence {moved!r} knows no direction; set its "
            "direction_overlap below 1"
        )
