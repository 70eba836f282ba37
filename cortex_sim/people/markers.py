"""Places of pulses from the table of markers of a BIDS data set."""

import numpy as np
from numpy.typing import NDArray

from cortex_sim.errors import DataError
from cortex_sim.people.text_table import TextTable, read_text_table

_KINDS = ("electric_field_max", "target", "coil")
"""Places that a marker can have, the nearest to the cortex first."""


def places_of_markers(pulses: TextTable, *, is_mapped: bool) -> NDArray[np.float64]:
    """Return the place of each row of a ``*_nibs.tsv`` in mm, from ``*_markers.tsv`` beside it.

    The maximum of the electric field is taken where there is one, else target or coil.

    Parameters
    ----------
    pulses
        The table of pulses.
    is_mapped
        Whether some are of a map and need places; without any, and without markers, all are nan.

    Raises
    ------
    DataError
        If a map has no markers, a pulse names a marker that is not there or there twice, or the
        markers have no places.
    """
    stem = pulses.path.stem.removesuffix("_nibs")
    path = pulses.path.with_name(f"{stem}_markers{pulses.path.suffix}")
    if not path.is_file():
        if is_mapped:
            raise DataError(
                f"{pulses.path}: the places of its map stand in {path.name} (BIDS, BEP037), which "
                "is not beside it; add it, or say what the columns are in a mapping file"
            )
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
