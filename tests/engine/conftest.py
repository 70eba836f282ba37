"""Fixtures of the engine's tests."""

import pytest
from fixtures.tiny_lab import Lab, brian2_lab


@pytest.fixture(scope="session")
def lab() -> Lab:
    """The lab in which Brian2 simulates; tests of the kernel and of both have their own."""
    return brian2_lab()
