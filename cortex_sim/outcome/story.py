"""What a study found, one sentence for each result.

Phases, arms, the pair of muscles and the direction of a change all come from the study. A change
counts as one if chance makes it rarely: sign flips with p < `ALPHA`, or of fewer subjects than
have intervals all of them alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS, PairedEffect
from cortex_sim.config.course import Phase
from cortex_sim.config.modulators import MODULATORS
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.config.study import Study
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.outcome.measures.base import MainMeasure
from cortex_sim.outcome.measures.table import main_measures_of
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import effect
from cortex_sim.outcome.visits import arm_label, label

ALPHA = 0.05
"""Largest p of a change that is told as one is below this."""

MOST_OF_IT = 0.5
"""Least share of a change that is undone where a measure is told to be as before again."""


@dataclass(frozen=True)
class Words:
    """How a measure is told: its value before the number, and its two ends."""

    low: str
    high: str
    value: str = ""


_WORDS = {"overlap": Words("apart", "merged", "overlap "), "onset": Words("early", "late")}
_PLAIN = Words("low", "high")


@dataclass(frozen=True)
class Topic:
    """A measure that the story tells: the first one of a kind of assessment."""

    assessment: str
    main: MainMeasure
    subject: str
    """What the sentence is about."""

    short: str
    """The same in a list."""

    words: Words


def topics_of(result: StudyResult) -> list[Topic]:
    """Return what the story tells: the first main measure of each kind of assessment.

    Of several maps it is one at a fixed GABA_A gain, in which weights alone can change. Maps come
    first, then movements, then the rest in the order of the study.
    """
    study, found = result.study, dict[str, Topic]()
    visited = {name for stage in study.stages.values() for name in stage.visit}
    names = [n for n, a in study.assessments.items() if n in visited and not a.restore]
    names.sort(key=lambda n: getattr(study.assessments[n], "gaba_gain", 1.0) != 1.0)
    for name in names:
        mains = main_measures_of(study, name)
        if mains:
            found.setdefault(study.assessments[name].kind, _topic(study, name, mains[0]))
    ranks = list(_WORDS)
    return sorted(
        found.values(),
        key=lambda t: ranks.index(t.main.name) if t.main.name in ranks else len(ranks),
    )


def _topic(study: Study, name: str, main: MainMeasure) -> Topic:
    deep, superficial = study.primary_pair
    subject = {
        "overlap": f"Maps of {_with_depth(study, deep, superficial)}",
        "onset": f"{_named(study, deep)} after the cue",
    }.get(main.name, main.title)
    short = {"overlap": "maps", "onset": deep}.get(main.name, main.title)
    return Topic(name, main, subject, short, _WORDS.get(main.name, _PLAIN))


def _with_depth(study: Study, *muscles: str) -> str:
    """Return the muscles of a pair, each with its depth where these differ."""
    depths = [study.muscles[muscle].depth for muscle in muscles]
    if len(set(depths)) == 1:
        return " and ".join(muscles)
    return " and ".join(f"the {d} {m}" for d, m in zip(depths, muscles, strict=True))


def _named(study: Study, muscle: str) -> str:
    """Return a muscle's name, with its abbreviation."""
    name = study.muscles[muscle].name
    return f"{name[0].upper()}{name[1:]} ({muscle})" if name else muscle


def story(result: StudyResult) -> list[str]:
    """Return the sentences of a study: each measure through the course, then the controls."""
    resting = resting_arms(result.study)
    topics, active = topics_of(result), active_ends(result)
    sentences = [text for topic in topics if (text := _sentence(result, topic, active))]
    for arm in resting:
        rested = Visit(arm, result.study.timeline.arms[arm][-1])
        parts = [
            f"{topic.short} {part}".replace("  ", " ")
            for topic in topics
            if (part := _control(result, topic, rested))
        ]
        if parts:
            sentences.append(f"Control, {arm_label(result, arm)}: {'; '.join(parts)}.")
    return sentences


def _sentence(result: StudyResult, topic: Topic, active: Sequence[Visit]) -> str:
    """Return how a measure goes through the common past and the arms; empty without a value."""
    first, then = common_ends(result)
    if not np.isfinite(_values(result, topic, first)).any():
        return ""
    past = None if then is None else _effect(result, topic, first, then)
    state = _end(topic.words, high=past.mean_difference < 0) if past and is_clear(past) else ""
    parts = [Part(f"{state} {_where(result, first)}".strip(), _number(result, topic, first))]
    if then is not None:
        parts += _part(result, topic, then, _turn(topic, past, None), _where(result, then), past)
    for visit in active:
        now = _effect(result, topic, then or first, visit)
        where = f"after {label(result, visit)}"
        parts += _part(result, topic, visit, _turn(topic, now, past), where, now)
    return f"{topic.subject}: {_joined(parts)}."


def _control(result: StudyResult, topic: Topic, visit: Visit) -> str:
    """Return what became of a measure in an arm that rests; empty without a value."""
    first, then = common_ends(result)
    past = None if then is None else _effect(result, topic, first, then)
    now = _effect(result, topic, then or first, visit)
    return _joined(_part(result, topic, visit, _turn(topic, now, past), "", now))


@dataclass(frozen=True)
class Part:
    """A piece of a sentence: words, a number, and how many subjects go that way."""

    text: str
    number: str
    count: str = ""


def _part(
    result: StudyResult, topic: Topic, visit: Visit, turn: str, where: str, e: PairedEffect | None
) -> list[Part]:
    """Return the piece on a visit; nothing if no subject has a value there."""
    if not np.isfinite(_values(result, topic, visit)).any():
        return []
    count = f"{e.n_same_sign} of {e.n} subjects" if e and is_clear(e) else ""
    return [Part(f"{turn} {where}".strip(), _number(result, topic, visit), count)]


def _joined(parts: Sequence[Part]) -> str:
    """Return pieces as a list; a count that all changes share stands once, at the end."""
    counts = {part.count for part in parts[1:]}
    shared = counts.pop() if len(counts) == 1 and len(parts) > 2 else ""
    texts = [
        f"{part.text} ({'; '.join(filter(None, [part.number, part.count if not shared else '']))})"
        for part in parts
    ]
    return ", ".join(texts) + (f"; {shared}" if shared else "")


def _turn(topic: Topic, now: PairedEffect | None, past: PairedEffect | None) -> str:
    """Return in words how a measure goes on from the past: back, on, or not at all."""
    if now is None or now.n < 2:
        return ""
    rises = now.mean_difference > 0
    if past is None or not is_clear(past):
        return _end(topic.words, high=rises) if is_clear(now) else "no clear change"
    rose = past.mean_difference > 0
    if not is_clear(now):
        return "not clearly changed"
    if rises == rose:
        return f"still {_end(topic.words, high=rose)} and more so"
    whole = abs(now.mean_difference) >= MOST_OF_IT * abs(past.mean_difference)
    return f"{'' if whole else 'partly '}{_end(topic.words, high=rises)} again"


def common_ends(result: StudyResult) -> tuple[Visit, Visit | None]:
    """Return the reference visit and the last one that all arms share; None if they are one."""
    phases = result.study.timeline.phases
    first = Visit(COMMON, result.study.reference_phase)
    return first, None if phases[-1] == first.phase else Visit(COMMON, phases[-1])


def is_clear(e: PairedEffect | None) -> bool:
    """Return whether a change is told as one: chance makes it rarely, or few subjects agree."""
    if e is None or e.n < 2:
        return False
    return e.p_permutation < ALPHA if e.n >= MIN_SUBJECTS else e.n_same_sign == e.n


def resting_arms(study: Study) -> list[str]:
    """Return the arms in which the subjects only rest: the controls of what is practised."""
    return [
        arm
        for arm, phases in study.course.arms.items()
        if phases and all(_rests(study.phases[phase]) for phase in phases)
    ]


def _rests(phase: Phase) -> bool:
    at_rest = (p.sequence is None and p.kind is SessionKind.PRACTICE for p in phase.practice)
    return bool(phase.practice) and all(at_rest)


def is_causeless(phase: Phase) -> bool:
    """Return whether a phase leaves all modulators at their healthy level, without a load."""
    is_set = any(level != MODULATORS[name].healthy for name, level in phase.modulators.items())
    return not is_set and phase.nociceptive_load == 0


def _where(result: StudyResult, visit: Visit) -> str:
    healthy = is_causeless(result.study.stages[visit.phase])
    return "in health" if healthy else f"in {label(result, visit)}"


def _end(words: Words, *, high: bool) -> str:
    return words.high if high else words.low


def _number(result: StudyResult, topic: Topic, visit: Visit) -> str:
    """Return the mean over subjects with its unit, and how many have no value."""
    values = _values(result, topic, visit)
    mean, missing = float(np.nanmean(values)), int(np.isnan(values).sum())
    digits = 0 if abs(mean) >= 10 else 1 if abs(mean) >= 1 else 2
    number = f"{topic.words.value}{mean:.{digits}f} {topic.main.unit}".strip()
    return f"{number}, none in {missing} of {len(values)}" if missing else number


def _values(result: StudyResult, topic: Topic, visit: Visit) -> FloatArray:
    return result.values(topic.assessment, topic.main.name, topic.main.muscle, *visit)


def _effect(result: StudyResult, topic: Topic, before: Visit, after: Visit) -> PairedEffect:
    return effect(result, topic.assessment, topic.main.name, topic.main.muscle, (before, after))


REPRESENTATIVE = "the subject whose changes of the overlap are nearest to the means"
"""The rule of `representative` for the overlap, in words."""


def representative(result: StudyResult, topic: Topic) -> int | None:
    """Return the subject whose changes of a measure are nearest to the means; None without one.

    The changes are that over the common past and, after it, that in the first arm that does not
    rest: what the story tells. Nearest by the sum of squares; of equals the smaller seed.
    """
    first, then = common_ends(result)
    visits = [first, *([] if then is None else [then]), *active_ends(result)[:1]]
    values = np.stack([_values(result, topic, visit) for visit in visits])
    changes = np.diff(values, axis=0) if len(visits) > 1 else values
    known = np.isfinite(changes).all(axis=0)
    if not known.any():
        return None
    means = changes[:, known].mean(axis=1, keepdims=True)
    distance = np.where(known, ((changes - means) ** 2).sum(axis=0), np.inf)
    return result.subjects[int(np.argmin(distance))]


def active_ends(result: StudyResult) -> list[Visit]:
    """Return the last visit of each arm that does not only rest."""
    resting = resting_arms(result.study)
    arms = result.study.timeline.arms
    return [Visit(arm, phases[-1]) for arm, phases in arms.items() if arm not in resting]
