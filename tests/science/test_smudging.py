"""The main phenomenon on a cohort: minutes, so marked slow.

The checks are those of experiments/acceptance/checks.py, so that what the README
reports and what the tests hold are the same thing.
"""

import importlib.util
from pathlib import Path

import pytest

from cortex_sim.store.paths import SessionStore

pytestmark = [pytest.mark.slow, pytest.mark.compiled]
ROOT = Path(__file__).resolve().parent.parent.parent
KNOWN_TO_FAIL = {
    "overlap: training parts more than movement resumed",
    "largest_mep of DM after training within 20 %",
    "largest_mep of LES after training within 20 %",
    "raw_volume of DM after training within 20 %",
    "raw_volume of LES after training within 20 %",
}
"""Said in experiments/acceptance/README.md: change it there too."""

OPEN = {
    "map_in_phase: overlap rises",
    "map_in_phase: training lowers it",
    "map_in_phase: nearer to healthy after training",
    "map_structural: overlap rises",
    "map_structural: training lowers it",
    "cross response rises",
    "LES onset changes by 40 ms at most",
    "L5 rate in sessions: 60 % of the change undone",
}
"""The interval holds the line: noise, such as that of another CPU, decides; said there too."""


NOT_JUDGED = (
    "visit_sets.clinic=[threshold, map_in_phase, map_structural, cued_movement, baseline]",
    "phases.healthy.visit=[clinic]",
    "phases.clbp.visits=null",
    "phases.motor_control_training.visits=null",
    "phases.clbp.visit=[clinic, restore_exc_exc5, restore_exc5_motoneuron]",
    "phases.movement_resumed.visit=[map_structural, baseline]",
    "phases.no_training.visit=[threshold, map_in_phase, map_structural, baseline]",
)
"""Left out: recall, maps of the course, matched maps, other projections put back, visits whose
measures no check reads; the rest has its ids."""


@pytest.fixture(scope="session")
def acceptance():
    path = ROOT / "experiments" / "acceptance" / "checks.py"
    spec = importlib.util.spec_from_file_location("acceptance", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def smudging(acceptance, tmp_path_factory):
    return acceptance.load("smudging", SessionStore(tmp_path_factory.mktemp("science")), NOT_JUDGED)


def test_every_check_holds_but_those_known_to_fail_or_open(acceptance, smudging):
    rows = list(acceptance.smudging_checks(smudging))
    # indented rows are details that are reported and may fail (a rate in one visit, an interval)
    judged = [row for row in rows if row[1] is not None and row[0][0] != " "]
    failed = {name: seen for name, holds, seen in judged if not holds}  # may be numpy's False
    assert set(failed) - OPEN == KNOWN_TO_FAIL, failed


def test_smudging_needs_plasticity_not_only_low_gaba(smudging):
    """With healthy lateral weights (L2/3 to L5) put back the CLBP map is healthy again."""
    healthy = smudging.values("map_structural", "overlap", "DM-LES", "", "healthy").mean()
    clbp = smudging.values("map_structural", "overlap", "DM-LES", "", "clbp").mean()
    put_back = smudging.values("restore_exc_exc5", "overlap", "DM-LES", "", "clbp").mean()
    assert clbp - put_back > 0.8 * (clbp - healthy)


def test_most_of_the_smudging_is_there_with_healthy_corticospinal_weights(smudging):
    healthy = smudging.values("map_structural", "overlap", "DM-LES", "", "healthy").mean()
    clbp = smudging.values("map_structural", "overlap", "DM-LES", "", "clbp").mean()
    put_back = smudging.values("restore_exc5_motoneuron", "overlap", "DM-LES", "", "clbp").mean()
    assert put_back - healthy > 0.5 * (clbp - healthy)
