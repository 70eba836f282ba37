"""A finished study whose numbers are known."""

import pytest
from fixtures.hand_made import hand_made_study, write_all

from cortex_sim.api.results import Results
from cortex_sim.api.run import open_results


@pytest.fixture(scope="session")
def study():
    return hand_made_study()


@pytest.fixture(scope="session")
def folder(study, tmp_path_factory):
    """Return the folder of the finished study. Do not change its files."""
    return write_all(study, tmp_path_factory.mktemp("hand") / "results")


@pytest.fixture(scope="session")
def results(folder) -> Results:
    return open_results(folder)
