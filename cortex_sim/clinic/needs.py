"""What an assessment takes from elsewhere: thresholds of the same visit, a sequence."""

import math
from collections.abc import Sequence as Names
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.muscles import Sequence
from cortex_sim.errors import RunError
from cortex_sim.store.record import SessionRecord


@dataclass(frozen=True)
class Thresholds:
    """What a recruitment found: active motor thresholds and hot spots."""

    amt: dict[str, float]
    """Active motor threshold in V of each muscle that was measured; nan if none was found."""

    strongest: float
    """Strongest intensity that was tried, in V."""

    hot_spots_mm: NDArray[np.float64]
    """Hot spot of every muscle of the study, shape (n_muscles, 2)."""

    def mean_amt(self, muscles: tuple[str, ...]) -> float:
        """Return the mean AMT (V) of some muscles.

        A muscle without a threshold counts with the strongest intensity that was
        tried, as at a stimulator's maximal output.

        Raises
        ------
        RunError
            If the recruitment did not measure a muscle.
        """
        if missing := [m for m in muscles if m not in self.amt]:
            raise RunError(
                f"the recruitment did not measure the AMT of {', '.join(missing)}; "
                "name them in its field muscles"
            )
        found = [self.amt[m] if math.isfinite(self.amt[m]) else self.strongest for m in muscles]
        return float(np.mean(found))


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
    return Thresholds(dict(zip(names, amt, strict=True)), strongest, arrays["hot_spot"].values)


def background_in(record: SessionRecord) -> NDArray[np.float64]:
    """Return the drive of each pool in V that held the background in a recruitment."""
    return np.asarray(record.arrays["tonic_drive"].values * 1e-3, dtype=np.float64)
