"""Whether arms can be yoked as a course says."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from cortex_sim.config.slow_modulators import SlowModulator, actions_of

if TYPE_CHECKING:
    from cortex_sim.config.study import Study

IN_SESSIONS = ("potentiation", "pair_potentiation", "depression", "heterosynaptic", "learning")
"""Targets that act in practice sessions alone, beside those of practice itself."""


def yoke_references(study: "Study") -> Iterator[tuple[str, str, Collection[str]]]:
    """Yield where a yoke names something, the name, and the names that exist."""
    clock = study.slow_clock
    for arm, yoked in study.course.yoked.items():
        yield "course.yoked", arm, study.course.arms
        for name, other in yoked.items():
            if clock is not None:
                yield f"course.yoked.{arm}", name, clock.modulators
            yield f"course.yoked.{arm}.{name}", other, study.course.arms


def yoke_problems(study: "Study") -> Iterator[str]:
    """Yield a message for every yoke that would tell less than the whole of what acted."""
    course, clock = study.course, study.slow_clock
    if course.yoked and clock is None:
        yield "course.yoked: has no effect without a slow clock; add slow_clock, or remove it"
        return
    table = {} if clock is None else clock.modulators
    for arm, yoked in course.yoked.items():
        for name, other in yoked.items():
            where = f"course.yoked.{arm}.{name}"
            yield from _arm_problems(study, where, arm, other)
            yield from _reach_problems(where, name, table)
            for phase in course.arms[arm]:
                if name in study.phases[phase].levels:
                    yield f"{where}: phase {phase!r} holds it at a level; give one of the two"


def _arm_problems(study: "Study", where: str, arm: str, other: str) -> Iterator[str]:
    course = study.course
    if arm == other:
        yield f"{where}: got the arm itself; name another one"
    if other in course.yoked:
        yield f"{where}: {other} is yoked itself; name an arm that is not"
    for one in (arm, other):
        if one in course.persons:
            yield f"{where}: {one} has persons of its own; a yoke is between one person's arms"
    own, theirs = _sessions(study, arm), _sessions(study, other)
    if own > theirs:
        yield (
            f"{where}: {arm} has {own} sessions and {other} {theirs}; name an arm with as many, or "
            "give this one fewer"
        )


def _sessions(study: "Study", arm: str) -> int:
    phases = (study.phases[name] for name in study.course.arms[arm])
    return sum(row.sessions for phase in phases for row in phase.practice)


def _reach_problems(where: str, name: str, table: dict[str, SlowModulator]) -> Iterator[str]:
    """Yield a message for what the modulator does outside of practice sessions."""
    row = table[name]
    targets = {
        target
        for target, action in actions_of(row.acts_on).items()
        if action.shape != "linear" or action.gain
    }
    outside = {t for t in targets if t not in IN_SESSIONS and not t.startswith("practice.")}
    outside |= {"load"} if row.sustains_load else set()
    outside |= {f"modulator.{n}" for n, other in table.items() if other.sources.modulator.get(name)}
    if outside:
        yield (
            f"{where}: it acts on {', '.join(sorted(outside))} too, between sessions or in "
            "assessments, where nothing of it is recorded; yoke a modulator of learning or "
            "practice alone, or set those gains to 0"
        )
    if not targets:
        yield f"{where}: it acts on nothing, so a yoke has no effect; name another one"
