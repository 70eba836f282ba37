"""Fixtures of these tests."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from fixtures.tiny_lab import Lab, shared_lab

from cortex_sim.course.outputs import study_folder, write_study_outputs
from cortex_sim.course.plan import make_plan
from cortex_sim.course.runner import run_plan
from cortex_sim.store.paths import SessionStore


@pytest.fixture(scope="session")
def lab() -> Lab:
    """The tiny lab, with its two programs compiled."""
    lab = shared_lab()
    assert lab.plastic.binary.is_file()
    assert lab.frozen.binary.is_file()
    return lab


@dataclass
class Finished:
    """A study that ran to its end, with the bytes of all it left."""

    plan: object
    store: SessionStore
    report: object

    @property
    def files(self) -> dict[str, bytes]:
        return contents(self.store.root)


def contents(root: Path) -> dict[str, bytes]:
    """Return session files and measures below a results folder, by relative path."""
    paths = [*root.glob("sessions/*/*.h5"), *root.glob("*/measures.csv")]
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(paths)}


def finish(study, root: Path) -> Finished:
    plan, store = make_plan(study), SessionStore(root)
    report = run_plan(plan, store)
    assert not report.failed
    write_study_outputs(plan, store, study_folder(store, study))
    return Finished(plan, store, report)


@pytest.fixture(scope="session")
def finished(lab, tmp_path_factory) -> Finished:
    """The tiny study, run without interruption on two workers. Do not change its files."""
    return finish(workers(lab.study, 2), lab.results(tmp_path_factory.mktemp("finished") / "r"))


def workers(study, number):
    execution = study.execution.model_copy(update={"workers": number})
    return study.model_copy(update={"execution": execution})
