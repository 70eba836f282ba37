"""Fixtures of these tests: everything holds in both precisions of the kernel."""

import pytest
from fixtures.tiny_lab import Lab, lab_of


@pytest.fixture(scope="session", params=["exact", "fast"])
def lab(request: pytest.FixtureRequest) -> Lab:
    return lab_of(f"compiler.precision={request.param}")
