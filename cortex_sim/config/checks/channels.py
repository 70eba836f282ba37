"""Whether what sessions give the network exists there, and fits into its tables."""

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING

from cortex_sim.config.channels import Channels
from cortex_sim.config.interventions import SHAM
from cortex_sim.config.stages import Stage

if TYPE_CHECKING:
    from cortex_sim.config.study import Study


def channel_references(study: "Study") -> Iterator[tuple[str, str, Collection[str]]]:
    """Yield where a channel names something, the name, and the names that exist."""
    gives = [name for name, settings in study.assessments.items() if settings.gives_thresholds]
    cells = [name for name, row in study.network.populations.items() if row.cell is not None]
    for where, channels in _channels(study):
        if channels.coil is not None:
            yield f"{where}.coil.muscle", channels.coil.muscle, study.muscles
            yield f"{where}.coil.threshold_from", channels.coil.threshold_from, gives
        yield from ((f"{where}.polarisation", name, cells) for name in channels.polarisation)
        for muscle in channels.volleys.muscles if channels.volleys else ():
            yield f"{where}.volleys.muscles", muscle, study.muscles


def _channels(study: "Study") -> Iterator[tuple[str, Channels]]:
    """Yield where they stand and the channels of rows and of the interventions that rows name."""
    rows = [row for phase in study.phases.values() for row in phase.practice]
    given = {name.removeprefix(SHAM) for row in rows for name in row.interventions}
    for name, bundle in study.interventions.items():
        if bundle.channels is not None and name in given:
            yield f"interventions.{name}.channels", bundle.channels
    for name, phase in study.phases.items():
        for number, row in enumerate(phase.practice):
            yield f"phases.{name}.practice.{number}.channels", row.channels


def channel_problems(study: "Study") -> Iterator[str]:
    """Yield a message for channels that the tables of a program or the course cannot give."""
    limit, grid = study.network.max_pulses, study.network.input_interval
    for where, channels in _channels(study):
        if channels.coil is not None and channels.coil.pulses >= limit:
            yield (
                f"{where}.coil.pulses: got {channels.coil.pulses}, which do not fit in "
                f"network.max_pulses = {limit}; give fewer or raise max_pulses"
            )
        if channels.volleys is not None and channels.volleys.width < grid - 1e-9:
            yield (
                f"{where}.volleys.width: got {channels.volleys.width:g} s, but inputs follow a "
                f"grid of {grid:g} s (network.input_interval), so volleys would be lost; make it "
                "longer"
            )
    yield from _threshold_problems(study)


def _threshold_problems(study: "Study") -> Iterator[str]:
    """Yield a message for every coil whose threshold nobody has measured by then."""
    course, stages = study.timeline, study.stages
    for arm in course.arms.values() or [()]:
        path = arm if arm[: len(course.phases)] == course.phases else (*course.phases, *arm)
        measured: set[tuple[str, str]] = set()
        for name in path:
            yield from _unmeasured(stages[name], measured)
            for assessment in stages[name].visit:
                given = study.assessments[assessment].thresholds_of or assessment
                muscles = getattr(study.assessments[given], "muscles", ())
                measured |= {(given, muscle) for muscle in muscles}


def _unmeasured(stage: Stage, measured: set[tuple[str, str]]) -> Iterator[str]:
    for row in stage.practice:
        coil = row.channels.coil
        if coil is not None and (coil.threshold_from, coil.muscle) not in measured:
            yield (
                f"phases.{stage.phase}.practice: no visit before it measures the threshold of "
                f"{coil.muscle} with {coil.threshold_from!r}; give an earlier phase that visit, or "
                "name another muscle or recruitment"
            )
