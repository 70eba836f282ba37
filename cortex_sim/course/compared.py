"""The visits that a contrast compares, and whether a study has what its contrasts name."""

from collections.abc import Iterator
from itertools import combinations

from cortex_sim.catalog.measures import meaning_of, measure_meanings
from cortex_sim.config.contrasts import Contrast, CorrelationContrast, Outcome
from cortex_sim.config.study import Study
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.errors import ConfigError
from cortex_sim.names import one_of


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
        If neither the arm nor the past has such a visit.
    """
    timeline = study.timeline
    own = timeline.phases if arm == COMMON else timeline.arms[arm]
    at = contrast.stage("at", arm) or own[-1]
    before = contrast.stage("before", arm)
    visits = []
    for stage in (at,) if before is None else (at, before):
        if stage not in (*own, *timeline.phases):
            known = one_of(stage, [*timeline.phases, *own])
            raise ConfigError(f"visit: {arm or 'the past'} has no {stage!r}; {known}")
        visits.append(Visit(arm if stage in own else COMMON, stage))
    return visits


def check_contrasts(study: Study) -> None:
    """Raise an error if a contrast names what no session of the study can give.

    Raises
    ------
    ConfigError
        With the contrast, the field, and the nearest name that exists.
    """
    for name, contrast in study.contrasts.items():
        try:
            for what in _outcomes(contrast):
                _check_outcome(study, contrast, what)
        except ConfigError as error:
            raise ConfigError(f"contrasts.{name}.{error}") from None


def _outcomes(contrast: Contrast) -> Iterator[Outcome]:
    yield contrast
    if isinstance(contrast, CorrelationContrast):
        yield contrast.other


def _check_outcome(study: Study, contrast: Contrast, what: Outcome) -> None:
    if not meaning_of(what.measure):
        exact = [name for row in measure_meanings() for name in row.names]
        raise ConfigError(f"measure: unknown {what.measure!r}; {one_of(what.measure, exact)}")
    pairs = [study.pair(*two) for two in combinations(study.muscles, 2)]
    if what.muscle and what.muscle not in (*study.muscles, *pairs):
        known = one_of(what.muscle, [*study.muscles, *pairs])
        raise ConfigError(f"muscle: unknown {what.muscle!r}; {known}")
    arms = contrast.arms_named or (COMMON,)
    for visit in (v for arm in arms for v in compared_visits(study, contrast, arm)):
        held = study.stages[visit.phase].visit
        if what.assessment is not None and what.assessment not in held:
            raise ConfigError(
                f"assessment: {visit.text} has no {what.assessment!r}; add it to the visit; "
                f"{one_of(what.assessment, held)}"
            )
