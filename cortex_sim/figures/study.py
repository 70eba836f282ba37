"""All pictures of a study, from its stored results."""

from itertools import pairwise
from pathlib import Path

import numpy as np

from cortex_sim.analysis.maps import normalise_map
from cortex_sim.config.course import Assessment, CuedMovement, TmsMap
from cortex_sim.course.collect import StudyResult
from cortex_sim.course.plan import COMMON
from cortex_sim.figures import (
    Course,
    MapPanel,
    PhaseOnsets,
    ProjectionWeights,
    RasterPopulation,
    Restored,
    TrajectoryPanel,
    decomposition_table,
    make_decomposition,
    make_onset_timeline,
    make_raster,
    make_tms_maps,
    make_trajectories,
    make_weight_change,
    nearest_muscle,
    onset_table,
    raster_table,
    save_figure,
    tms_map_table,
    trajectory_table,
    weight_table,
)
from cortex_sim.model.state import plastic_projections
from cortex_sim.model.subject import draw_anatomy
from cortex_sim.muscles.sequences import resolve_sequence

Visit = tuple[str, str]
POPULATION_LABELS = {
    "cue": "cue cells",
    "afferent": "afferents",
    "pv": "PV cells",
    "exc": "excitatory cells",
    "motoneuron": "motoneurons",
}


def draw_study(result: StudyResult, folder: Path) -> list[Path]:
    """Draw the pictures that a study's assessments allow; return the files written.

    Parameters
    ----------
    result
        A study whose sessions are all done.
    folder
        Gets PDF, PNG and CSV of every picture.
    """
    written: list[Path] = []
    for name in _maps(result, restored=False):
        written += _draw_maps(result, name, folder)
    written += _draw_trajectories(result, folder)
    for name in _assessments(result, CuedMovement):
        written += _draw_onsets(result, name, folder)
    written += _draw_raster(result, folder)
    written += _draw_weights(result, folder)
    written += _draw_decomposition(result, folder)
    return written


def visit_key(visit: Visit) -> str:
    """Return the name of a visit in figures and their tables."""
    arm, phase = visit
    return phase if arm in (COMMON, phase) else f"{arm}_{phase}"


def course_of_study(result: StudyResult) -> Course:
    """Return what follows what, for pictures of trajectories."""
    course = result.study.course
    after: dict[str, str] = {}
    for arm, phases in course.arms.items():
        keys = [visit_key((arm, phase)) for phase in phases]
        after |= {later: earlier for earlier, later in pairwise(keys)}
    arms = tuple(visit_key(visit) for visit in result.visits if visit[0] != COMMON)
    return Course(trunk=tuple(course.phases), arms=arms, after=after)


def pair_name(result: StudyResult) -> str:
    """Return the primary pair of muscles as measures name it, in the muscles' order."""
    names = result.study.muscle_names
    return "-".join(sorted(result.study.primary_pair, key=names.index))


def _assessments(result: StudyResult, kind: type[Assessment]) -> list[str]:
    """Return the assessments of a kind that some visit has."""
    study = result.study
    visited = {name for _, phase in result.visits for name in study.phases[phase].visit}
    return [n for n, a in study.assessments.items() if n in visited and isinstance(a, kind)]


def _maps(result: StudyResult, *, restored: bool) -> list[str]:
    names = _assessments(result, TmsMap)
    return [n for n in names if bool(result.study.assessments[n].restore) == restored]


def _visits_with(result: StudyResult, name: str) -> list[Visit]:
    return [v for v in result.visits if name in result.study.phases[v[1]].visit]


def _label(result: StudyResult, visit: Visit) -> str:
    arm, phase = visit
    own = result.study.phases[phase].label or phase.replace("_", " ")
    return own if arm in (COMMON, phase) else f"{arm.replace('_', ' ')}: {own}"


def _draw_maps(result: StudyResult, name: str, folder: Path) -> list[Path]:
    muscles = result.study.muscle_names
    panels = []
    for visit in _visits_with(result, name):
        records = [result.record(result.session(s, *visit, name)) for s in result.subjects]
        means = np.array([record.arrays["mep"].values.mean(axis=1) for record in records])
        normalised = [np.apply_along_axis(normalise_map, 0, mean) for mean in means]
        overlaps = result.values(name, "overlap", pair_name(result), *visit)
        panels.append(
            MapPanel(
                phase=visit_key(visit),
                label=_label(result, visit),
                mep=np.mean(normalised, axis=0),
                xy_mm=records[0].arrays["site"].values,
                n_subjects=len(records),
                overlap=float(np.nanmean(overlaps)) if np.isfinite(overlaps).any() else None,
            )
        )
    pair = result.study.primary_pair
    figure = make_tms_maps(panels, muscles, pair=pair)
    return save_figure(figure, folder, f"tms_{name}", tms_map_table(panels, muscles, pair=pair))


def _draw_trajectories(result: StudyResult, folder: Path) -> list[Path]:
    pair = pair_name(result)
    panels = []
    for measure, unit, title in (
        ("overlap", "0 to 1", f"{pair} overlap"),
        ("cog_distance", "mm", f"{pair} CoG distance"),
    ):
        for name in _maps(result, restored=False):
            values = {
                visit_key(v): result.values(name, measure, pair, *v)
                for v in _visits_with(result, name)
            }
            panels.append(
                TrajectoryPanel(
                    title, unit, values, name.replace("map_", "").replace("_", "-") + " map"
                )
            )
    if not panels or len(panels[0].values) < 2:
        return []
    course = _course_of_panels(result, panels)
    figure = make_trajectories(panels, course=course)
    return save_figure(figure, folder, "overlap_and_cog", trajectory_table(panels))


def _course_of_panels(result: StudyResult, panels: list[TrajectoryPanel]) -> Course:
    course = course_of_study(result)
    shown = set.intersection(*(set(panel.values) for panel in panels))
    return Course(
        trunk=tuple(p for p in course.trunk if p in shown),
        arms=tuple(p for p in course.arms if p in shown),
        after={k: v for k, v in course.after.items() if k in shown and v in shown},
    )


def _draw_onsets(result: StudyResult, name: str, folder: Path) -> list[Path]:
    muscles = result.study.muscle_names
    phases = [
        PhaseOnsets(
            visit_key(visit),
            np.column_stack(
                [result.values(name, "onset_to_prime_mover", m, *visit) for m in muscles]
            ),
        )
        for visit in _visits_with(result, name)
    ]
    figure = make_onset_timeline(phases, muscles)
    return save_figure(figure, folder, f"onsets_{name}", onset_table(phases, muscles))


def _draw_raster(result: StudyResult, folder: Path) -> list[Path]:
    """Draw one trial of the first subject in each phase of the common past."""
    study, subject = result.study, result.subjects[0]
    written = []
    for name in [n for n, a in study.assessments.items() if a.kind == "baseline"]:
        for visit in _visits_with(result, name):
            spec = result.session(subject, *visit, name).spec
            if visit[0] != COMMON or spec["sequence"] is None:
                continue
            bands = _bands(result, subject, visit, name)
            sequence = next(
                p.sequence for p in reversed(study.phases[visit[1]].practice) if p.sequence
            )
            resolved = resolve_sequence(study.sequences, sequence)
            figure = make_raster(
                bands,
                window_ms=(0.0, resolved.trial_duration * 1e3),
                prime_mover_ms=resolved.prime_mover_onset * 1e3,
                note=f"Subject {subject}, {_label(result, visit)}, second recorded trial.",
            )
            written += save_figure(
                figure, folder, f"raster_{visit_key(visit)}", raster_table(bands)
            )
    return written


def _bands(result: StudyResult, subject: int, visit: Visit, name: str) -> list[RasterPopulation]:
    study = result.study
    record = result.record(result.session(subject, *visit, name))
    anatomy = draw_anatomy(study, subject)
    period = record.spec["sequence"]["trial_duration"]
    trial_ms = float(period.split()[0]) if isinstance(period, str) else period * 1e3
    bands = []
    for key in ("cue", "afferent", "pv", "exc", "motoneuron"):
        if key not in record.spikes:
            continue
        spikes = record.spikes[key]
        time = spikes.timestamps_ms
        inside = (time >= trial_ms) & (time < 2 * trial_ms)
        positions = anatomy.positions_mm[key]
        has_place = bool(np.isfinite(positions).all())
        bands.append(
            RasterPopulation(
                label=POPULATION_LABELS[key],
                time_ms=time[inside] - trial_ms,
                cell=spikes.node_ids[inside].astype(np.int64),
                n_cells=len(positions),
                muscle=nearest_muscle(positions, study.muscle_names, anatomy.centres_mm)
                if has_place
                else None,
                rate="by_muscle"
                if key == "motoneuron"
                else "total"
                if key in ("exc", "pv")
                else None,
            )
        )
    return bands


def _draw_weights(result: StudyResult, folder: Path) -> list[Path]:
    """Draw the mean weight of each plastic projection at the end of every phase."""
    study = result.study
    visits = [v for v in result.visits if study.phases[v[1]].practice]
    if len(visits) < 2:
        return []
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
    figure = make_weight_change(rows, course=course)
    return save_figure(figure, folder, "weights", weight_table(rows))


def _draw_decomposition(result: StudyResult, folder: Path) -> list[Path]:
    """Draw the overlap with each projection put back to its healthy weights."""
    study, pair = result.study, pair_name(result)
    names = _maps(result, restored=True)
    plain = [n for n in _maps(result, restored=False) if study.assessments[n].gaba_gain != "phase"]
    if not names or not plain:
        return []
    visit = _visits_with(result, names[0])[0]
    rows = []
    for name in names:
        restored = " + ".join(
            study.network.projections[p].label or p for p in study.assessments[name].restore
        )
        rows.append(Restored(restored, result.values(name, "overlap", pair, *visit)))
    healthy = result.values(plain[0], "overlap", pair, COMMON, study.reference_phase)
    clbp = result.values(plain[0], "overlap", pair, *visit)
    figure = make_decomposition(rows, healthy, clbp)
    return save_figure(figure, folder, "decomposition", decomposition_table(rows, healthy, clbp))
