"""How MEPs and EMGs of people are read: criteria and windows, with their sources."""

import math
from dataclasses import dataclass
from typing import Literal

from cortex_sim.analysis.arrays import check_positive, check_window, check_within
from cortex_sim.analysis.emg import OnsetMethod
from cortex_sim.analysis.interpolation import Interpolation

State = Literal["rest", "active"]

CRITERION_MV = {"rest": 0.05, "active": 0.2}
"""MEP from which a pulse was answered: 50 µV at rest, 200 µV during a contraction (Rossini et al.
2015, 10.1016/j.clinph.2015.02.001)."""


@dataclass(frozen=True)
class Reading:
    """Settings of a measurement.

    Attributes
    ----------
    state
        At rest or during a contraction: the name of the threshold, and its criterion.
    criterion_mv
        MEP from which a pulse was answered; None is that of `CRITERION_MV`. 0.1 is common too.
    floor_mv
        Smaller MEPs count as 0; 0 keeps all.
    threshold
        Share of a map's largest MEP from which a site is active.
    spacing_mm
        Side of the cells of a raster that pulses are sorted into; None takes sites as they are.
    mep_ms
        Where an MEP is looked for in an EMG, after the pulse. The default holds the MEPs of all
        muscles from the face to the foot (assumed).
    before_ms
        Background before the pulse; 20 ms next to the pulse are left out for its artefact.
    max_background_mv
        Pulses with a larger rms of the background are left out, see `quiet_pulses`; None: none.
    movement_ms
        Around a cue, where the onset of a movement is looked for; the baseline is before the cue.
    silent_ms
        Longest silent period that is looked for.
    interpolation
        How maps are interpolated beside those of the sites, see `interpolate_map`; None: not.
    onset
        How the onset of a voluntary movement is found, see `emg_onset_ms`.
    """

    state: State = "rest"
    criterion_mv: float | None = None
    floor_mv: float = 0.0
    threshold: float = 0.1
    spacing_mm: float | None = None
    mep_ms: tuple[float, float] = (8.0, 60.0)
    before_ms: tuple[float, float] = (-120.0, -20.0)
    max_background_mv: float | None = None
    movement_ms: tuple[float, float] = (-200.0, 1000.0)
    silent_ms: float = 400.0
    onset: OnsetMethod = "hodges-bui"
    interpolation: Interpolation | None = None

    def __post_init__(self) -> None:
        """Check that the numbers are possible.

        Raises
        ------
        ResultError
            Otherwise.
        """
        for name in ("criterion_mv", "spacing_mm", "max_background_mv"):
            if (value := getattr(self, name)) is not None:
                check_positive(name, value)
        check_within("floor_mv", self.floor_mv, 0.0, math.inf)
        check_within("threshold", self.threshold, 0.0, 1.0)
        check_window("mep_ms", self.mep_ms)

    @property
    def criterion(self) -> float:
        """MEP in mV from which a pulse was answered."""
        return CRITERION_MV[self.state] if self.criterion_mv is None else self.criterion_mv
