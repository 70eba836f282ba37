"""What an assessment takes from elsewhere: thresholds of the same visit, a sequence."""

import math
from collections.abc import Container
from collections.abc import Sequence as Names
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.muscles import Sequence
from cortex_sim.errors import RunError
from cortex_sim.store.record import SessionRecord


class RecruitmentCurve(NamedTuple):
    """Mean MEPs of a muscle at its hot spot."""

    intensities: NDArray[np.float64]
    """Ascending, in V."""

    meps: NDArray[np.float64]
    """Mean at each intensity, in spikes."""

    def intensity_of(self, mep: float) -> float:
        """Return the weakest intensity (V) whose mean MEP reaches ``mep`` spikes.

        Linear between the intensities that were tried. The strongest of them where no MEP is so
        large, as at a stimulator's maximal output; the weakest where all are.
        """
        reached = np.flatnonzero(self.meps >= mep)
        if not reached.size:
            return float(self.intensities[-1])
        upper = int(reached[0])
        if upper == 0:
            return float(self.intensities[0])
        pair = slice(upper - 1, upper + 1)
        return float(np.interp(mep, self.meps[pair], self.intensities[pair]))


@dataclass(frozen=True)
class Thresholds:
    """What a recruitment found: active motor thresholds, curves and hot spots."""

    amt: dict[str, float]
    """Active motor threshold in V of each muscle that was measured; nan if none was found."""

    strongest: float
    """Strongest intensity that was tried, in V."""

    hot_spots_mm: NDArray[np.float64]
    """Hot spot of every muscle of the study, shape (n_muscles, 2)."""

    recruitment_curves: dict[str, RecruitmentCurve] = field(default_factory=dict)
    """Recruitment curve of each muscle that was measured; empty where thresholds were hunted."""

    def mean_amt(self, muscles: tuple[str, ...]) -> float:
        """Return the mean AMT (V) of some muscles.

        A muscle without a threshold counts with the strongest intensity that was
        tried, as at a stimulator's maximal output.

        Raises
        ------
        RunError
            If the recruitment did not measure a muscle.
        """
        _measured(muscles, self.amt, "AMT", "name them in its field muscles")
        found = [self.amt[m] if math.isfinite(self.amt[m]) else self.strongest for m in muscles]
        return float(np.mean(found))

    def mean_intensity(self, muscles: tuple[str, ...], mep: float) -> float:
        """Return the mean of the intensities (V) at which some muscles answer with a given MEP.

        Parameters
        ----------
        muscles
            Muscles whose curve counts.
        mep
            Mean MEP at the hot spot, in spikes.

        Raises
        ------
        RunError
            If the recruitment has no curve of a muscle.
        """
        remedy = "name them in its field muscles, with method: curve"
        _measured(muscles, self.recruitment_curves, "recruitment curve", remedy)
        return float(np.mean([self.recruitment_curves[m].intensity_of(mep) for m in muscles]))


def _measured(muscles: tuple[str, ...], known: Container[str], what: str, remedy: str) -> None:
    if missing := [m for m in muscles if m not in known]:
        raise RunError(
            f"the recruitment did not measure the {what} of {', '.join(missing)}; {remedy}"
        )


@dataclass(frozen=True)
class Needs:
    """What an assessment takes from elsewhere; the settings' class says what it is."""

    thresholds: Thresholds | None = None
    """Of the recruitment that the settings name."""

    sequence: Sequence | None = None
    """What the subject moves; none: rest."""

    tonic_drive: NDArray[np.float64] | None = None
    """Drive of each pool in V that holds the background, where it was found in the same state."""

    @property
    def measured(self) -> Thresholds:
        """The thresholds of an assessment that cannot do without.

        Raises
        ------
        RunError
            If there are none.
        """
        if self.thresholds is None:
            raise RunError(
                "the assessment got no thresholds; name a recruitment of the same visit in its "
                "field threshold_from"
            )
        return self.thresholds


def thresholds_in(record: SessionRecord, muscle_names: Names[str]) -> Thresholds:
    """Return what the record of a recruitment says of thresholds and hot spots."""
    arrays = record.arrays
    names = [muscle_names[int(i)] for i in arrays["measured"].values]
    amt = [float(value) * 1e-3 for value in arrays["amt"].values]
    strongest = float(arrays["intensity"].values.max()) * 1e-3
    hot_spots = arrays["hot_spot"].values
    return Thresholds(
        dict(zip(names, amt, strict=True)), strongest, hot_spots, _curves(record, names)
    )


def _curves(record: SessionRecord, names: Names[str]) -> dict[str, RecruitmentCurve]:
    """Return the curve of each muscle; a hunt has rounds, and no intensity that all share."""
    meps, intensities = record.arrays["mep"], record.arrays["intensity"]
    if meps.dims[1] != intensities.dims[0]:
        return {}
    ascending = np.argsort(intensities.values)
    tried = np.asarray(intensities.values[ascending] * 1e-3, dtype=np.float64)
    means = meps.values.mean(axis=2)[:, ascending]
    return {name: RecruitmentCurve(tried, row) for name, row in zip(names, means, strict=True)}


def background_in(record: SessionRecord) -> NDArray[np.float64]:
    """Return the drive of each pool in V that held the background in a recruitment."""
    return np.asarray(record.arrays["tonic_drive"].values * 1e-3, dtype=np.float64)
