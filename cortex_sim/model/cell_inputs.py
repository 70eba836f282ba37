"""Parts of the run-time inputs of cells: conductances, thresholds, voluntary drive."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.cells import AFTERHYPERPOLARISATION, T_CURRENT, TONIC_GABA_A, Cell


def conductance_inputs(cell: Cell, tonic_gain: NDArray[np.float64]) -> dict[str, Any]:
    """Return what the equations of a cell type's conductances need.

    Parameters
    ----------
    cell
        The cell type.
    tonic_gain
        Factor on each cell's tonic GABA_A conductance, shape (n_cells,).
    """
    inputs: dict[str, Any] = {}
    for receptor, kinetics in cell.receptors.items():
        inputs[f"E_{receptor}"] = kinetics.reversal
        inputs[f"tau_{receptor}"] = kinetics.decay
        if kinetics.spillover is not None:
            inputs |= {
                "uptake_time": kinetics.spillover.uptake,
                "rise_time": kinetics.spillover.rise,
                "half_transmitter": kinetics.spillover.half,
                "cooperative": float(kinetics.spillover.cooperativity > 1),
                "largest_conductance": kinetics.spillover.conductance,
            }
    if cell.afterhyperpolarisation is not None:
        own = cell.afterhyperpolarisation
        inputs |= {
            f"E_{AFTERHYPERPOLARISATION}": own.reversal,
            f"tau_{AFTERHYPERPOLARISATION}": own.decay,
            f"{AFTERHYPERPOLARISATION}_step": own.conductance,
        }
    if cell.t_current is not None:
        inputs |= {
            f"E_{T_CURRENT}": cell.t_current.reversal,
            f"tau_{T_CURRENT}": cell.t_current.inactivation,
            "t_activation": cell.t_current.activation,
            "t_recovery": cell.t_current.recovery,
            "largest_t_current": cell.t_current.conductance,
        }
    if cell.tonic_gaba_a is not None:
        inputs |= {
            f"E_{TONIC_GABA_A}": cell.tonic_gaba_a.reversal,
            f"g_{TONIC_GABA_A}": cell.tonic_gaba_a.conductance * tonic_gain,
        }
    return inputs


def voluntary_bias(
    distances_mm: NDArray[np.float64],
    drive: NDArray[np.float64],
    width_mm: float,
) -> NDArray[np.float64]:
    """Return the bias (V) that a voluntary contraction adds to cortical cells.

    Parameters
    ----------
    distances_mm
        Distance of each cell from each muscle, shape (n_cells, n_muscles).
    drive
        Drive at the middle of each muscle's representation in V, shape (n_muscles,).
    width_mm
        SD of the zone that is driven, in mm.
    """
    return np.asarray(np.exp(-(distances_mm**2) / (2 * width_mm**2)) @ drive)


def thresholds(cell: Cell, size: int, pools: int) -> NDArray[np.float64]:
    """Return each cell's threshold; a range is spread over the units of each pool."""
    if not isinstance(cell.threshold, tuple):
        return np.full(size, cell.threshold)
    first, last = cell.threshold
    return np.tile(np.linspace(first, last, size // pools), pools)
