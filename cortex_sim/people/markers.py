"""Places of pulses from the table of markers of a BIDS data set."""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.errors import DataError
from cortex_sim.people.text_table import TextTable, read_text_table

_KINDS = ("electric_field_max", "target", "coil")
"""Places that a marker can have, the nearest to the cortex first."""


def places_of_markers(pulses: TextTable) -> NDArray[np.float64]:
    """Return the place of each row of a ``*_nibs.tsv`` in mm, from ``*_markers.tsv`` beside it.

    The maximum of the electric field is taken where there is one, else target or coil. Without
    that file all are nan.

    Raises
    ------
    DataError
        If a pulse names a marker that is not there or there twice, or the markers have no places.
    """
    path = pulses.path.with_name(pulses.path.name.replace("_nibs.", "_markers."))
    if path == pulses.path or not path.is_file():
        return np.full((len(pulses), 2), np.nan)
    markers = read_text_table(path)
    kind = next((k for k in _KINDS if f"{k}_x" in markers.columns), None)
    if kind is None or "stim_id" not in markers.columns:
        raise DataError(
            f"{path}: needs columns stim_id and coil_x, coil_y, coil_z (or those of target or "
            f"electric_field_max); it has {', '.join(map(repr, markers.columns))}"
        )
    axes = [axis for axis in "xyz" if f"{kind}_{axis}" in markers.columns]
    places = np.column_stack(
        [
            markers.numbers(
                f"{kind}_{axis}", missing=("", "n/a"), allowed=(-1e3, 1e3),
                in_words="a place in mm, within 1 m of the origin",
            )
            for axis in axes
        ]
    )  # fmt: skip
    markers.refuse_bad()
    names = markers.words("stim_id").tolist()
    row = {marker: number for number, marker in enumerate(names)}
    twice = next((marker for marker in row if names.count(marker) > 1), None)
    if twice is not None:
        raise DataError(f"{path}: has two markers {twice!r}; give each a name of its own")
    wanted = pulses.words("stim_id").tolist()
    gone = next((marker for marker in wanted if marker not in row), None)
    if gone is not None:
        raise DataError(f"{path}: has no marker {gone!r}, which {pulses.path.name} names; add it")
    return np.asarray(places[[row[marker] for marker in wanted]])
