"""All pictures of a study, from its stored results."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.assessments.paired_pulse import PairedPulse
from cortex_sim.course.plan import COMMON
from cortex_sim.figures import (
    Course,
    ForestRow,
    ProjectionWeights,
    Restored,
    TrajectoryPanel,
    decomposition_table,
    forest_pages,
    forest_table,
    make_decomposition,
    make_forest,
    make_trajectories,
    make_weight_change,
    trajectory_pages,
    trajectory_table,
    weight_pages,
    weight_table,
)
from cortex_sim.figures.text import describe_n
from cortex_sim.model.state import plastic_projections
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import contrasts, effect, label
from cortex_sim.outcome.visits import (
    Visit,
    assessments_of,
    maps_of,
    pair_name,
    session_ids,
    shown_visits,
    visit_key,
    visits_with,
)
from cortex_sim.pictures.animation import draw_animation
from cortex_sim.pictures.causes import cause_pictures
from cortex_sim.pictures.doses import dose_pictures
from cortex_sim.pictures.manifest import Picture, save_picture
from cortex_sim.pictures.pages import page_stem
from cortex_sim.pictures.raster import raster_pictures
from cortex_sim.pictures.study_pages import (
    PRACTICE,
    map_pictures,
    map_title,
    onset_pictures,
    visit_sources,
)
from cortex_sim.pictures.weeks import week_pictures


def draw_study(result: StudyResult, folder: Path) -> list[Path]:
    """Draw the pictures that a study's assessments allow; return the files written.

    Parameters
    ----------
    result
        A study whose sessions are all done.
    folder
        Gets PDF, PNG, CSV and manifest of every picture, and the animation.
    """
    written: list[Path] = []
    for picture in study_pictures(result):
        written += save_picture(picture, folder, [result])
    for name in maps_of(result, restored=False):
        written += draw_animation(result, name, folder)
    return written


def study_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield the pictures that a study's assessments allow, none saved yet."""
    for name in maps_of(result, restored=False):
        yield from map_pictures(result, name)
    yield from _trajectories(result)
    yield from week_pictures(result)
    yield from dose_pictures(result)
    yield from _changes(result)
    for name in assessments_of(result, PairedPulse):
        yield from _excitability(result, name)
    for name in assessments_of(result, CuedMovement):
        yield from onset_pictures(result, name)
    yield from raster_pictures(result)
    yield from _weights(result)
    yield from _decomposition(result)
    yield from cause_pictures(result)


def course_of_study(result: StudyResult) -> Course:
    """Return what follows what, for pictures of trajectories."""
    course = result.study.course
    after: dict[str, str] = {}
    for arm, phases in course.arms.items():
        keys = [visit_key((arm, phase)) for phase in phases]
        after |= {later: earlier for earlier, later in pairwise(keys)}
    arms = tuple(visit_key(visit) for visit in result.visits if visit[0] != COMMON)
    labels = {visit_key(visit): label(result, visit) for visit in result.visits}
    return Course(trunk=tuple(course.phases), arms=arms, after=after, labels=labels)


def _trajectories(result: StudyResult) -> Iterator[Picture]:
    """Yield overlap and CoG distance over the visits; a map made once has no course."""
    pair = pair_name(result)
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
            {visit_key(v): result.values(name, measure, pair, *v) for v in shown},
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


def _excitability(result: StudyResult, name: str) -> Iterator[Picture]:
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
            {visit_key(v): result.values(assessment, measure, muscle, *v) for v in shown},
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
    course = _course_shown(result, shown)
    sources = visit_sources(result, names, shown)
    for number, page in enumerate(trajectory_pages(panels, course=course), start=1):
        figure = make_trajectories(page, course=course)
        yield Picture(page_stem(stem, number), title, figure, trajectory_table(page), sources)


def _course_shown(result: StudyResult, visits: list[Visit]) -> Course:
    """Return the part of the course that some visits make up."""
    course, shown = course_of_study(result), {visit_key(visit) for visit in visits}
    return Course(
        trunk=tuple(p for p in course.trunk if p in shown),
        arms=tuple(p for p in course.arms if p in shown),
        after={k: v for k, v in course.after.items() if k in shown and v in shown},
        labels=course.labels,
    )


def _changes(result: StudyResult) -> Iterator[Picture]:
    """Yield the forest plot of the paired changes in overlap, by contrast and map."""
    pair, names = pair_name(result), maps_of(result, restored=False)
    rows, counts = [], []
    sources: dict[str, tuple[str, ...]] = {}
    for name in names:
        for before, after in contrasts(result):
            e = effect(result, name, "overlap", pair, (before, after))
            if e.n < 3 or not np.isfinite(e.hedges_g_z):
                continue
            counts.append(e.n)
            title = f"{label(result, before)} → {label(result, after)}, {map_title(name)}"
            ends = (e.hedges_g_z, e.g_z_low, e.g_z_high)
            rows.append(ForestRow(title, *ends, n=e.n, condition=visit_key(after)))
            sources[title] = tuple(
                i for visit in (before, after) for i in session_ids(result, name, visit)
            )
    if not rows:
        return
    caption = (
        f"{describe_n(counts)}. Paired changes of the {pair} overlap as Hedges' g_z (mean "
        "change over the SD of the changes within subjects). Bars: 95 % interval over subjects "
        "(noncentral t). Subjects of the model differ less than people: compare signs, not sizes."
    )
    if "no_cause" in result.study.course.arms:
        caption += (
            " Practice without a cause (no cause), and maps made again without any change of "
            "weights (plasticity off), may change it too: compare with those rows."
        )
    direction = ("less overlap", "more overlap")
    title = f"Paired changes of the {pair} overlap as effect sizes"
    for number, page in enumerate(forest_pages(rows, caption=caption), start=1):
        figure = make_forest(page, caption=caption, kind="g_z", direction=direction)
        shown = {row.name: sources[row.name] for row in page}
        stem = page_stem("forest_changes", number)
        yield Picture(stem, title, figure, forest_table(page), shown)


def _weights(result: StudyResult) -> Iterator[Picture]:
    """Yield the mean weight of each plastic projection at the end of every phase."""
    study = result.study
    visits = [v for v in result.visits if study.phases[v[1]].practice]
    if len(visits) < 2:
        return
    means: dict[str, dict[str, list[float]]] = {n: {} for n in plastic_projections(study)}
    for visit in visits:
        for subject in result.subjects:
            for name, weights in result.weights(subject, *visit).items():
                means[name].setdefault(visit_key(visit), []).append(float(weights.mean()))
    rows = [
        ProjectionWeights(study.network.projections[name].label or name, values)
        for name, values in means.items()
    ]
    course = course_of_study(result)
    sources = visit_sources(result, [PRACTICE], visits)
    title = "Mean synaptic weights (internal to the model, never a measurement)"
    for number, page in enumerate(weight_pages(rows, course=course), start=1):
        stem = page_stem("weights", number)
        figure = make_weight_change(page, course=course, scale_of=rows)
        yield Picture(stem, title, figure, weight_table(page), sources)


def _decomposition(result: StudyResult) -> Iterator[Picture]:
    """Yield the overlap with each projection put back to its healthy weights."""
    study, pair = result.study, pair_name(result)
    names = maps_of(result, restored=True)
    plain = [
        n for n in maps_of(result, restored=False) if study.assessments[n].gaba_gain != "phase"
    ]
    if not names or not plain:
        return
    visit = visits_with(result, names[0])[0]
    reference = (COMMON, study.reference_phase)
    rows = []
    sources = {
        "everything": session_ids(result, plain[0], reference),
        "nothing": session_ids(result, plain[0], visit),
    }
    for name in names:
        restored = " + ".join(
            study.network.projections[p].label or p for p in study.assessments[name].restore
        )
        rows.append(Restored(restored, result.values(name, "overlap", pair, *visit)))
        sources[restored] = session_ids(result, name, visit)
    healthy = result.values(plain[0], "overlap", pair, *reference)
    clbp = result.values(plain[0], "overlap", pair, *visit)
    figure = make_decomposition(rows, healthy, clbp)
    table = decomposition_table(rows, healthy, clbp)
    title = f"{pair} overlap with each projection put back to its healthy weights"
    yield Picture("decomposition", title, figure, table, sources)
