import pytest

from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.survey import structure_examples, survey

SWEEP = """
name: survey
study: {study}
subjects: 1
axes:
{axes}
"""
GABA = "  - {key: phases.clbp.gaba_gain, values: [0.5, 0.8, 1.0]}"
DELAY = "  - {key: sequences.clbp.muscles.DM.delay, values: [0 ms, 50 ms]}"
DOSE = "  - {key: phases.motor_control_training.practice.0.sessions, values: [1, 2, 4]}"
SIZE = "  - {key: network.populations.motoneuron.layout.per_muscle, values: [6, 8]}"


@pytest.fixture
def load(tmp_path, request):
    def load(*axes):
        path = tmp_path / "survey.yaml"
        study = request.config.rootpath / "configs" / "tiny.yaml"
        path.write_text(SWEEP.format(study=study, axes="\n".join(axes)))
        return load_sweep(path)

    return load


def counts(found):
    return {
        "practice": found.count("practice"),
        "assessment": found.count("assessment"),
        "program": found.count("program"),
        "standing": found.standing,
        "model_time": pytest.approx(found.model_time()),
        "longest": pytest.approx(found.longest),
    }


@pytest.mark.parametrize(
    "axes", [(GABA,), (GABA, DELAY), (DOSE,), (DOSE, GABA), (SIZE, DELAY)], ids=len
)
def test_counting_by_dependence_agrees_with_planning_every_point(load, axes):
    sweep = load(*axes)
    exact = survey(sweep, sweep.points, set())
    quick = survey(sweep, sweep.points, set(), exact_points=0)
    assert counts(quick) == counts(exact)


def test_what_finished_points_share_is_not_to_do(load):
    sweep = load(GABA, DELAY)
    done = {point.point_id for point in sweep.points[:2]}
    exact = survey(sweep, sweep.points, done)
    quick = survey(sweep, sweep.points, done, exact_points=0)
    for kind in ("practice", "assessment", "program"):
        assert quick.count(kind, todo=True) == exact.count(kind, todo=True)
        assert quick.count(kind, todo=True) < quick.count(kind)


def test_doses_share_all_before_the_training(load):
    sweep = load(DOSE)
    one = survey(sweep, sweep.points[:1], set())
    all_doses = survey(sweep, sweep.points, set())
    assert all_doses.count("practice") - one.count("practice") == 3
    assert all_doses.count("program") == 2


def test_one_point_stands_for_all_that_share_a_program(load):
    sweep = load(GABA, SIZE)
    examples = structure_examples(sweep, sweep.points)
    assert len(sweep.points) == 6
    assert len(examples) == 2


def test_a_stored_session_is_not_to_do(load):
    sweep = load(GABA)
    assert survey(sweep, sweep.points, set(), lambda _: True).model_time(todo=True) == 0
