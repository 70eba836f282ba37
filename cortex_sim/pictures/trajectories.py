"""Measures of every subject over the visits of a study."""

from collections.abc import Iterator

from cortex_sim.config.assessments.paired_pulse import PairedPulse
from cortex_sim.course.visit import Visit
from cortex_sim.figures.trajectories import (
    TrajectoryPanel,
    make_trajectories,
    trajectory_pages,
    trajectory_table,
)
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import (
    map_title,
    maps_of,
    shown_visits,
    visits_with,
)
from cortex_sim.pictures.course import course_shown
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.pages import page_stem
from cortex_sim.pictures.sources import visit_sources


def overlap_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield overlap and CoG distance over the visits; a map made once has no course."""
    pair = result.study.pair_name
    names = [n for n in maps_of(result, restored=False) if len(visits_with(result, n)) > 1]
    measured = [v for v in result.visits if any(v in visits_with(result, n) for n in names)]
    shown = shown_visits(measured)
    if not shown:
        return
    panels = [
        TrajectoryPanel(
            title,
            unit,
            # nan where a visit did not have this map
            {v.key: result.values(name, measure, pair, *v) for v in shown},
            map_title(name),
        )
        for measure, unit, title in (
            ("overlap", "0 to 1", f"{pair} overlap"),
            ("cog_distance", "mm", f"{pair} CoG distance"),
        )
        for name in names
    ]
    title = f"{pair} overlap and distance of centres of gravity, every subject"
    yield from _trajectory_pictures(result, "overlap_and_cog", title, panels, names, shown)


def excitability_pictures(result: StudyResult, name: str) -> Iterator[Picture]:
    """Yield SICI of every muscle over the visits, with the threshold that sets its pulses."""
    settings = result.study.assessments[name]
    shown = shown_visits(visits_with(result, name))
    if not isinstance(settings, PairedPulse) or len(shown) < 2:
        return
    gain = settings.gaba_gain
    at_gain = "" if gain == "phase" else f" at GABA_A gain {gain:g}"
    panels = [
        TrajectoryPanel(
            f"{title} of {muscle}",
            unit,
            {v.key: result.values(assessment, measure, muscle, *v) for v in shown},
            f"{meaning}{at_gain}",
        )
        for assessment, measure, title, unit, meaning in (
            (name, "sici", "SICI", "ratio", "conditioned by test response"),
            (settings.threshold_from, "amt", "AMT", "mV", "active motor threshold"),
        )
        for muscle in settings.muscles
    ]
    title = "Short-interval intracortical inhibition and active motor threshold, every subject"
    names = [name, settings.threshold_from]
    yield from _trajectory_pictures(result, f"excitability_{name}", title, panels, names, shown)


def _trajectory_pictures(
    result: StudyResult,
    stem: str,
    title: str,
    panels: list[TrajectoryPanel],
    names: list[str],
    shown: list[Visit],
) -> Iterator[Picture]:
    """Yield panels over the course of the visits ``shown``, on as many pages as they need."""
    course = course_shown(result, shown)
    sources = visit_sources(result, names, shown)
    for number, page in enumerate(trajectory_pages(panels, course=course), start=1):
        figure = make_trajectories(page, course=course)
        yield Picture(page_stem(stem, number), title, figure, trajectory_table(page), sources)
