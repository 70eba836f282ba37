"""The files of a picture: PDF, PNG and the numbers in it as CSV."""

from collections.abc import Sequence
from pathlib import Path

from matplotlib.figure import Figure

from cortex_sim.csv_cells import csv_of_maps
from cortex_sim.figures.style import Row, figure_files
from cortex_sim.names import file_name
from cortex_sim.store.atomic import write_bytes_atomic


def save_figure(figure: Figure, folder: Path, stem: str, table: Sequence[Row]) -> list[Path]:
    """Write a figure as PDF and PNG (200 dpi), and the numbers in it as CSV.

    Each file is there whole or not at all.

    Parameters
    ----------
    figure
        From one of the ``make_*`` functions, or one's own; then its layout is fixed now.
    folder
        Created if need be.
    stem
        File name without its suffix.
    table
        The plotted numbers, see `cortex_sim.csv_cells.csv_of_maps`.

    Returns
    -------
    list of Path
        PDF, PNG and CSV, in this order.

    Raises
    ------
    StorageError
        If a file cannot be written.
    """
    contents = {**figure_files(figure), "csv": csv_of_maps(table).encode()}
    paths = [folder / file_name(stem, f".{suffix}") for suffix in contents]
    for path, content in zip(paths, contents.values(), strict=True):
        write_bytes_atomic(path, content)
    return paths
