"""What a practice session checks before it hands anything on."""

from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.course.practice import _rates
from cortex_sim.errors import RunError

CONFIG = Path(__file__).parents[3] / "configs" / "tiny.yaml"


def test_a_population_above_the_configured_rate_has_run_away():
    quick = load_study(CONFIG, ["network.runaway_rate=20 Hz"])
    usual = load_study(CONFIG)
    spikes = {"exc": 100 * 30.0}  # 100 cells, 30 spikes of each in a second
    assert _rates(spikes, 1.0, usual)["rate/exc"].values == pytest.approx(30.0)
    with pytest.raises(RunError, match=r"exc ran away .* 30 Hz \(network.runaway_rate: 20 Hz\)"):
        _rates(spikes, 1.0, quick)
