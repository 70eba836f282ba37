"""pandas and xarray, when they are asked for.

They take a third of a second of CPU to import and no command needs them, so they are an extra and
no dependency: a cluster's nodes and the command line do without.
"""

from typing import Any

from cortex_sim.extras import extra_package


def pandas() -> Any:
    """Return pandas, which tables are made with."""
    return extra_package("pandas", "tables", "notebook")


def xarray() -> Any:
    """Return xarray, which labelled arrays are made with."""
    return extra_package("xarray", "labelled arrays", "notebook")
