"""Fixtures and rules for all tests."""

import os
import shutil
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

# no test asserts real time: machines are noisy
settings.register_profile("cortex_sim", deadline=None)
settings.load_profile("cortex_sim")

COMPILERS = ("g++", "c++", "clang++")
NO_COMPILER = "needs a C++ compiler: set CXX, or install one of " + ", ".join(COMPILERS)


def has_compiler() -> bool:
    chosen = os.environ.get("CXX")
    names = [chosen, chosen.split()[0]] if chosen and chosen.split() else COMPILERS
    return any(shutil.which(name) for name in names)


def pytest_configure(config: pytest.Config) -> None:
    """Share compiled programs among all processes of a run, or keep them in a folder given."""
    if "CORTEX_SIM_CACHE" not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="cortex_sim-test-cache-")
        os.environ["CORTEX_SIM_CACHE"] = folder.name
        config.add_cleanup(folder.cleanup)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("compiled") is None or has_compiler():
        return
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"{NO_COMPILER}. In CI these tests must not be skipped", pytrace=False)
    pytest.skip(NO_COMPILER)


@pytest.fixture
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    """Generator whose seed depends on the test's id alone, not on the order of tests."""
    return np.random.default_rng(zlib.crc32(request.node.nodeid.encode()))


@pytest.fixture
def tmp_results(tmp_path: Path) -> Path:
    """Empty folder that stands for ``results/``."""
    folder = tmp_path / "results"
    folder.mkdir()
    return folder
