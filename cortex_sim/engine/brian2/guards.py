"""What Brian2's C++ mode ignores without a word, turned into errors."""

from typing import Any


def refuse_unsupported(network: Any) -> None:
    """Raise if ``network`` holds an object that standalone mode drops silently."""
    from brian2 import NetworkOperation

    for obj in network.objects:
        if isinstance(obj, NetworkOperation):
            raise RuntimeError(f"{obj.name}: network operations are ignored in C++ mode")
