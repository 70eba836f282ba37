"""Draw the annotated examples of ``read_a_figure.md`` from invented numbers.

``python docs/draw_examples.py`` writes ``docs/images/read/<kind>.png``. Every mark is a number in a
circle; what it points at stands under the same number on the page.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from cortex_sim.figures.decomposition import Restored, Unchanged, make_decomposition
from cortex_sim.figures.dose import DosePanel, make_dose
from cortex_sim.figures.forest import ForestRow, make_forest
from cortex_sim.figures.map_panel import MapPanel
from cortex_sim.figures.onsets import PhaseOnsets, make_onset_timeline
from cortex_sim.figures.over_weeks import WeekCurve, WeekPanel, make_over_weeks
from cortex_sim.figures.populations import RasterPopulation
from cortex_sim.figures.raster import make_raster
from cortex_sim.figures.story import make_story
from cortex_sim.figures.story_measure import StoryMeasure
from cortex_sim.figures.style import figure_files, use_style
from cortex_sim.figures.subjects import Course
from cortex_sim.figures.tms_maps import make_tms_maps
from cortex_sim.figures.trajectories import TrajectoryPanel, make_trajectories
from cortex_sim.figures.weights import ProjectionWeights, make_weight_change
from cortex_sim.pictures.contrasts import CAPTION

FOLDER = Path(__file__).resolve().parent / "images" / "read"
MUSCLES = ("TrA", "DM", "LES", "OE")
CENTRES = {"TrA": (-1.3, 1.1), "DM": (-0.65, -0.8), "LES": (0.65, -0.8), "OE": (1.3, 1.1)}
PHASES = ("healthy", "clbp", "motor_control_training", "no_training")
N = 8

Mark = tuple[float, float]
"""Where a number stands, as shares of the width and the height of the picture."""


def _random(kind: str) -> np.random.Generator:
    return np.random.default_rng(sum(kind.encode()))


def _by_phase(kind: str, levels: Sequence[float], spread: float) -> dict[str, np.ndarray]:
    rng = _random(kind)
    own = rng.normal(0.0, spread, N)
    return {
        phase: level + own + rng.normal(0.0, 0.4 * spread, N)
        for phase, level in zip(PHASES, levels, strict=True)
    }


LINE = np.arange(-3, 4) * 0.7
SITES = np.array([(x, y) for y in LINE for x in LINE])


def merged_map(shift: float) -> np.ndarray:
    """Return maps of all muscles, those of DM and LES moved towards each other."""
    columns = []
    for muscle in MUSCLES:
        x, y = CENTRES[muscle]
        x = x + shift * {"DM": 1.0, "LES": -1.0}.get(muscle, 0.0)
        columns.append(np.exp(-((SITES - (x, y)) ** 2).sum(axis=1) / 2 / 0.75**2))
    return np.stack(columns, axis=1)


def story() -> Figure:
    """Return a story with an arm that rests, and an onset that some subjects have not."""
    labels = ("healthy", "CLBP", "training", "no training")
    panels = [
        MapPanel(phase, label, merged_map(shift), SITES, 1, overlap)
        for phase, label, shift, overlap in zip(
            PHASES, labels, (0.0, 0.45, 0.1, 0.45), (0.15, 0.31, 0.18, 0.3), strict=True
        )
    ]
    overlap = [*_by_phase("story", (0.15, 0.31, 0.18, 0.3), 0.05).values()]
    onset = [*_by_phase("onset", (60.0, 130.0, 70.0, 125.0), 15.0).values()]
    onset[1][:2] = np.nan
    measures = [
        StoryMeasure("DM-LES overlap (0 to 1)", "Overlap, all subjects", overlap),
        StoryMeasure(
            "DM onset after the cue (ms)", "Onset, and centre of mass (hollow), all subjects",
            onset, beside=[values + 60.0 for values in onset],
        ),
    ]  # fmt: skip
    return make_story(
        panels, MUSCLES, ("DM", "LES"), measures, subject="subject 5", index=4,
        control="no_training", caption="",
    ).figure  # fmt: skip


def maps() -> Figure:
    """Return maps that merge, one of them with its centre of gravity outside of its area."""
    panels = []
    for phase, label, shift in (("healthy", "healthy", 0.0), ("clbp", "CLBP", 0.55)):
        mep = merged_map(shift)
        size = (
            np.array([1.0, 1.0, 1.0, 1.0]) if phase == "healthy" else np.array([0.9, 0.7, 1.2, 1])
        )
        if phase == "clbp":
            mep[:, 0] = 0.35
            mep[-1, 0] = 1.0
        overlap = 0.15 + shift / 2
        interval = (overlap - 0.04, overlap + 0.05)
        panels.append(MapPanel(phase, label, mep, SITES, N, overlap, interval, size))
    return make_tms_maps(panels, MUSCLES, pair=("DM", "LES")).figure


def onsets() -> Figure:
    """Return onsets, one before the cue and some missing, beside centres of mass."""
    rng = _random("onsets")
    healthy = rng.normal(0.0, 14.0, (N, 4)) + np.array([-45.0, -20.0, 25.0, 30.0])
    late = rng.normal(0.0, 20.0, (N, 4)) + np.array([30.0, 55.0, 10.0, 25.0])
    late[:2, 1], late[3, 0] = np.nan, -150.0
    centre = rng.normal(80.0, 15.0, (N, 4))
    phases = [
        PhaseOnsets("healthy", healthy, "healthy", centre),
        PhaseOnsets("clbp", late, "CLBP", centre + 30.0),
    ]
    return make_onset_timeline(phases, MUSCLES, cue_ms=-120.0).figure


def trajectories() -> Figure:
    """Return an overlap that rises and falls, with one odd subject."""
    values = _by_phase("trajectories", (0.15, 0.3, 0.18, 0.31), 0.02)
    values["clbp"][4] = 0.55
    return make_trajectories([TrajectoryPanel("DM-LES overlap", "0 to 1", values)]).figure


def over_visits() -> Figure:
    """Return a ratio that falls and rises again, with many visits in training: a learning curve."""
    after = ("after_1", "after_2", "after_4", "after_8")
    labels = ("1 session", "2 sessions", "4 sessions", "8 sessions")
    way = dict(zip(after, ("clbp", *after), strict=False))
    course = Course(
        ("healthy", "clbp"), after, way, dict(zip(after, labels, strict=True)) | {"clbp": "CLBP"}
    )
    rng, levels = _random("over_visits"), (0.45, 0.8, 0.74, 0.66, 0.6, 0.58)
    own = rng.normal(0.0, 0.05, N)
    values = {
        phase: level + own + rng.normal(0.0, 0.04, N)
        for phase, level in zip(("healthy", "clbp", *after), levels, strict=True)
    }
    panel = TrajectoryPanel("SICI of DM", "ratio", values, "conditioned over test response", 0.17)
    return make_trajectories([panel], course=course).figure


def contrasts() -> Figure:
    """Return contrasts that a study names: one planned, one within its bound, one unclear."""
    rows = [
        ForestRow("training (trained against rested): overlap of DM-LES", -1.2, -2.0, -0.5,
                  n=N, is_planned=True),
        ForestRow("forgotten (after the pause against before it): overlap of DM-LES", 0.1, -0.3,
                  0.5, n=N, bound=0.9, is_planned=False),
        ForestRow("onset (trained against rested): onset of DM", -0.6, -1.4, 0.2, n=N,
                  is_planned=False),
    ]  # fmt: skip
    caption = CAPTION.format(n=f"n = {N} subjects")
    return make_forest(rows, caption=caption, kind="g_z", direction=("less", "more")).figure


def forest() -> Figure:
    """Return effects beside published bands, one of them beyond the axis."""
    rows = [
        ForestRow("overlap, healthy to CLBP", 1.4, 0.7, 2.2, (0.4, 1.6), n=N),
        ForestRow("overlap, CLBP to training", -9.5, -14.0, -5.1, (-1.4, -0.2), n=N),
        ForestRow("onset of DM", 1.0, float("nan"), float("nan"), None, 3, (0.4, 0.9, 1.7)),
    ]
    return make_forest(rows, kind="g_av", direction=("falls", "rises")).figure


def weights() -> Figure:
    """Return a mean weight that stays, and its part between two muscles, which does not."""
    still = _by_phase("still", (0.298, 0.299, 0.300, 0.299), 0.0004)
    changing = _by_phase("weights", (0.3, 0.45, 0.36, 0.45), 0.01)
    name = "lateral L2/3 to L5"
    rows = [
        ProjectionWeights(name, still),
        ProjectionWeights(f"{name}, between DM and LES", changing),
    ]
    return make_weight_change(rows).figure


def dose() -> Figure:
    """Return an overlap that rises with the delay of the deep muscles."""
    rng, doses = _random("dose"), np.array([0.0, 40.0, 80.0, 120.0])
    values = 0.15 + 0.0012 * doses[:, None] + rng.normal(0.0, 0.02, (4, N))
    panel = DosePanel("delay of the deep muscles (ms)", "DM-LES overlap (0 to 1)", doses, values,
                      np.full(N, 0.15))  # fmt: skip
    return make_dose([[panel]], reference="healthy").figure


def over_weeks() -> Figure:
    """Return four arms over weeks; in the last one the maps are lost."""
    rng, weeks = _random("weeks"), np.array([0.0, 2.0, 4.0, 6.0])
    arms = {"1_per_week": (0.3, 0.75), "3_per_week": (0.27, 0.75), "as_before": (0.35, 0.7),
            "exercise_alone": (0.26, 0.35)}  # fmt: skip
    curves = {
        arm: WeekCurve(
            weeks,
            np.linspace(0.34, overlap, 4)[:, None] + rng.normal(0.0, 0.02, (4, N)),
            np.linspace(0.75, size, 4)[:, None] + rng.normal(0.0, 0.04, (4, N)),
        )
        for arm, (overlap, size) in arms.items()
    }
    panel = WeekPanel("", curves, 0.26)
    return make_over_weeks(
        [panel], pair="DM-LES", caption=f"n = {N} subjects.", start="CLBP", reference="healthy"
    ).figure


def raster() -> Figure:
    """Return spikes that follow the cue, muscle after muscle."""
    rng = _random("raster")
    owner = [muscle for muscle in MUSCLES for _ in range(10)]
    cells = rng.integers(0, 40, 900)
    times = rng.normal(80.0 + 35.0 * (cells // 10), 40.0)
    cortex = rng.uniform(0.0, 600.0, 700), rng.integers(0, 120, 700)
    bands = [
        RasterPopulation("L5 cells", *cortex, 120, max_rows=60, rate="total"),
        RasterPopulation("motoneurons", times, cells, 40, owner, rate="by_muscle"),
    ]
    return make_raster(bands, window_ms=(0.0, 600.0), prime_mover_ms=120.0).figure


def decomposition() -> Figure:
    """Return overlaps with one projection at a time put back to its healthy weights."""
    base = _by_phase("decomposition", (0.15, 0.3, 0.3, 0.3), 0.02)
    rows = [
        Restored("L2/3 to L5", base["clbp"] - 0.14),
        Restored("corticospinal", base["clbp"] + 0.01),
    ]
    ends = (
        Unchanged(phase, label, base[phase])
        for phase, label in (("healthy", "healthy"), ("clbp", "CLBP"))
    )
    return make_decomposition(rows, *ends, measure="DM-LES overlap (0 to 1)").figure


EXAMPLES: dict[str, tuple[Callable[[], Figure], Sequence[Mark]]] = {
    "story": (
        story,
        [
            (0.162, 0.862),
            (0.755, 0.922),
            (0.41, 0.583),
            (0.545, 0.6),
            (0.7, 0.6),
            (0.585, 0.325),
            (0.375, 0.29),
        ],
    ),
    "maps": (maps, [(0.322, 0.865), (0.145, 0.6), (0.285, 0.478), (0.655, 0.703), (0.593, 0.345)]),
    "onsets": (
        onsets,
        [(0.236, 0.33), (0.36, 0.82), (0.19, 0.527), (0.95, 0.54), (0.85, 0.78)],
    ),
    "trajectories": (trajectories, [(0.34, 0.61), (0.457, 0.9), (0.62, 0.79), (0.93, 0.86)]),
    "over_visits": (
        over_visits,
        [(0.175, 0.88), (0.385, 0.9), (0.775, 0.69), (0.585, 0.6)],
    ),
    "forest": (forest, [(0.535, 0.8), (0.3, 0.583), (0.672, 0.583), (0.3, 0.43)]),
    "contrasts": (contrasts, [(0.055, 0.752), (0.26, 0.615), (0.565, 0.478), (0.975, 0.615)]),
    "weights": (weights, [(0.6, 0.909), (0.93, 0.909), (0.4, 0.52), (0.9, 0.45)]),
    "dose": (dose, [(0.21, 0.7), (0.69, 0.87), (0.93, 0.55)]),
    "over_weeks": (over_weeks, [(0.24, 0.82), (0.24, 0.635), (0.3, 0.16)]),
    "raster": (raster, [(0.08, 0.969), (0.6, 0.969), (0.86, 0.62), (0.83, 0.335)]),
    "decomposition": (decomposition, [(0.345, 0.955), (0.93, 0.955), (0.6, 0.78)]),
}
"""How each kind is drawn, and where its marks are."""


def annotated(kind: str) -> bytes:
    """Return the example of a kind as PNG, with its marks."""
    draw, marks = EXAMPLES[kind]
    figure = draw()
    with use_style():
        for number, (x, y) in enumerate(marks, start=1):
            figure.text(
                x, y, str(number), fontsize=7, fontweight="bold", ha="center", va="center",
                color="white", zorder=20,
                bbox={"boxstyle": "circle,pad=0.25", "facecolor": "#c2185b", "linewidth": 0},
            )  # fmt: skip
    return figure_files(figure)["png"]


def main() -> None:
    """Write all examples."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for kind in EXAMPLES:
        path = FOLDER / f"{kind}.png"
        path.write_bytes(annotated(kind))
        print(path)


if __name__ == "__main__":
    main()
