"""Fixtures of these tests."""

import pytest
from fixtures.tiny_course import Finished, finish, workers
from fixtures.tiny_lab import Lab, shared_lab


@pytest.fixture(scope="session")
def lab() -> Lab:
    """The tiny lab, with its two programs compiled."""
    lab = shared_lab()
    assert lab.plastic.binary.is_file()
    assert lab.frozen.binary.is_file()
    return lab


@pytest.fixture(scope="session")
def finished(lab, tmp_path_factory) -> Finished:
    """The tiny study, run without interruption on two workers. Do not change its files."""
    return finish(workers(lab.study, 2), lab.results(tmp_path_factory.mktemp("finished") / "r"))
