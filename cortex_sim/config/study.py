"""A study: the whole configuration file."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from cortex_sim.config._base import Section
from cortex_sim.config.cohort import Cohort, Compiler, Execution
from cortex_sim.config.course import Assessment, Course, Phase, TmsMap
from cortex_sim.config.muscles import Muscle, Sequence
from cortex_sim.config.network import Network
from cortex_sim.config.plasticity import BdnfAction

StudyName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
MuscleName = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]{0,15}$")]


class Study(Section):
    """Everything that a run needs to know."""

    name: StudyName
    """Name of the folder under ``results/``."""

    description: str = ""
    muscles: dict[MuscleName, Muscle]
    """Muscles in the order of every vector and picture."""

    primary_pair: tuple[str, str] = ("DM", "LES")
    """The deep and the superficial muscle whose maps are compared."""

    reference_phase: str = "healthy"
    """The phase that others are compared with."""

    network: Network
    bdnf: BdnfAction = BdnfAction()
    sequences: dict[str, Sequence]
    phases: dict[str, Phase]
    assessments: dict[str, Assessment]
    course: Course
    cohort: Cohort
    compiler: Compiler = Compiler()
    execution: Execution = Execution()

    @model_validator(mode="after")
    def _check_references(self) -> Self:
        for problem in _dangling(self):
            raise ValueError(problem)
        return self

    @property
    def muscle_names(self) -> tuple[str, ...]:
        """Names of the muscles, in the order of every vector."""
        return tuple(self.muscles)


def _dangling(study: Study) -> list[str]:
    """Return a message for every name that refers to nothing."""
    found: list[str] = []

    def check(where: str, name: str, known: object) -> None:
        names = list(known)  # type: ignore[call-overload]
        if name not in names:
            found.append(f"{where}: unknown {name!r}; known: {', '.join(map(str, names))}")

    for muscle in study.primary_pair:
        check("primary_pair", muscle, study.muscles)
    for name, sequence in study.sequences.items():
        for muscle in (*sequence.muscles, *sequence.isolated_muscles):
            check(f"sequences.{name}", muscle, study.muscles)
        if sequence.based_on is not None:
            check(f"sequences.{name}.based_on", sequence.based_on, study.sequences)
    for name, phase in study.phases.items():
        for practice in phase.practice:
            if practice.sequence is not None:
                check(f"phases.{name}.practice", practice.sequence, study.sequences)
        for assessment in phase.visit:
            check(f"phases.{name}.visit", assessment, study.assessments)
    check("reference_phase", study.reference_phase, study.course.phases)
    for phase_name in study.course.phases:
        check("course.phases", phase_name, study.phases)
    for arm, phases in study.course.arms.items():
        for phase_name in phases:
            check(f"course.arms.{arm}", phase_name, study.phases)
    for name, settings in study.assessments.items():
        for projection, phase_name in settings.restore.items():
            check(f"assessments.{name}.restore", projection, study.network.projections)
            check(f"assessments.{name}.restore.{projection}", phase_name, study.course.phases)
        if isinstance(settings, TmsMap) and settings.threshold_from is not None:
            check(
                f"assessments.{name}.threshold_from",
                settings.threshold_from,
                study.assessments,
            )
    return found
