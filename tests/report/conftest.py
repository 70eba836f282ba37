"""A small finished study, and a browser to open its report in."""

import os
import shutil

import pytest
from fixtures.tiny_course import Finished, finish, workers
from fixtures.tiny_lab import CONFIG, OVERRIDES, shared_lab
from headless import Browser, find_chromium

from cortex_sim.config.load import load_study
from cortex_sim.outcome.folder import study_folder
from cortex_sim.outcome.result import StudyResult

NO_BROWSER = "needs Chromium, e.g. apt-get install chromium"
SMALL = (
    *(
        f"phases.{phase}.visit=[map_structural]"
        for phase in ("healthy", "clbp", "motor_control_training", "no_training")
    ),
    "contrasts.training={kind: arms, arms: [no_training, motor_control_training]}",
    "registered={primary: training, subjects: 12}",
)


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Finished:
    """Two subjects with one map per visit. Do not change its files."""
    lab = shared_lab()
    assert lab.plastic.binary.is_file()
    assert lab.frozen.binary.is_file()
    study = workers(load_study(CONFIG, (*OVERRIDES, *SMALL)), 2)
    return finish(study, lab.results(tmp_path_factory.mktemp("report") / "r"))


@pytest.fixture(scope="session")
def result(small) -> StudyResult:
    return StudyResult(small.plan, small.store)


@pytest.fixture
def copied(small, tmp_path):
    """A copy of the small study's results that a test may damage."""
    root = tmp_path / "results"
    shutil.copytree(small.store.root, root, symlinks=True)
    return root, root / study_folder(small.store, small.plan.study).name


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    if find_chromium() is None:
        in_ci = os.environ.get("CI", "").lower() in ("1", "true")
        if in_ci and os.environ.get("CORTEX_SIM_BROWSER") == "1":
            pytest.fail(f"{NO_BROWSER}. CORTEX_SIM_BROWSER=1 says that it is not to be skipped")
        pytest.skip(NO_BROWSER)
    with Browser(tmp_path_factory.mktemp("profile")) as running:
        yield running
