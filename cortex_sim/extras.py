"""Packages that only some commands need: the extras of ``setup.cfg``."""

from importlib import import_module
from typing import Any

from cortex_sim.errors import MissingPackageError


def extra_package(name: str, use: str, extra: str) -> Any:
    """Return a package, or a module of one, that an extra installs.

    Parameters
    ----------
    name
        As it is imported.
    use
        What needs it, in words; stands before "need".
    extra
        Which extra has it.

    Raises
    ------
    MissingPackageError
        If it is not installed.
    """
    try:
        return import_module(name)
    except ImportError as error:
        raise MissingPackageError(
            f"{use} need {name.partition('.')[0]}, which cannot be imported ({error}); install it: "
            f"pip install 'cortex_sim[{extra}]'"
        ) from None
