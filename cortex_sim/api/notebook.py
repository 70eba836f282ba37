"""pandas and xarray, when they are asked for.

They take a third of a second of CPU to import and no command needs them, so they are an extra and
no dependency: a cluster's nodes and the command line do without.
"""

from importlib import import_module
from typing import Any

from cortex_sim.errors import MissingPackageError


def pandas() -> Any:
    """Return pandas, which tables are made with."""
    return _package("pandas", "tables")


def xarray() -> Any:
    """Return xarray, which labelled arrays are made with."""
    return _package("xarray", "labelled arrays")


def _package(name: str, use: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingPackageError(
            f"{use} need {name}, which cannot be imported ({error}); install it: "
            "pip install 'cortex_sim[notebook]'"
        ) from None
