"""What a run says at its end."""

from pathlib import Path

import pytest

from cortex_sim.cli.run import next_steps
from cortex_sim.config.load import load_study

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.mark.parametrize("config", ["smudging", "slow_clock"])
def test_three_lines_say_what_next_and_change_what_is_there(config):
    study = load_study(CONFIGS / f"{config}.yaml")
    report, start, run = (words for words, _ in next_steps(study, [config], Path("results/a")))
    assert (report, start[-1], run[:2]) == (("report", "results/a"), config, ("run", config))
    changes = [word for word in run if "=" in word]
    assert load_study(CONFIGS / f"{config}.yaml", changes).name == "other"
