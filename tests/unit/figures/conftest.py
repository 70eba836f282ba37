import dataclasses
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from cortex_sim.analysis.shares import Share
from cortex_sim.figures.beside import BesidePanel, make_beside
from cortex_sim.figures.cause_shares import CauseShare, make_cause_shares
from cortex_sim.figures.decomposition import Restored, Unchanged, make_decomposition
from cortex_sim.figures.dose import DosePanel, make_dose
from cortex_sim.figures.dots import DotGroup, make_dots
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.forest import ForestRow, make_forest
from cortex_sim.figures.heat_map import make_heat_map
from cortex_sim.figures.map_panel import MapPanel
from cortex_sim.figures.measured_curve import MeasuredCurve, make_measured_curve
from cortex_sim.figures.measured_map import make_measured_map
from cortex_sim.figures.onsets import PhaseOnsets, make_onset_timeline
from cortex_sim.figures.over_weeks import WeekCurve, WeekPanel, make_over_weeks
from cortex_sim.figures.populations import RasterPopulation
from cortex_sim.figures.raster import make_raster
from cortex_sim.figures.sensitivity import SensitivityRow, make_sensitivity
from cortex_sim.figures.story import make_story
from cortex_sim.figures.story_measure import StoryMeasure
from cortex_sim.figures.style import use_style
from cortex_sim.figures.tms_maps import make_tms_maps
from cortex_sim.figures.trajectories import TrajectoryPanel, make_trajectories
from cortex_sim.figures.weights import ProjectionWeights, make_weight_change

PHASES = ("healthy", "clbp", "motor_control_training", "no_training", "my_own_arm")
MUSCLES = ("TrA", "DM", "LES", "OE")
CENTRES_MM = ((-1.3, 1.1), (-0.65, -0.8), (0.65, -0.8), (1.3, 1.1))


class Example:
    """Plausible data of n subjects in 5 phases; the first subject is missing in the last."""

    phases, muscles, suffix = PHASES, MUSCLES, ""
    """Names of phases and muscles, and what all other names end in."""

    def __init__(self, n_subjects: int) -> None:
        self.n = n_subjects
        self.rng = np.random.default_rng(n_subjects)
        line = np.arange(-3, 4) * 0.7
        self.xy_mm = np.array([(x, y) for y in line for x in line])
        self.pair = self.muscles[1:3]

    @property
    def caption(self) -> str:
        return f"n = {self.n} subjects{self.suffix}."

    @property
    def labels(self) -> list[str]:
        return [phase.replace("_", " ") for phase in self.phases]

    def values(self, level: float) -> dict[str, np.ndarray]:
        drawn = {phase: level * self.rng.uniform(0.8, 1.2, self.n) for phase in self.phases}
        if self.n > 1:
            drawn[self.phases[-1]][0] = np.nan
        return drawn

    def maps(self) -> list[MapPanel]:
        panels = []
        for phase, label in zip(self.phases[:2], self.labels, strict=False):
            d2 = [((self.xy_mm - centre) ** 2).sum(axis=1) for centre in CENTRES_MM]
            mep = np.exp(-np.stack(d2, axis=1) / 2 / 0.75**2)
            mep[0, :] = np.nan
            panels.append(MapPanel(phase, label, mep, self.xy_mm, self.n))
        panels[1].mep[:, 0] = 0.0
        return panels

    def trajectories(self) -> list[TrajectoryPanel]:
        title = f"in-phase map{self.suffix}"
        return [
            TrajectoryPanel(f"DM–LES overlap{self.suffix}", "0 to 1", self.values(0.3), title),
            TrajectoryPanel(f"DM–LES CoG distance{self.suffix}", "mm", self.values(1.2), title),
        ]

    def onsets(self) -> list[PhaseOnsets]:
        drawn = [self.rng.normal(0.0, 40.0, (self.n, len(self.muscles))) for _ in self.phases]
        drawn[1][:, 0] = np.nan
        return [PhaseOnsets(*pair) for pair in zip(self.phases, drawn, strict=True)]

    def populations(self) -> list[RasterPopulation]:
        rng, owner = self.rng, [name for name in self.muscles for _ in range(5)]
        spikes = [(rng.uniform(-100, 600, 80), rng.integers(0, 20, 80)) for _ in range(2)]
        name = f"PV cells{self.suffix}"
        return [
            RasterPopulation(name, *spikes[0], 20, max_rows=10, rate="total"),
            RasterPopulation("motoneurons", *spikes[1], 20, owner, rate="by_muscle"),
        ]

    def weights(self) -> list[ProjectionWeights]:
        names = ("corticospinal (E to motoneurons)", "horizontal (E to E)")
        return [ProjectionWeights(f"{name}{self.suffix}", self.values(0.4)) for name in names]

    def restored(self) -> tuple[list[Restored], Unchanged, Unchanged]:
        overlap = self.values(0.3)
        label = f"corticospinal (E to motoneurons){self.suffix}"
        before, after = (
            Unchanged(phase, name, overlap[phase])
            for phase, name in zip(self.phases[:2], self.labels, strict=False)
        )
        return [Restored(label, overlap[self.phases[-1]])], before, after

    def effects(self) -> list[ForestRow]:
        nan = float("nan")
        rows = [
            ForestRow("overlap, healthy to CLBP", 1.9, 0.8, 3.0, (0.9, 2.0)),
            ForestRow("overlap, CLBP to motor control training " * 2, -1.2, -2.0, -0.4),
            ForestRow("silent period", nan, nan, nan, (-0.5, 0.5)),
            ForestRow("onset", 0.4, nan, nan),
            ForestRow("SICI", 0.0, -0.5, 0.5),
        ]
        return [dataclasses.replace(row, name=f"{row.name}{self.suffix}") for row in rows]

    def doses(self) -> list[list[DosePanel]]:
        rows, doses = [], np.array([0.4, 0.55, 0.7])
        causes = ("GABA_A gain (1 = healthy)", "delay of the deep muscles (ms)")
        for name in ("DM-LES overlap, structural map (0 to 1)", "DM onset after the cue (ms)"):
            *values, last = list(self.values(0.3).values())[:4]
            both = [(f"{cause}{self.suffix}", f"{name}{self.suffix}") for cause in causes]
            rows.append([DosePanel(*labels, doses, np.stack(values), last) for labels in both])
        return rows

    def shares(self) -> list[CauseShare]:
        made, lost = Share(0.62, 0.5, 0.8, 5), Share(-0.05, -0.1, 0.02, 5)
        arms = ("delay_alone", "without_delay")
        names = ("delay of muscles", "BDNF")
        return [CauseShare(f"{name}{self.suffix}", made, lost, arms) for name in names]

    def screening(self) -> list[SensitivityRow]:
        return [
            SensitivityRow(f"GABA_A gain in CLBP{self.suffix}", -0.1, 0.11, 0.03, 0.05),
            SensitivityRow(f"delay of the deep muscles{self.suffix}", 0.04, 0.06, 0.02, 0.02),
        ]

    def story(self) -> tuple[list[MapPanel], list[StoryMeasure]]:
        one = dataclasses.replace(self.maps()[0], n_subjects=1, overlap=0.2)
        named = list(zip(self.phases, self.labels, strict=True))[:4]
        panels = [dataclasses.replace(one, phase=phase, label=label) for phase, label in named]
        values, pair = list(self.values(0.3).values())[:4], "-".join(self.pair)
        return panels, [
            StoryMeasure(f"{pair} overlap (0 to 1)", "Overlap, all subjects", values),
            StoryMeasure(f"{self.pair[0]} onset after the cue (ms)", "Onset", values),
        ]

    def weeks(self, n_arms: int) -> list[WeekPanel]:
        weeks = np.array([0.0, 2.0, 6.0])
        curves = {
            arm: WeekCurve(weeks, *self.rng.uniform(0.2, 0.9, (2, 3, self.n)))
            for arm in self.phases[:n_arms]
        }
        return [WeekPanel(f"{name}{self.suffix}", curves, 0.25) for name in ("Val", "Met")]

    def dots(self) -> list[DotGroup]:
        cases, band = tuple(self.rng.uniform(0.5, 1.5, (2, self.n))), (0.8, 1.2)
        return [DotGroup(f"{name}{self.suffix}", cases, band) for name in ("low", "high")]

    def curves(self) -> list[MeasuredCurve]:
        intensity, nan = np.repeat(np.arange(40.0, 90.0, 10.0), 3), float("nan")
        mep = 2 / (1 + np.exp((60 - intensity) / 5)) + self.rng.uniform(0, 0.2, len(intensity))
        fits = [(2.0, 60.0, 5.0), (nan, nan, nan)]
        return [MeasuredCurve(f"DM{self.suffix}", intensity, mep, fit) for fit in fits]

    def beside(self) -> list[BesidePanel]:
        title, people = f"DM-LES overlap, structural map{self.suffix}", np.array([0.3, np.nan])
        measure = f"overlap (0 to 1){self.suffix}"
        return [BesidePanel(title, measure, tuple(self.values(0.3).values()), people)] * 2


class LongExample(Example):
    """As `Example`, with names as long as a careful user makes them."""

    phases = (
        "healthy_before_the_first_episode",
        "chronic_low_back_pain_with_fear_of_movement",
        "motor_control_training_of_the_deep_muscles",
        "no_training_but_usual_care_in_primary_care",
        "graded_exposure_and_education_three_times_a_week",
    )
    muscles = ("transversus", "multifidusL5", "longissimus", "obliquusExternus")
    suffix = " of the second and third cohort, measured at the six-month visit"


MAKERS: dict[str, Callable[[Example], Drawing]] = {
    "tms_maps": lambda data: make_tms_maps(
        data.maps(), data.muscles, pair=data.pair, names={data.pair[0]: "deep multifidus"}
    ),
    "trajectories": lambda data: make_trajectories(data.trajectories()),
    "onsets": lambda data: make_onset_timeline(data.onsets(), data.muscles),
    "raster": lambda data: make_raster(
        data.populations(), window_ms=(-100, 600), prime_mover_ms=120
    ),
    "weights": lambda data: make_weight_change(data.weights()),
    "decomposition": lambda data: make_decomposition(
        *data.restored(),
        measure=f"DM-LES overlap (0 to 1){data.suffix}",
        note="Structural map: 18 mV.",
    ),
    "dose": lambda data: make_dose(data.doses(), reference="healthy"),
    "cause_shares": lambda data: make_cause_shares(data.shares(), caption=data.caption),
    "sensitivity": lambda data: make_sensitivity(
        data.screening(),
        measure=f"DM-LES overlap{data.suffix}",
        unit="0 to 1",
        caption=data.caption,
    ),
    "forest": lambda data: make_forest(data.effects(), caption=data.caption),
    "story": lambda data: story_of(data),
    "over_weeks": lambda data: weeks_of(data, 3),
    "week_grid": lambda data: weeks_of(data, 4),
    "dots": lambda data: make_dots(
        data.dots(), measure=f"EPSP ratio{data.suffix}", caption=data.caption
    ),
    "beside": lambda data: make_beside(
        data.beside(),
        visits=data.labels,
        people=[f"{name}{data.suffix}" for name in ("anna pre", "ben")],
        caption=data.caption,
    ),
    "heat_map": lambda data: make_heat_map(
        np.array([[0.1, 0.2], [np.nan, 0.4]]),
        ["0 ms", "40 ms"],
        [1.0, 0.5],
        x_label=f"delay{data.suffix}",
        y_label=f"GABA_A gain{data.suffix}",
        measure=f"DM-LES overlap{data.suffix}",
        caption=data.caption,
    ),
    "measured_curve": lambda data: make_measured_curve(data.curves(), "%"),
    "measured_map": lambda data: make_measured_map(data.muscles, data.maps()[0].mep, data.xy_mm),
}


def story_of(data: Example) -> Drawing:
    panels, measures = data.story()
    return make_story(
        panels,
        data.muscles,
        data.pair,
        measures,
        subject="subject 1101",
        index=0,
        control=data.phases[3],
        caption=data.caption,
    )


def weeks_of(data: Example, n_arms: int) -> Drawing:
    return make_over_weeks(
        data.weeks(n_arms),
        pair="-".join(data.pair),
        caption=data.caption,
        start=data.labels[1],
        reference=data.labels[0],
    )


@pytest.fixture
def example() -> Example:
    return Example(5)


@pytest.fixture
def one_subject() -> Example:
    return Example(1)


@pytest.fixture
def axes() -> Axes:
    return Figure().subplots()


@pytest.fixture(scope="session")
def makers() -> dict[str, Callable[[Example], Drawing]]:
    return MAKERS


@pytest.fixture(params=MAKERS, scope="session")
def maker(request: pytest.FixtureRequest) -> Callable[[Example], Drawing]:
    return MAKERS[request.param]


@pytest.fixture(scope="session")
def figure(maker: Callable[[Example], Drawing]) -> Figure:
    """Return one picture of 5 subjects, the same object in all tests: do not change it."""
    return maker(Example(5)).figure


@pytest.fixture(scope="session")
def figure_of_long_names(maker: Callable[[Example], Drawing]) -> Figure:
    """Return one picture whose names are long, the same object in all tests."""
    return maker(LongExample(5)).figure


def visible_texts(figure: Figure) -> dict[Text, Bbox]:
    """Draw the figure and return where its horizontal and vertical texts are, in pixels."""
    with use_style():
        renderer = FigureCanvasAgg(figure).get_renderer()
        figure.draw(renderer)
        seen = [
            text
            for text in set(figure.findobj(Text)) - _undrawn_tick_labels(figure)
            if text.get_visible() and text.get_text().strip() and text.get_rotation() % 90 == 0
        ]
        return {text: text.get_window_extent(renderer) for text in seen}


def _undrawn_tick_labels(figure: Figure) -> set[Text]:
    """Return the labels of ticks outside the limits, which exist but are not drawn."""
    labels = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            drawn = axis._update_ticks() if axes.get_visible() and axes.axison else []
            for tick in {*axis.get_major_ticks(), *axis.get_minor_ticks()} - set(drawn):
                labels |= {tick.label1, tick.label2}
    return labels


def clashes(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of texts that overlap by more than a pixel."""
    boxes = visible_texts(figure)
    pairs = []
    for (a, box_a), (b, box_b) in combinations(boxes.items(), 2):
        shared = Bbox.intersection(box_a, box_b)
        if shared is not None and shared.width > 1 and shared.height > 1:
            pairs.append((a.get_text(), b.get_text()))
    return pairs


@pytest.fixture
def text_clashes() -> Callable[[Figure], list[tuple[str, str]]]:
    return clashes


@pytest.fixture
def text_boxes() -> Callable[[Figure], dict[Text, Bbox]]:
    return visible_texts
