"""Contrasts and what was registered against the rest of a study."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from cortex_sim.names import one_of

if TYPE_CHECKING:
    from cortex_sim.config.study import Study


def contrast_references(study: "Study") -> Iterator[tuple[str, str, Collection[str]]]:
    """Yield where a contrast names an arm or assessment, the name, and the names that exist."""
    for name, contrast in study.contrasts.items():
        yield from ((f"contrasts.{name}", arm, study.course.arms) for arm in contrast.arms_named)
        if contrast.assessment is not None:
            yield f"contrasts.{name}.assessment", contrast.assessment, study.assessments
    if study.registered is not None:
        yield "registered.primary", study.registered.primary, study.contrasts


def contrast_problems(study: "Study") -> Iterator[str]:
    """Yield a message for every visit that a contrast names and the course does not have."""
    stages = study.stages
    for name, contrast in study.contrasts.items():
        for field, arm, visit in contrast.visits_named():
            where = f"contrasts.{name}.{field}"
            if arm is not None and arm not in contrast.arms_named:
                yield f"{where}: unknown {arm!r}; {one_of(arm, contrast.arms_named)}"
            if visit not in stages:
                yield f"{where}: unknown visit {visit!r}; {one_of(visit, stages)}"
