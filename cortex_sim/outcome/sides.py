"""Who is compared: a study, or an arm of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cortex_sim.config.load import study_as_data
from cortex_sim.config.study import Study
from cortex_sim.course.visit import Visit, visits_of
from cortex_sim.errors import ConfigError, ResultError
from cortex_sim.names import one_of
from cortex_sim.outcome.result import StudyResult


@dataclass(frozen=True)
class Side:
    """One of those that are compared: a study, or an arm of it."""

    name: str
    """As the user wrote it."""

    study: Study
    arm: str | None = None
    """None: the whole study; of a contrast its only arm, or the past that all share."""

    result: StudyResult | None = None
    """None: nothing is known of a run."""

    @classmethod
    def of(cls, name: str, result: StudyResult, arm: str | None = None) -> "Side":
        """Return a side that has run."""
        return cls(name, result.study, arm, result)

    def checked(self) -> "Side":
        """Return it, if the study has the arm.

        Raises
        ------
        ConfigError
            If it has none of this name.
        """
        arms = self.study.course.arms
        if self.arm is not None and self.arm not in arms:
            raise ConfigError(f"{self.name}: no arm {self.arm!r}; {one_of(self.arm, arms)}")
        return self

    @property
    def run(self) -> StudyResult:
        """Its results.

        Raises
        ------
        ResultError
            If there are none.
        """
        if self.result is None:
            raise ResultError(f"{self.name}: has no results; run it first")
        return self.result

    def settings(self) -> Mapping[str, Any]:
        """Return what to compare: all settings, or those of the arm's phases in their order."""
        data = study_as_data(self.study)
        if self.arm is None:
            return data
        return {"phases": [data["phases"][p] for p in self.study.course.arms[self.arm]]}

    def visits(self) -> list[Visit]:
        """Return the visits to compare, in the order of the course."""
        timeline = self.study.timeline
        if self.arm is not None:
            return [Visit(self.arm, stage) for stage in timeline.arms[self.arm]]
        return list(visits_of(timeline))
