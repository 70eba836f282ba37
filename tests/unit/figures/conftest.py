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
from cortex_sim.figures.cause_shares import CauseShare, make_cause_shares
from cortex_sim.figures.decomposition import Restored, Unchanged, make_decomposition
from cortex_sim.figures.dose import DosePanel, make_dose
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.forest import ForestRow, make_forest
from cortex_sim.figures.map_panel import MapPanel
from cortex_sim.figures.onsets import PhaseOnsets, make_onset_timeline
from cortex_sim.figures.populations import RasterPopulation
from cortex_sim.figures.raster import make_raster
from cortex_sim.figures.sensitivity import SensitivityRow, make_sensitivity
from cortex_sim.figures.style import use_style
from cortex_sim.figures.tms_maps import make_tms_maps
from cortex_sim.figures.trajectories import TrajectoryPanel, make_trajectories
from cortex_sim.figures.weights import ProjectionWeights, make_weight_change

PHASES = ("healthy", "clbp", "motor_control_training", "no_training", "my_own_arm")
MUSCLES = ("TrA", "DM", "LES", "OE")
CENTRES_MM = {"TrA": (-1.3, 1.1), "DM": (-0.65, -0.8), "LES": (0.65, -0.8), "OE": (1.3, 1.1)}


class Example:
    """Plausible data of n subjects in 5 phases; the first subject is missing in the last."""

    def __init__(self, n_subjects: int) -> None:
        self.n = n_subjects
        self.rng = np.random.default_rng(n_subjects)
        line = np.arange(-3, 4) * 0.7
        self.xy_mm = np.array([(x, y) for y in line for x in line])

    def values(self, level: float) -> dict[str, np.ndarray]:
        drawn = {phase: level * self.rng.uniform(0.8, 1.2, self.n) for phase in PHASES}
        if self.n > 1:
            drawn[PHASES[-1]][0] = np.nan
        return drawn

    def maps(self) -> list[MapPanel]:
        panels = []
        for phase in PHASES[:2]:
            d2 = [((self.xy_mm - CENTRES_MM[name]) ** 2).sum(axis=1) for name in MUSCLES]
            mep = np.exp(-np.stack(d2, axis=1) / 2 / 0.75**2)
            mep[0, :] = np.nan
            panels.append(MapPanel(phase, phase, mep, self.xy_mm, self.n))
        panels[1].mep[:, 0] = 0.0
        return panels

    def trajectories(self) -> list[TrajectoryPanel]:
        return [
            TrajectoryPanel("DM–LES overlap", "0 to 1", self.values(0.3), "in-phase map"),
            TrajectoryPanel("DM–LES CoG distance", "mm", self.values(1.2), "in-phase map"),
        ]

    def onsets(self) -> list[PhaseOnsets]:
        drawn = [self.rng.normal(0.0, 40.0, (self.n, len(MUSCLES))) for _ in PHASES]
        drawn[1][:, 0] = np.nan
        return [PhaseOnsets(*pair) for pair in zip(PHASES, drawn, strict=True)]

    def populations(self) -> list[RasterPopulation]:
        rng, owner = self.rng, [name for name in MUSCLES for _ in range(5)]
        spikes = [(rng.uniform(-100, 600, 80), rng.integers(0, 20, 80)) for _ in range(2)]
        return [
            RasterPopulation("PV cells", *spikes[0], 20, max_rows=10, rate="total"),
            RasterPopulation("motoneurons", *spikes[1], 20, owner, rate="by_muscle"),
        ]

    def weights(self) -> list[ProjectionWeights]:
        names = ("corticospinal (E to motoneurons)", "horizontal (E to E)")
        return [ProjectionWeights(name, self.values(0.4)) for name in names]

    def restored(self) -> tuple[list[Restored], Unchanged, Unchanged]:
        overlap = self.values(0.3)
        rows = [Restored("corticospinal (E to motoneurons)", overlap["my_own_arm"])]
        ends = (("healthy", "healthy"), ("clbp", "CLBP"))
        return rows, *(Unchanged(*names, overlap[names[0]]) for names in ends)

    def effects(self) -> list[ForestRow]:
        nan = float("nan")
        return [
            ForestRow("overlap, healthy to CLBP", 1.9, 0.8, 3.0, (0.9, 2.0)),
            ForestRow("overlap, CLBP to motor control training " * 2, -1.2, -2.0, -0.4),
            ForestRow("silent period", nan, nan, nan, (-0.5, 0.5)),
            ForestRow("onset", 0.4, nan, nan),
            ForestRow("SICI", 0.0, -0.5, 0.5),
        ]

    def doses(self) -> list[list[DosePanel]]:
        rows, doses = [], np.array([0.4, 0.55, 0.7])
        for name in ("DM-LES overlap, structural map (0 to 1)", "DM onset after the cue (ms)"):
            values = list(self.values(0.3).values())
            rows.append(
                [
                    DosePanel(what, name, doses, np.stack(values[:3]), values[3])
                    for what in ("GABA_A gain (1 = healthy)", "delay of the deep muscles (ms)")
                ]
            )
        return rows

    def shares(self) -> list[CauseShare]:
        made, lost = Share(0.62, 0.5, 0.8, 5), Share(-0.05, -0.1, 0.02, 5)
        names = ("delay_alone", "without_delay")
        return [CauseShare(name, made, lost, names) for name in ("delay of muscles", "BDNF")]

    def screening(self) -> list[SensitivityRow]:
        return [
            SensitivityRow("GABA_A gain in CLBP", -0.1, 0.11, 0.03, 0.05),
            SensitivityRow("delay of the deep muscles", 0.04, 0.06, 0.02, 0.02),
        ]


MAKERS: dict[str, Callable[[Example], Drawing]] = {
    "tms_maps": lambda data: make_tms_maps(
        data.maps(), MUSCLES, pair=("DM", "LES"), names={"DM": "deep multifidus"}
    ),
    "trajectories": lambda data: make_trajectories(data.trajectories()),
    "onsets": lambda data: make_onset_timeline(data.onsets(), MUSCLES),
    "raster": lambda data: make_raster(
        data.populations(), window_ms=(-100, 600), prime_mover_ms=120
    ),
    "weights": lambda data: make_weight_change(data.weights()),
    "decomposition": lambda data: make_decomposition(
        *data.restored(), measure="DM-LES overlap (0 to 1)", note="Structural map: 18 mV."
    ),
    "dose": lambda data: make_dose(data.doses(), reference="healthy"),
    "cause_shares": lambda data: make_cause_shares(data.shares(), caption="n = 5 subjects."),
    "sensitivity": lambda data: make_sensitivity(
        data.screening(), measure="DM-LES overlap in CLBP", unit="0 to 1", caption="n = 5 points."
    ),
    "forest": lambda data: make_forest(data.effects(), caption="n = 5 subjects. Bars: 95 %."),
}


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
