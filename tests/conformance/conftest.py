"""Fixtures of these tests."""

import pytest
from fixtures.tiny_lab import Lab, shared_lab


@pytest.fixture(scope="session")
def lab() -> Lab:
    return shared_lab()
