"""What a run says at its end."""

import re
from pathlib import Path

import pytest

from cortex_sim.cli.run import next_steps
from cortex_sim.config.load import load_study

CONFIGS = Path(__file__).parents[3] / "configs"


@pytest.mark.parametrize("config", ["smudging", "slow_clock"])
def test_three_lines_say_what_next_and_change_what_is_there(config):
    study = load_study(CONFIGS / f"{config}.yaml")
    report, run, diff = (words for words, _ in next_steps(study, [config], {}, Path("results/a")))
    assert (report, run[:2]) == (("report", "results/a"), ("run", config))
    assert diff == ("diff", "results/a", f"results/{config}_2")
    changes = [word for word in run if "=" in word]
    assert load_study(CONFIGS / f"{config}.yaml", changes).name == f"{config}_2"


def test_a_step_that_was_followed_leads_on_and_sets_nothing_twice():
    typed = {"name": "demo_2", "cohort.subjects": "3", "phases.clbp.nociceptive_load": "0.5"}
    study = load_study(CONFIGS / "demo.yaml", [f"{path}={value}" for path, value in typed.items()])
    _, (run, _), (diff, _) = next_steps(study, ["demo"], typed, Path("results/demo_2"))
    assert run == (
        "run", "demo", "--set", "name=demo_3", "--set", "cohort.subjects=3",
        "--set", "phases.clbp.nociceptive_load=0.25",
    )  # fmt: skip
    assert diff == ("diff", "results/demo_2", "results/demo_3")


def test_the_quick_start_goes_on_as_the_program_says():
    page = (CONFIGS.parent / "docs" / "quick_start.md").read_text(encoding="utf-8")
    lines = page.split("\n## Then\n")[1].split("```")[1].strip().splitlines()
    steps = next_steps(load_study(CONFIGS / "demo.yaml"), ["demo"], {}, Path("results/demo"))
    said = [(f"cortex-sim {' '.join(words)}", meaning) for words, meaning in steps]
    assert [tuple(re.split(r"\s+# ", line)) for line in lines[: len(said)]] == said
