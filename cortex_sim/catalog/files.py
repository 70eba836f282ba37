"""The YAML files of the catalog."""

from importlib.resources import files
from typing import Any

from cortex_sim.config.strict_yaml import parse_yaml


def read_catalog(name: str) -> Any:
    """Return the data of a file of the catalog.

    Parameters
    ----------
    name
        Such as ``citations.yaml``.

    Raises
    ------
    ConfigError
        If the file is damaged; the message says where.
    """
    return parse_yaml(catalog_text(name), name)


def catalog_text(name: str) -> str:
    """Return the text of a file of the catalog."""
    return (files("cortex_sim.catalog") / name).read_text("utf-8")
