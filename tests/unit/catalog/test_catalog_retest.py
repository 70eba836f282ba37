"""The noise of a measurement of the default model: where it holds, and what was measured."""

import csv
import math
from pathlib import Path

import pytest

from cortex_sim.catalog.files import read_catalog
from cortex_sim.catalog.retest import RETEST_FILE, default_noise
from cortex_sim.config.load import load_study

ROOT = Path(__file__).parents[3]
OVERLAP = ("map_structural", "overlap", "DM-LES")


def noise(study, *changes):
    return default_noise(load_study(ROOT / "configs" / study, changes), *OVERLAP)


def test_it_holds_for_the_default_network_and_the_same_map_alone():
    assert noise("base.yaml", "cohort.first_seed=7", "phases.clbp.bdnf=0.5") > 0
    assert math.isnan(noise("base.yaml", "assessments.map_structural.pulses=8"))
    assert math.isnan(noise("base.yaml", "network.projections.exc_exc.fan.count=90"))
    assert math.isnan(noise("tiny.yaml"))


def test_each_number_is_that_of_the_protocol_over_its_visits():
    table = ROOT / "docs" / "numbers" / "test_retest-reliability.csv"
    with table.open(encoding="utf-8", newline="") as file:
        measured = list(csv.DictReader(file))
    for row in read_catalog(RETEST_FILE):
        key = (row["assessment"], row["measure"], row["muscle"])
        sems = [
            float(one["sem"])
            for one in measured
            if (one["assessment"], one["measure"], one["muscle"]) == key
        ]
        pooled = math.sqrt(sum(sem**2 for sem in sems) / len(sems))
        assert row["sem"] == pytest.approx(pooled, rel=0.02), key
