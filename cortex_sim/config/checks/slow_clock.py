"""Whether phases and slow clock of a study fit together."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cortex_sim.config.checks.exercise import exercise_problems
from cortex_sim.config.checks.modulators import negative_factors
from cortex_sim.config.course import Phase
from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.modulators import MODULATORS
from cortex_sim.config.slow_clock import ExerciseDose, SlowClock
from cortex_sim.names import one_of

if TYPE_CHECKING:
    from cortex_sim.config.study import Study

NEED_TIME = ("nociceptive_load", "movement_goes_on", "sets_rate_reference")
"""Fields of a phase that act in practice or between sessions."""

NEED_CLOCK = (*NEED_TIME, "exercise", "pause", "context", "drugs")
"""Fields of a phase that only the slow clock reads."""


MOST_DOSE = 10.0
"""Largest dose of a drug or context, relative to the one that gains are given for: gains are
linear near it, and what is more is a slip of units."""

_NO_SOURCE = "none has such a source; lay model/milieu.yaml on the study, or give one that source"


def slow_clock_problems(study: "Study") -> Iterator[str]:
    """Yield a message for every field that would be ignored and every impossible bout."""
    for name, phase in study.phases.items():
        clock = study.slow_clock
        for field in NEED_CLOCK if clock is None else ():
            if getattr(phase, field) != getattr(Phase(), field):
                got = _shown(phase.model_dump(mode="json")[field])
                yield f"phases.{name}.{field}: got {got}, which has no effect here; add slow_clock"
        yield from _lost_levels(name, phase, clock)
        yield from _lost_feedback(study, name, phase, clock)
        if clock is not None:
            yield from _phase_problems(name, phase, clock)
            yield from _dose_problems(name, phase, clock)
            yield from _lost_names(name, phase, clock)
    if study.slow_clock is not None:
        yield from exercise_problems(study)
        yield from _targets_without_cells(study, study.slow_clock)
        sets = any(phase.sets_rate_reference for phase in study.phases.values())
        if study.slow_clock.hypotheses.intrinsic_homeostasis and not sets:
            yield (
                "slow_clock.hypotheses.intrinsic_homeostasis: no phase says which rates are "
                "defended; set sets_rate_reference: true in the healthy phase"
            )


def _shown(value: object) -> str:
    """Return a field of a phase as an error names it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return ", ".join(f"{name}: {level:g}" for name, level in value.items())
    if isinstance(value, (tuple, list)):
        return f"{len(value)} bouts"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _phase_problems(name: str, phase: Phase, clock: SlowClock) -> Iterator[str]:
    for field in NEED_TIME if not phase.practice and phase.pause == 0 else ():
        value = getattr(phase, field)
        if value != getattr(Phase(), field):
            got = f"got {_shown(value)}, which has no effect here"
            yield f"phases.{name}.{field}: {got}; give the phase practice or a pause"
    for number, practice in enumerate(phase.practice):
        if 0 < practice.interval < clock.practice_time:
            yield (
                f"phases.{name}.practice.{number}.interval: {practice.interval:g} s is shorter "
                f"than slow_clock.practice_time, {clock.practice_time:g} s"
            )


def _lost_levels(name: str, phase: Phase, clock: SlowClock | None) -> Iterator[str]:
    """Yield a message for every level of a modulator that there is not."""
    known = (*MODULATORS, *(clock.modulators if clock else ()))
    for given in phase.levels:
        if given not in known:
            yield f"phases.{name}.levels.{given}: no such modulator; {one_of(given, known)}"


def _lost_feedback(
    study: "Study", name: str, phase: Phase, clock: SlowClock | None
) -> Iterator[str]:
    """Yield a message for feedback that nobody hears, or that comes after its trial."""
    rows = () if clock is None else clock.modulators.values()
    is_heard = any(row.sources.success is not None for row in rows)
    for number, practice in enumerate(phase.practice):
        feedback, where = practice.feedback, f"phases.{name}.practice.{number}.feedback"
        if feedback is None or practice.sequence is None:
            continue
        if not is_heard:
            yield (
                f"{where}: no slow modulator has the source success, so it has no effect; give one "
                "sources: {success: 0.5}, or remove feedback"
            )
        length = resolve_sequence(study.sequences, practice.sequence).trial_duration
        if feedback.within[1] > length:
            yield (
                f"{where}.within: got {feedback.within[1]:g} s, but a trial of "
                f"{practice.sequence} lasts {length:g} s; end the window before"
            )


def _lost_names(name: str, phase: Phase, clock: SlowClock) -> Iterator[str]:
    """Yield a message for every context or drug that no modulator knows."""
    rows = clock.modulators.values()
    known = {
        "context": {n for row in rows for n in row.sources.context},
        "drugs": {n for row in rows for n in row.sources.drug},
    }
    for field, names in known.items():
        for given in getattr(phase, field):
            if given not in names:
                known_ones = one_of(given, sorted(names)) if names else _NO_SOURCE
                where = f"phases.{name}.{field}.{given}"
                yield f"{where}: no modulator of slow_clock knows it; {known_ones}"
    yield from _overdoses(name, phase, clock)


def _overdoses(name: str, phase: Phase, clock: SlowClock) -> Iterator[str]:
    """Yield a message for every dose for which gains are not meant, or a factor is below 0."""
    given = {f"drug.{drug}": (f"drugs.{drug}", dose) for drug, dose in phase.drugs.items()}
    given |= {f"context.{one}": (f"context.{one}", dose) for one, dose in phase.context.items()}
    for source, (field, dose) in given.items():
        if dose > MOST_DOSE:
            yield (
                f"phases.{name}.{field}: got {dose:g}, expected 0 to {MOST_DOSE:g}: multiples of "
                "what the gains are given for, not mg"
            )
            continue
        for modulator in clock.modulators if dose > 1 else ():
            for target, factor in negative_factors(
                modulator, clock.modulators, {source: dose}
            ).items():
                yield (
                    f"phases.{name}.{field}: got {dose:g}, so many times what gains are for, which "
                    f"makes the factor of {modulator} on {target} {factor:.2g} when other sources "
                    "are full; give less"
                )


def _targets_without_cells(study: "Study", clock: SlowClock) -> Iterator[str]:
    """Yield a message for every action on a relay that the network does not have."""
    if any(row.role == "thalamic_relay" for row in study.network.populations.values()):
        return
    for name, modulator in clock.modulators.items():
        if modulator.acts_on.relay_bias is not None:
            yield (
                f"slow_clock.modulators.{name}.acts_on.relay_bias: the network has no cells of "
                "role thalamic_relay; lay model/thalamic.yaml on the study, or remove the target"
            )


def _dose_problems(name: str, phase: Phase, clock: SlowClock) -> Iterator[str]:
    for number, dose in enumerate(phase.exercise):
        where = f"phases.{name}.exercise.{number}"
        if dose.kind not in clock.exercise.responses:
            known = ", ".join(clock.exercise.responses)
            yield f"{where}.kind: slow_clock.exercise knows no {dose.kind!r}; known: {known}"
        if phase.practice and -dose.duration < dose.start < clock.practice_time:
            yield (
                f"{where}.start: {dose.start:g} s overlaps with practice; end before it starts or "
                f"begin after its {clock.practice_time:g} s"
            )
        if not phase.practice and (dose.every is None or phase.pause == 0):
            yield f"{where}.every: a phase without practice needs it, and a pause"
        elif dose.every is not None and phase.pause == 0:
            yield f"{where}.every: has no effect here; give the phase a pause, or remove it"
        if not phase.practice and dose.start != ExerciseDose(kind=dose.kind).start:
            yield f"{where}.start: has no effect without practice; remove it (every sets the times)"
