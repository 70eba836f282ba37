"""Impossible studies, found by a stranger: each is refused before anything runs."""

from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError

BASE = Path(__file__).resolve().parents[3] / "configs" / "base.yaml"


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("muscles.DM.position=[100 mm, 0 mm]", "DM.position: .* outside the sheet"),
        ("muscles.DM.further_patches=[[100 mm, 0 mm]]", "further_patches: .* outside the sheet"),
        ("network.projections.exc_exc.fan.count=5000", "possible partners"),
        ("network.projections.exc_exc.delay=0.3 ms", "whole multiple"),
        ("sequences.healthy.muscles.DM.onset=50 s", "never be active"),
        ("phases.clbp.practice.0.duration=0.7 ms", "greater than or equal to 0.05"),
        ("phases.clbp.practice.0.duration=1000000 s", "less than or equal to 86400"),
        ("phases.clbp.bdnf=1.0e+300", "less than or equal to 1000000"),
        ("network.coil.axon_spike=-46 mV", "no pulse would fire it"),
        ("network.coil.lowest_sensitivity=1.2", "either side of the mean"),
        ("phases.clbp.visit=[baseline, baseline]", "baseline twice"),
        ("primary_pair=[DM, DM]", "expected two muscles"),
        ("network.projections.exc_exc.delay=1 day", "less than or equal to 1"),
        ("network.cells.pyramidal.refractory=20 week", "less than or equal to 1"),
        ("phases.clbp.visits={after: [7], assessments: [clinic]}", "a time needs a unit: 7 days"),
        ("sequences.healthy.directions={flexion: 1}", "a direction that is not practised has 0"),
        ("assessments.map_structural.direction=flexion", "'direction'; only a cued_movement has"),
        (
            "assessments.map_structural.trials=3",
            "known keys: background, coil_jitter_mm, gaba_gain",
        ),
        ("course.persons={no_training: {age_years: 60}}", "got 60: expected a map of high, low"),
    ],
)
def test_an_impossible_study_is_refused(override, message):
    with pytest.raises(ConfigError, match=message):
        load_study(BASE, [override])
