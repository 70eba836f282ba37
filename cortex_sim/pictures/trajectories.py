"""Measures of every subject over the visits of a study."""

from collections.abc import Iterator

from cortex_sim.config.assessments.base import Curve
from cortex_sim.course.visit import Visit
from cortex_sim.figures.trajectories import (
    TrajectoryPanel,
    make_trajectories,
    trajectory_pages,
    trajectory_table,
)
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import noise_of
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

AMT = Curve("amt", "AMT", "mV", "active motor threshold")


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
            noise_of(result, name, measure, pair).smallest(),
        )
        for measure, unit, title in (
            ("overlap", "0 to 1", f"{pair} overlap"),
            ("cog_distance", "mm", f"{pair} CoG distance"),
        )
        for name in names
    ]
    title = f"{pair} overlap and distance of centres of gravity, every subject"
    yield from _trajectory_pictures(result, "overlap_and_cog", title, panels, names, shown)


def curve_pictures(result: StudyResult, name: str) -> Iterator[Picture]:
    """Yield the curves of an assessment for each of its muscles, over two visits or more.

    One that looks at all muscles at once has the primary pair too. With the curves goes the
    threshold that sets its pulses, if there is one.
    """
    settings = result.study.assessments[name]
    shown = shown_visits(visits_with(result, name))
    if len(shown) < 2:
        return
    gain, threshold = settings.gaba_gain, settings.thresholds_of
    at_gain = "" if gain == "phase" else f" at GABA_A gain {gain:g}"
    details = "".join(f", {detail}" for detail in settings.details)
    panels = [
        TrajectoryPanel(
            f"{curve.short} of {muscle}",
            curve.unit,
            {v.key: result.values(source, curve.measure, muscle, *v) for v in shown},
            f"{curve.meaning}{details}{at_gain}",
            noise_of(result, source, curve.measure, muscle).smallest(),
        )
        for source, curve in (
            *((name, curve) for curve in settings.curves),
            *((threshold, AMT) for _ in [threshold] if threshold),
        )
        for muscle in settings.examined or (*result.study.muscle_names, result.study.pair_name)
    ]
    curves = ", ".join(curve.short for curve in settings.curves)
    also = " and active motor threshold" if threshold else ""
    names = [name, *filter(None, [threshold])]
    title = f"{curves}{also}{details}, every subject"
    yield from _trajectory_pictures(result, f"over_visits_{name}", title, panels, names, shown)


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
