"""Fixtures of these tests."""

import pytest
from fixtures.tiny_lab import Lab, lab_of


@pytest.fixture(scope="session")
def lab() -> Lab:
    """The equations are held against closed forms, in double precision."""
    return lab_of("compiler.precision=exact")
