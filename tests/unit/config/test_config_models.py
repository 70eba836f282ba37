"""A study changes its network by extending another file of ``configs/model``."""

from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError

CONFIGS = Path(__file__).resolve().parents[3] / "configs"


def extended(tmp_path, *parents):
    path = tmp_path / "study.yaml"
    names = ", ".join(str(CONFIGS / parent) for parent in parents)
    path.write_text(f"extends: [{names}]\nname: study\n")
    return load_study(path)


def test_the_default_network_is_that_of_base(tmp_path):
    chosen = extended(tmp_path, "smudging.yaml", "model/motor_cortex.yaml")
    assert chosen.network == load_study(CONFIGS / "base.yaml").network


def test_the_one_layer_network_has_neither_l5_cells_nor_their_synapses(tmp_path):
    network = extended(tmp_path, "base.yaml", "model/one_layer.yaml").network
    assert set(network.populations) == {"exc", "pv", "motoneuron", "cue", "afferent"}
    rows = network.projections.items()
    onto_motoneurons = {name for name, row in rows if row.target == "motoneuron"}
    assert onto_motoneurons == {"exc_motoneuron", "afferent_motoneuron"}


@pytest.mark.parametrize("model", ["one_layer", "two_layer"])
def test_a_model_changes_the_network_and_not_the_protocol(tmp_path, model):
    chosen = extended(tmp_path, "model/first_release.yaml", f"model/{model}.yaml")
    first = load_study(CONFIGS / "model" / "first_release.yaml")
    assert chosen.phases == first.phases
    assert (chosen.network == first.network) == (model == "two_layer")


def test_weights_of_a_projection_that_does_not_learn_cannot_be_put_back(tmp_path):
    path = tmp_path / "study.yaml"
    path.write_text(
        f"extends: {CONFIGS / 'base.yaml'}\nname: study\nassessments:\n"
        "  map_structural: {restore: {exc_pv: healthy}}\n"
    )
    with pytest.raises(
        ConfigError, match=r"map_structural\.restore: unknown .exc_pv.; did you mean"
    ):
        load_study(path)


def test_a_cue_after_the_go_cue_starts_from_silence_and_else_drives_as_the_default(tmp_path):
    later = extended(tmp_path, "base.yaml", "model/cue_after_go.yaml").network
    default = load_study(CONFIGS / "base.yaml").network
    first = later.populations["cue"].input
    assert first.first_centre >= 2 * first.width > default.populations["cue"].input.first_centre
    assert pace_of(later) == pytest.approx(pace_of(default), rel=0.01)
    for name in ("cue_exc", "cue_exc5"):
        shares = [n.projections[name].fan.count / cue_cells(n) for n in (later, default)]
        assert shares[0] == pytest.approx(shares[1])


def test_nmda_at_lateral_synapses_is_all_that_its_model_adds(tmp_path):
    more = extended(tmp_path, "base.yaml", "model/nmda_lateral.yaml").network
    default = load_study(CONFIGS / "base.yaml").network
    with_nmda = {name for name, row in more.projections.items() if "nmda" in row.gain}
    assert with_nmda == {"exc_exc5"}
    assert more.projections["exc_exc5"].gain["ampa"] == default.projections["exc_exc5"].gain["ampa"]
    assert set(more.cells["corticospinal_l5"].receptors) == {"ampa", "gaba_a", "nmda"}
    same = {name for name, cell in more.cells.items() if cell == default.cells[name]}
    assert set(more.cells) - same == {"corticospinal_l5"}


def cue_cells(network):
    return network.populations["cue"].layout.size


def pace_of(network):
    """Return the time from one cue cell's peak to the next, in s."""
    cue = network.populations["cue"].input
    return (cue.last_centre - cue.first_centre) / (cue_cells(network) - 1)
