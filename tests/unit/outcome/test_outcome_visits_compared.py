"""Which visits are set beside each other."""

from pathlib import Path
from types import SimpleNamespace

from cortex_sim.config.load import load_study
from cortex_sim.outcome.summary import contrasts

SMUDGING = Path(__file__).parents[3] / "configs" / "smudging.yaml"


def test_every_visit_of_a_phase_is_compared_with_the_end_of_the_phase_before():
    changes = ["phases.clbp.visits={after: [2], assessments: [map_structural]}"]
    study = load_study(SMUDGING, changes)
    pairs = {(a.key, b.key) for a, b in contrasts(SimpleNamespace(study=study))}
    assert ("healthy", "clbp_after_2_sessions") in pairs
    assert ("healthy", "clbp") in pairs
    assert ("clbp", "movement_resumed") in pairs
    assert ("clbp_after_2_sessions", "clbp") not in pairs
