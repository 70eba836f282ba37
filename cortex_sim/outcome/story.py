"""What a study found, one sentence for each result.

Phases, arms, the pair of muscles and the direction of a change all come from the study. A change
counts as one if chance makes it rarely: sign flips with p < `ALPHA`, or of fewer subjects than
have intervals all of them alike. It is told as one "on average" if half of the subjects or more
change by less than the noise of a measurement, and as none if all do. Where a third of the
subjects lack a value at one of the two visits no change is told. An onset that is back while the
centre of mass of the response is not is so "by the onset alone": it can be that of a first volley.
A number is the mean, of fewer than `MIN_SUBJECTS` subjects their lowest and highest value. Beside
an overlap stands what became of the MEPs of its two muscles, if that is much (`SIZE_TOLD`): maps
may part because they shrink.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS, PairedEffect
from cortex_sim.analysis.onsets import FEED_FORWARD_WINDOW_MS
from cortex_sim.course.visit import Visit
from cortex_sim.names import in_words
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import noise_of
from cortex_sim.outcome.summary import effect
from cortex_sim.outcome.topics import (
    Topic,
    Words,
    active_ends,
    common_ends,
    is_causeless,
    resting_arms,
    topic_values,
    topics_of,
)
from cortex_sim.outcome.visits import arm_label, label

ALPHA = 0.05
"""Largest p of a change that is told as one is below this."""

MOST_OF_IT = 0.5
"""Least share of a change that is undone where a measure is told to be as before again."""

FEW = 1 / 3
"""Least share of subjects without a value at one of two visits where no change is told."""

SIZE_TOLD = 0.75
"""MEPs are told if they shrink to less than this share, or grow by more than its inverse."""


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
    if not np.isfinite(topic_values(result, topic, first)).any():
        return ""
    past = _past(result, topic)
    state = _end(topic.words, high=past.mean_difference < 0) if past else ""
    parts = [Part(f"{state} {_where(result, first)}".strip(), _number(result, topic, first))]
    if then is not None:
        parts += _part(result, topic, (first, then), None, _where(result, then))
    for visit in active:
        where = f"after {label(result, visit)}"
        parts += _part(result, topic, (then or first, visit), past, where)
    return f"{topic.subject}: {_joined(parts)}."


def _control(result: StudyResult, topic: Topic, visit: Visit) -> str:
    """Return what became of a measure in an arm that rests; empty without a value."""
    first, then = common_ends(result)
    return _joined(_part(result, topic, (then or first, visit), _past(result, topic)))


def _past(result: StudyResult, topic: Topic) -> PairedEffect | None:
    """Return the change in the common past, None if it is told as none."""
    first, then = common_ends(result)
    if then is None or _are_few(result, topic, (first, then)):
        return None
    past = _effect(result, topic, first, then)
    return past if is_clear(past) and _beyond_noise(result, topic, past) != 0 else None


@dataclass(frozen=True)
class Part:
    """A piece of a sentence: words, a number, and how many subjects go that way."""

    text: str
    number: str
    count: str = ""


def _part(
    result: StudyResult,
    topic: Topic,
    pair: tuple[Visit, Visit],
    past: PairedEffect | None,
    where: str = "",
) -> list[Part]:
    """Return the piece on the second of two visits; nothing if no subject has a value there."""
    now = _effect(result, topic, *pair)
    if np.isnan(topic_values(result, topic, pair[1])).all():
        return []
    turn, count = _turn(topic, now, past), ""
    if _are_few(result, topic, pair):
        turn = "too few answers to tell"
    elif is_clear(now):
        if _undone(now, past) and not _is_beside_back(result, topic, pair):
            turn = f"{turn} by the {in_words(topic.main.name)} alone"
        count = f"{now.n_same_sign} of {now.n} subjects"
        beyond = _beyond_noise(result, topic, now)
        if beyond is not None and 2 * beyond <= now.n:
            turn = f"on average {turn}" if beyond else "not clearly changed"
            count = f"{count}, {beyond or 'none'} by more than retest noise"
    number = _number(result, topic, pair[1]) + _size(result, topic, *pair)
    return [Part(f"{turn} {where}".strip(), number, count)]


def _are_few(result: StudyResult, topic: Topic, pair: Sequence[Visit]) -> bool:
    """Return whether so many subjects lack a value at one of two visits that no change is told."""
    missing = np.isnan([topic_values(result, topic, visit) for visit in pair]).any(axis=0)
    return bool(missing.mean() >= FEW)


def _beyond_noise(result: StudyResult, topic: Topic, e: PairedEffect) -> int | None:
    """Return how many subjects change by more than the noise of a measurement, None if unknown."""
    noise = noise_of(result, topic.assessment, topic.main.name, topic.main.muscle)
    return noise.beyond(e.changes)


def _is_beside_back(result: StudyResult, topic: Topic, pair: tuple[Visit, Visit]) -> bool:
    """Return whether what stands beside a measure is back, if the past has moved it."""
    first, then = common_ends(result)
    if not topic.words.beside or then is None:
        return True
    ends = (topic.assessment, topic.words.beside, topic.main.muscle)
    past, now = effect(result, *ends, (first, then)), effect(result, *ends, pair)
    return not is_clear(past) or _undone(now, past) >= MOST_OF_IT


def _size(result: StudyResult, topic: Topic, before: Visit, after: Visit) -> str:
    """Return what became of the largest MEPs of the two muscles of an overlap, if it is much."""
    if topic.main.name != "overlap":
        return ""
    pair = result.study.primary_pair
    first, then = (
        np.sum([result.values(topic.assessment, "largest_mep", m, *visit) for m in pair], axis=0)
        for visit in (before, after)
    )
    known = np.isfinite(first) & np.isfinite(then)
    if not known.any() or not np.sum(first[known]) > 0:
        return ""
    share = float(np.sum(then[known]) / np.sum(first[known]))
    if SIZE_TOLD <= share <= 1 / SIZE_TOLD:
        return ""
    few = known.sum() < MIN_SUBJECTS
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = then[known] / first[known] if few else np.array([share])
    return f", MEPs {_level(shares, '.0%')} of those before".replace("%", " %")


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
    if past is None:
        return _end(topic.words, high=rises) if is_clear(now) else "no clear change"
    if not is_clear(now):
        return "not clearly changed"
    share, end = _undone(now, past), _end(topic.words, high=rises)
    if not share:
        return f"still {end} and more so"
    return f"{'' if share >= MOST_OF_IT else 'partly '}{end} again"


def _undone(now: PairedEffect | None, past: PairedEffect | None) -> float:
    """Return which share of a past change is undone, 0 where it goes on or nothing is clear."""
    if now is None or past is None or not is_clear(now) or not is_clear(past):
        return 0.0
    return max(0.0, -now.mean_difference / past.mean_difference)


def is_clear(e: PairedEffect | None) -> bool:
    """Return whether a change is told as one: chance makes it rarely, or few subjects agree."""
    if e is None or e.n < 2:
        return False
    return e.p_permutation < ALPHA if e.n >= MIN_SUBJECTS else e.n_same_sign == e.n


def _where(result: StudyResult, visit: Visit) -> str:
    healthy = is_causeless(result.study.stages[visit.phase])
    return "in health" if healthy else f"in {label(result, visit)}"


def _end(words: Words, *, high: bool) -> str:
    return words.high if high else words.low


def _number(result: StudyResult, topic: Topic, visit: Visit) -> str:
    """Return the values of the subjects with their unit, what stands beside, and who has none."""
    values = topic_values(result, topic, visit)
    mean, missing = float(np.nanmean(values)), int(np.isnan(values).sum())
    digits = f".{0 if abs(mean) >= 10 else 1 if abs(mean) >= 1 else 2}f"
    number = f"{topic.words.value}{_level(values, digits)} {topic.main.unit}".strip()
    if missing:
        number = f"{number}, none in {missing} of {len(values)}"
    if beside := topic.words.beside:
        others = result.values(topic.assessment, beside, topic.main.muscle, *visit)
        if np.isfinite(others).any():
            number = f"{number}, {in_words(beside)} {_level(others, digits)} {topic.main.unit}"
    return number + _too_early(result, topic, visit)


def _level(values: FloatArray, digits: str) -> str:
    """Return the mean of the values, of few subjects the lowest and the highest."""
    known = values[np.isfinite(values)]
    if len(known) >= MIN_SUBJECTS:
        return format(known.mean(), digits)
    return " to ".join(dict.fromkeys(format(end, digits) for end in (known.min(), known.max())))


def _too_early(result: StudyResult, topic: Topic, visit: Visit) -> str:
    """Return how many subjects have an onset that is too early for a postural adjustment."""
    if topic.main.name != "onset":
        return ""
    values = result.values(topic.assessment, "onset_to_prime_mover", topic.main.muscle, *visit)
    early = int(np.sum(values < FEED_FORWARD_WINDOW_MS[0]))
    return f", before the feed-forward window in {early} of {len(values)}" if early else ""


def _effect(result: StudyResult, topic: Topic, before: Visit, after: Visit) -> PairedEffect:
    return effect(result, topic.assessment, topic.main.name, topic.main.muscle, (before, after))
