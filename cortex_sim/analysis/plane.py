"""Places in space on the plane that fits them best."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import scipy

from cortex_sim.analysis.arrays import FloatArray, finite_array
from cortex_sim.analysis.sites import SAME_PLACE_MM
from cortex_sim.errors import ResultError

_PAIRS = 300


@dataclass(frozen=True, eq=False)
class Plane:
    """Places on the plane that fits them best.

    Attributes
    ----------
    xy_mm
        Shape ``(n, 2)``. The first axis is the direction of the plane nearest to x, the second is
        at right angles to it, towards y (or z in a steep plane); their origin is that of x, y, z,
        so places do not move with what else was stimulated.
    off_rms_mm, off_max_mm
        Distance of the places from the plane: root mean square, and the largest.
    shrinkage
        Share that distances between places lose on the plane, mean over pairs; 0 to 1.
    """

    xy_mm: FloatArray
    off_rms_mm: float
    off_max_mm: float
    shrinkage: float


def project_to_plane(xyz_mm: npt.ArrayLike) -> Plane:
    """Return places on the plane of least squares.

    Parameters
    ----------
    xyz_mm
        Shape ``(n, 3)``, at least 3 places that are not on a line.

    Raises
    ------
    ResultError
        If there are fewer places, or they lie on a line and so span no plane.
    """
    xyz = finite_array(xyz_mm, "xyz_mm", ndim=2)
    if xyz.shape[1] != 3:
        raise ResultError(f"xyz_mm: got shape {xyz.shape}, allowed is (n, 3); pass x, y and z")
    centred = xyz - xyz.mean(axis=0) if len(xyz) else xyz
    _, spread, axes = np.linalg.svd(centred.T @ centred)
    if len(xyz) < 3 or spread[1] <= 1e-12 * max(spread[0], 1e-300):
        raise ResultError(
            "xyz_mm: the places lie on a line and span no plane; give x and y alone, or more sites"
        )
    normal = axes[2]
    first = _unit(np.eye(3)[0] - normal[0] * normal, np.eye(3)[1])
    second = np.cross(normal, first)
    second = second if second[1] + second[2] >= 0 else -second
    xy, off = xyz @ np.column_stack([first, second]), centred @ normal
    return Plane(
        xy,
        float(np.sqrt(np.mean(off**2))),
        float(np.abs(off).max()),
        _shrinkage(centred, xy),
    )


def _unit(vector: FloatArray, otherwise: FloatArray) -> FloatArray:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 1e-6 else otherwise


def _shrinkage(xyz: FloatArray, xy: FloatArray) -> float:
    """Return the mean loss over pairs of up to `_PAIRS` places spread over the list."""
    chosen = np.unique(np.linspace(0, len(xyz) - 1, _PAIRS).astype(int))
    before = scipy.spatial.distance.pdist(xyz[chosen])
    after = scipy.spatial.distance.pdist(xy[chosen])
    apart = before > SAME_PLACE_MM
    return float(np.mean(1.0 - after[apart] / before[apart])) if apart.any() else 0.0
