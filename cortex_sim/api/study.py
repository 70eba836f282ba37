"""A study in the hand: what it is and what it would cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from cortex_sim.api.arguments import changes_of, path_of
from cortex_sim.api.cards import Card
from cortex_sim.config import study as configuration
from cortex_sim.config.shipped import find_study
from cortex_sim.course.acting import load_acting_study
from cortex_sim.course.estimate import Estimate, estimate
from cortex_sim.course.plan import Plan, make_plan
from cortex_sim.course.unused import unused_line
from cortex_sim.course.visit import visits_of
from cortex_sim.store.paths import SessionStore
from cortex_sim.sweep.load import as_overrides
from cortex_sim.units import counted, duration_text

RESULTS = Path("results")
"""Folder of results where none is named, as of the command line."""


@dataclass(frozen=True, repr=False)
class Study(Card):
    """A checked configuration and the file that it comes from. Make one with `load_study`."""

    config: configuration.Study
    """All of its fields, read only: ``study.config.cohort.subjects``."""

    source: str
    """The file, for people and messages."""

    @property
    def name(self) -> str:
        """Name of its folder of results."""
        return self.config.name

    @property
    def subjects(self) -> tuple[int, ...]:
        """Seeds of the subjects."""
        first = self.config.cohort.first_seed
        return tuple(range(first, first + self.config.cohort.subjects))

    @property
    def visits(self) -> tuple[str, ...]:
        """Names of the visits, in the order of the course."""
        return tuple(visit.key for visit in visits_of(self.config.timeline))

    @property
    def muscles(self) -> tuple[str, ...]:
        """Names of the muscles, in the order of every vector."""
        return self.config.muscle_names

    @property
    def unused(self) -> str:
        """Names that it defines and nothing that runs refers to, in one line; empty if none.

        ``run`` says it too, of a study that does not ship. A slip of a used name is refused when
        the study is loaded.
        """
        return unused_line(self.config)

    @cached_property
    def plan(self) -> Plan:
        """Every session of the study."""
        return make_plan(self.config)

    def cost(self, results: Path | str = RESULTS) -> "Cost":
        """Return what running it would cost, as a dry run says.

        Parameters
        ----------
        results
            Folder of results; what is there need not be done again.
        """
        return Cost(estimate(self.plan, SessionStore(path_of(results, "results"))))

    def _title(self) -> str:
        return f"Study {self.name!r} ({self.source})"

    def _facts(self) -> dict[str, str]:
        arms = ", ".join(self.config.course.arms) or "none"
        subjects = self.subjects
        return {
            "subjects": f"{len(subjects)}, seeds {subjects[0]} to {subjects[-1]}",
            "course": f"{' → '.join(self.config.course.phases)}; arms: {arms}",
            "visits": ", ".join(self.visits),
            "muscles": ", ".join(self.muscles),
        }


@dataclass(frozen=True, repr=False)
class Cost(Card):
    """What is to do of a study; printed, it is what a dry run says."""

    estimate: Estimate

    def __str__(self) -> str:
        """Return the lines of a dry run."""
        return self.estimate.as_text()

    def _title(self) -> str:
        return f"Cost of the study {self.estimate.plan.study.name!r}"

    def _facts(self) -> dict[str, str]:
        known, cost = self.estimate, self.estimate.cost
        return {
            "sessions": f"{known.sessions}, {known.done} done, {known.sessions - known.done} to do",
            "to do": f"{cost.model_time:.0f} s of model time, "
            f"{counted(cost.builds, 'program')} to compile",
            "time": f"about {duration_text(cost.seconds)} on {counted(cost.machine.cores, 'core')}",
            "memory, disk": f"about {cost.memory / 1e6:.0f} MB, {cost.disk / 1e6:.0f} MB",
        }


def load_study(study: Path | str, overrides: Mapping[str, Any] | None = None) -> Study:
    """Return a study.

    Parameters
    ----------
    study
        A YAML file, or the name of a study that comes with the package.
    overrides
        Fields to change, by dotted name, such as ``{"cohort.subjects": 4}``; quantities as in
        the file, such as ``"2 s"``.

    Raises
    ------
    ConfigError
        If there is no such study, a file cannot be read, the study says something impossible, or
        a change makes no difference to any session.
    """
    changes = changes_of(overrides, "overrides")
    path = find_study(path_of(study, "study"))
    return Study(load_acting_study(path, as_overrides(changes)), str(path))
