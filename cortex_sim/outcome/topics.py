"""What a story tells: its measures, its visits, and the subject that stands for all."""

from dataclasses import dataclass

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.config.course import Phase
from cortex_sim.config.modulators import MODULATORS
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.config.study import Study
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.outcome.measures.base import MainMeasure
from cortex_sim.outcome.measures.table import main_measures_of
from cortex_sim.outcome.result import StudyResult


@dataclass(frozen=True)
class Words:
    """How a measure is told: its value before the number, and its two ends."""

    low: str
    high: str
    value: str = ""
    beside: str = ""
    """A measure of the same muscle and unit whose mean stands beside; empty: none."""


_WORDS = {
    "overlap": Words("apart", "merged", "overlap "),
    # an onset can be that of a first volley, so the centre of mass says when the answer comes
    "onset": Words("early", "late", beside="centre_of_mass"),
}
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


def common_ends(result: StudyResult) -> tuple[Visit, Visit | None]:
    """Return the reference visit and the last one that all arms share; None if they are one."""
    phases = result.study.timeline.phases
    first = Visit(COMMON, result.study.reference_phase)
    return first, None if phases[-1] == first.phase else Visit(COMMON, phases[-1])


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


def topic_values(result: StudyResult, topic: Topic, visit: Visit) -> FloatArray:
    """Return a topic's measure by subject, in their order; nan where missing."""
    return result.values(topic.assessment, topic.main.name, topic.main.muscle, *visit)


REPRESENTATIVE = "the subject whose overlaps at the visits of the story are nearest to the means"
"""The rule of `representative` for the overlap, in words."""


def representative(result: StudyResult, topic: Topic) -> int | None:
    """Return the subject whose values of a measure are nearest to the means; None without one.

    The values are those at `story_visits`, as far as the measure was taken there. Nearest by the
    sum of squares; of equals the smaller seed.
    """
    values = np.stack([topic_values(result, topic, visit) for visit in story_visits(result)])
    values = values[np.isfinite(values).any(axis=1)]
    known = np.isfinite(values).all(axis=0)
    if not (values.size and known.any()):
        return None
    means = np.nanmean(values, axis=1, keepdims=True)
    distance = np.where(known, ((values - means) ** 2).sum(axis=0), np.inf)
    return result.subjects[int(np.argmin(distance))]


def story_visits(result: StudyResult) -> list[Visit]:
    """Return both ends of the common past, and the ends of an active arm and of a control."""
    first, then = common_ends(result)
    arms = result.study.timeline.arms
    rested = [Visit(arm, arms[arm][-1]) for arm in resting_arms(result.study)[:1]]
    return [first, *([] if then is None else [then]), *active_ends(result)[:1], *rested]


def active_ends(result: StudyResult) -> list[Visit]:
    """Return the last visit of each arm that does not only rest."""
    resting = resting_arms(result.study)
    arms = result.study.timeline.arms
    return [Visit(arm, phases[-1]) for arm, phases in arms.items() if arm not in resting]
