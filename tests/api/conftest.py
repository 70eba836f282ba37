"""The tiny study, run by the face."""

import pytest
import yaml
from fixtures.tiny_lab import CONFIG, OVERRIDES, Lab, shared_lab

import cortex_sim as cs


@pytest.fixture(scope="session")
def lab() -> Lab:
    """Return the tiny lab, with its two programs compiled."""
    lab = shared_lab()
    assert lab.plastic.binary.is_file()
    assert lab.frozen.binary.is_file()
    return lab


@pytest.fixture(scope="session")
def changes() -> dict:
    """Return the fields in which the lab differs from the tiny study."""
    return {key: yaml.safe_load(value) for key, value in (o.split("=") for o in OVERRIDES)}


@pytest.fixture(scope="session")
def results(lab, changes, tmp_path_factory) -> cs.Results:
    """Return the results of the tiny study. Do not change its files."""
    folder = lab.results(tmp_path_factory.mktemp("face") / "results")
    return cs.run(cs.load_study(CONFIG, changes), folder, quiet=True)


@pytest.fixture(scope="session")
def subject(results) -> cs.Subject:
    return results.subject(2, "clbp")
