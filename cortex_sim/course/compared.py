"""What a contrast reads: the visits, and the measure of which assessment and muscle.

It follows from the study alone, so a contrast of what no session can give is refused before
anything runs (`check_contrasts`); a finished study is read by the same answers.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from cortex_sim.catalog.measures import measure_meanings, measure_named
from cortex_sim.config.contrasts import NETWORK, Contrast, CorrelationContrast, Outcome
from cortex_sim.config.problems import explain_validation_error, listed
from cortex_sim.config.study import Study
from cortex_sim.course.measured import measures_listed, muscles_measured, why_not_measured
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.errors import ConfigError
from cortex_sim.names import one_of

ContrastKind = TypeVar("ContrastKind", bound=Contrast)


def compared_visits(study: Study, contrast: Contrast, arm: str) -> list[Visit]:
    """Return the visits of an arm that a contrast compares: ``at``, and ``before`` if it has one.

    Parameters
    ----------
    study
        Its timeline says where stages lie.
    contrast
        Its ``at`` is by default the arm's last visit.
    arm
        One that the contrast names, or `COMMON`.

    Raises
    ------
    ConfigError
        If neither the arm nor the past has such a visit, or ``before`` is not earlier than ``at``.
    """
    timeline = study.timeline
    own = timeline.phases if arm == COMMON else timeline.arms[arm]
    course = list(dict.fromkeys([*timeline.phases, *own]))
    said = {"at": contrast.stage("at", arm) or own[-1], "before": contrast.stage("before", arm)}
    visits = []
    for field, stage in said.items():
        if stage is None:
            continue
        if stage not in course:
            known = one_of(stage, course)
            raise ConfigError(f"{field}: {arm or 'the past'} has no visit {stage!r}; {known}")
        visits.append(Visit(arm if stage in own else COMMON, stage))
    if len(visits) > len(set(visits)):
        raise ConfigError(
            f"before: {visits[0].text} is the visit that is compared; name an earlier one, or "
            "another one in at"
        )
    places = [course.index(visit.phase) for visit in visits]
    if places != sorted(places, reverse=True):
        after, before = (visit.text for visit in visits)
        raise ConfigError(f"before: {after} comes before {before}; swap them")
    return visits


def read_by(study: Study, contrast: Contrast) -> dict[str, str]:
    """Return the assessments from which a contrast reads a measure, and the muscle of each.

    Parameters
    ----------
    study
        That names the assessments.
    contrast
        Says the measure and the visits. Without an assessment it is every one that has the measure
        at all those visits, but for those that put weights back; without a muscle the primary pair,
        its deep muscle, or the network.

    Raises
    ------
    ConfigError
        If there is none, with the field of the contrast, what was got and what there is.
    """
    if measure_named(contrast.measure) is None:
        exact = [name for row in measure_meanings() for name in row.names]
        raise ConfigError(
            f"measure: unknown {contrast.measure!r}; {one_of(contrast.measure, exact)}"
        )
    arms = contrast.arms_named or (COMMON,)
    for arm in contrast.arms_named:
        if arm not in study.course.arms:
            known = one_of(arm, study.course.arms)
            raise ConfigError(f"{contrast.arms_field}: unknown {arm!r}; {known}")
    visits = {visit: None for arm in arms for visit in compared_visits(study, contrast, arm)}
    names = _assessments(study, contrast, list(visits))
    muscles = {name: muscles_measured(study, name, contrast.measure) for name in names}
    having = {name: found for name, found in muscles.items() if found}
    if not having:
        raise ConfigError(f"measure: {_not_given(study, contrast, names, list(visits))}")
    wanted: tuple[str, ...] = (study.pair_name, study.primary_pair[0], "")
    if contrast.muscle:
        wanted = ("" if contrast.muscle == NETWORK else contrast.muscle,)
    read = {
        name: next(muscle for muscle in wanted if muscle in found)
        for name, found in having.items()
        if not {*wanted}.isdisjoint(found)
    }
    if not read:
        named, got = next(iter(having)), contrast.muscle or study.pair_name
        known = one_of(got, [muscle or NETWORK for muscle in having[named]])
        raise ConfigError(f"muscle: {contrast.measure} of {named} has no {got!r}; {known}")
    return read


def _assessments(study: Study, what: Outcome, visits: list[Visit]) -> list[str]:
    """Return the assessments that may be read: the one that is named, or those of all visits."""
    held = {visit: study.stages[visit.phase].visit for visit in visits}
    if what.assessment is None:
        return [
            name
            for name, settings in study.assessments.items()
            if not settings.restore and all(name in names for names in held.values())
        ]
    if what.assessment not in study.assessments:
        known = one_of(what.assessment, study.assessments)
        raise ConfigError(f"assessment: unknown {what.assessment!r}; {known}")
    for visit, names in held.items():
        if what.assessment not in names:
            known = one_of(what.assessment, names)
            raise ConfigError(
                f"assessment: {visit.text} has no {what.assessment!r}; add it to the visit; {known}"
            )
    return [what.assessment]


def _not_given(study: Study, what: Outcome, names: list[str], visits: list[Visit]) -> str:
    """Return that no assessment gives a measure, why not, and what does or what they give."""
    if empty := [visit.text for visit in visits if not study.stages[visit.phase].visit]:
        known = ", ".join(name for name, stage in study.stages.items() if stage.visit)
        return f"{' and '.join(empty)} has no assessments; name a visit that has: {known}"
    where = " and ".join(dict.fromkeys(visit.text for visit in visits))
    got = f"no {what.measure!r} in {', '.join(names) or 'any assessment'} at {where}"
    if reasons := list(filter(None, (why_not_measured(study, n, what.measure) for n in names))):
        return f"{got}; {'; '.join(dict.fromkeys(reasons))}"
    if others := [n for n in study.assessments if muscles_measured(study, n, what.measure)]:
        held = all({*others} <= {*study.stages[visit.phase].visit} for visit in visits)
        add = "" if held else ", and add it to the visits"
        return f"{got}; {' and '.join(others)} would give it: name it{add}"
    return f"{got}; {one_of(what.measure, measures_listed(study, names))}"


def check_contrasts(study: Study, source: Path | str = "") -> None:
    """Raise one error with every contrast that names what no session of the study can give.

    Parameters
    ----------
    study
        That names them.
    source
        Its file, for the message; empty: the study's name.

    Raises
    ------
    ConfigError
        For each with its name, the field, and the nearest name that exists.
    """
    if problems := list(_contrast_problems(study)):
        raise listed(source or study.name, problems)


def _contrast_problems(study: Study) -> Iterator[str]:
    for name, contrast in study.contrasts.items():
        try:
            check_contrast(study, contrast)
        except ConfigError as error:
            yield f"contrasts.{name}.{error}"
    registered = study.registered
    if registered is not None and registered.primary not in study.contrasts:
        known = one_of(registered.primary, study.contrasts)
        yield f"registered.primary: unknown {registered.primary!r}; {known}"


def named_contrast(study: Study, kind: type[ContrastKind], **fields: Any) -> ContrastKind:
    """Return a contrast that a user names for a study that has run.

    Raises
    ------
    ConfigError
        If no session of the study can give it.
    """
    try:
        contrast = kind(**fields)
    except ValidationError as error:
        raise explain_validation_error(error, {}, "contrast", data=fields) from None
    check_contrast(study, contrast)
    return contrast


def check_contrast(study: Study, contrast: Contrast) -> None:
    """Raise an error that begins with a contrast's field if no session can give what it names."""
    _check_read(study, contrast)
    if isinstance(contrast, CorrelationContrast):
        try:
            _check_read(study, contrast.beside)
        except ConfigError as error:
            raise ConfigError(f"other.{error}") from None
        _check_other(study, contrast)
    elif len(contrast.arms_named) > 1:
        _check_arms(study, contrast)


def _check_other(study: Study, contrast: CorrelationContrast) -> None:
    """Raise an error if a measure is correlated with itself."""
    first, second = (
        [(read.measure, place, read.at, read.before) for place in read_by(study, read).items()]
        for read in (contrast, contrast.beside)
    )
    if second[0] in first:
        measure, (assessment, muscle), *_ = second[0]
        raise ConfigError(
            f"other: is the measure itself, {measure} of {muscle or NETWORK} in {assessment} at "
            "the same visits; name another measure, muscle, assessment or visit"
        )


def _check_arms(study: Study, contrast: Contrast) -> None:
    """Raise an error if a contrast sets changes beside values, or a shared visit beside itself."""
    arms = contrast.arms_named
    starts = [contrast.stage("before", arm) for arm in arms]
    if None in starts and any(starts):
        arm = arms[starts.index(None)]
        raise ConfigError(f"before: names no visit of {arm}; name one for each arm, or none")
    visits, *others = (compared_visits(study, contrast, arm) for arm in arms)
    if all(other == visits for other in others):
        raise ConfigError(
            f"at: {' and '.join(arms)} share {visits[0].text}, so they are equal there in every "
            "subject; name a visit of the arms themselves"
        )


def _check_read(study: Study, contrast: Contrast) -> None:
    for field, arm, visit in contrast.visits_named():
        if arm is not None and arm not in contrast.arms_named:
            raise ConfigError(f"{field}: unknown {arm!r}; {one_of(arm, contrast.arms_named)}")
        if visit not in study.stages:
            raise ConfigError(f"{field}: unknown visit {visit!r}; {one_of(visit, study.stages)}")
    read_by(study, contrast)
