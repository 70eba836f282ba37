import pytest

from cortex_sim.errors import SweepError
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.sensitivity import morris_effects

SWEEP = """
name: screen
study: {study}
subjects: 1
sampling: {{method: {method}, count: 6, seed: 2}}
axes:
  - {{key: phases.clbp.gaba_gain, range: {{low: 0.5, high: 1.0}}, label: gain}}
  - {{key: phases.clbp.bdnf, range: {{low: 0.0, high: 2.0}}}}
  - {{key: phases.healthy.bdnf, range: {{low: 0.0, high: 2.0}}}}
"""


@pytest.fixture
def load(tmp_path, request):
    pytest.importorskip("SALib")

    def load(method="morris"):
        path = tmp_path / "screen.yaml"
        study = request.config.rootpath / "configs" / "tiny.yaml"
        path.write_text(SWEEP.format(study=study, method=method))
        return load_sweep(path)

    return load


def linear(point):
    return 10 * point.overrides["phases.clbp.gaba_gain"] - point.overrides["phases.clbp.bdnf"]


def test_effects_of_a_linear_function_are_its_slopes_over_the_ranges(load):
    sweep = load()
    effects = morris_effects(sweep, {p.point_id: linear(p) for p in sweep.points})
    assert [e.label for e in effects] == ["gain", "phases.clbp.bdnf", "phases.healthy.bdnf"]
    assert [e.mean for e in effects] == pytest.approx([5, -2, 0], abs=1e-6)
    assert [e.mean_absolute for e in effects] == pytest.approx([5, 2, 0], abs=1e-6)
    assert [e.sd for e in effects] == pytest.approx([0, 0, 0], abs=1e-6)


def test_a_trajectory_with_a_hole_is_left_out(load):
    sweep = load()
    values = {p.point_id: linear(p) for p in sweep.points[1:]}
    effects = morris_effects(sweep, values)
    assert effects[0].mean == pytest.approx(5, abs=1e-6)


def test_too_few_values_are_refused(load):
    with pytest.raises(SweepError, match="run the sweep first"):
        morris_effects(load(), {})


def test_another_sampling_is_refused(load):
    with pytest.raises(SweepError, match="needs sampling"):
        morris_effects(load("sobol"), {})
