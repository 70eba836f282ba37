"""The benchmarks run: what they measure is not looked at."""

import json
import subprocess
import sys

import pytest
from fixtures.tiny_lab import ROOT, builds_folder

pytestmark = pytest.mark.compiled

PEERS = ROOT / "benchmarks" / "peers"


def output_of(script, *arguments):
    done = subprocess.run(
        [sys.executable, script, *map(str, arguments)],
        capture_output=True, text=True, timeout=300, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("precision", ["fast", "exact"])
def test_the_network_of_the_peers_fires_at_the_rates_that_are_compared(precision):
    arguments = (PEERS / "network.json", 1, 1, builds_folder(), "kernel", precision)
    rates = json.loads(output_of(PEERS / "run_own.py", *arguments))["rates"]
    assert rates["exc"] == pytest.approx(45, rel=0.1)
    assert rates["inh"] == pytest.approx(89, rel=0.1)


def test_the_benchmark_of_scale_gives_a_row_for_each_size():
    lines = output_of(ROOT / "benchmarks" / "scale.py", "--sides", 32, "--seconds", 0.2)
    assert len(lines.splitlines()) == 2
    assert "ns per synaptic event" in lines
