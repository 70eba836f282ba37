"""Messages of errors."""

from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError, StorageError
from cortex_sim.sweep.load import load_sweep

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


def test_what_nobody_would_read_is_cut_and_its_ends_are_kept():
    with pytest.raises(ConfigError) as caught:
        load_study(CONFIGS / "tiny.yaml", [f"network.cells.motoneuron.threshold.1.a={'b.' * 9000}"])
    assert len(str(caught.value)) < 400
    assert "network.cells.motoneuron.threshold.1.a=b.b." in str(caught.value)


def test_bytes_that_are_no_text_are_shown_by_their_codes():
    assert str(ConfigError("phases.a\udcff: unknown")) == "phases.a\\udcff: unknown"


def test_messages_with_paths_stay_whole():
    path = "/x" * 400
    assert str(StorageError(f"{path}: disk full")) == f"{path}: disk full"


def test_an_axis_without_values_is_refused(tmp_path):
    sweep = tmp_path / "sweep.yaml"
    study = CONFIGS / "tiny.yaml"
    sweep.write_text(f"name: none\nstudy: {study}\naxes:\n  - {{zip: []}}\n")
    with pytest.raises(ConfigError, match="make no point; give every axis at least one value"):
        load_sweep(sweep)
