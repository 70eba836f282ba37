import pytest

from cortex_sim.course.plan import make_plan
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.shared import shared_pasts

GABA = {"key": "phases.clbp.gaba_gain", "values": [0.5, 0.8, 1.0]}
DOSE = {"key": "phases.motor_control_training.practice.0.sessions", "values": [1, 2]}


@pytest.fixture
def load(tmp_path, request):
    def load(*axes):
        study = request.config.rootpath / "configs" / "tiny.yaml"
        lines = [f"name: shared\nstudy: {study}\nsubjects: 2\naxes:"]
        lines += [f"  - {{key: {axis['key']}, values: {axis['values']}}}" for axis in axes]
        path = tmp_path / "shared.yaml"
        path.write_text("\n".join(lines))
        return load_sweep(path)

    return load


def nothing(_):
    return False


def phases(sweep, past):
    point = next(p for p in sweep.points if p.point_id == past.point_id)
    places = {s.session_id: s.place for s in make_plan(sweep.study(point)).sessions}
    return {(places[s].subject, places[s].phase) for s in past.sessions}


def test_a_common_past_is_one_part_for_each_subject(load):
    sweep = load(GABA)
    pasts = shared_pasts(sweep, sweep.points, nothing)
    assert [phases(sweep, past) for past in pasts] == [{(1, "healthy")}, {(2, "healthy")}]


def test_what_a_group_of_points_shares_is_done_once(load):
    sweep = load(GABA, DOSE)
    sessions = [s for past in shared_pasts(sweep, sweep.points, nothing) for s in past.sessions]
    assert len(sessions) == len(set(sessions))
    assert len({past.point_id for past in shared_pasts(sweep, sweep.points, nothing)}) == 3


def test_many_points_share_at_least_what_no_axis_changes(load):
    sweep = load(GABA)
    exact = shared_pasts(sweep, sweep.points, nothing)
    assert shared_pasts(sweep, sweep.points, nothing, exact_points=0) == exact


def test_nothing_is_left_of_a_past_that_is_stored(load):
    sweep = load(GABA)
    assert shared_pasts(sweep, sweep.points, lambda _: True) == []


def test_a_single_point_shares_nothing(load):
    sweep = load(GABA)
    assert shared_pasts(sweep, sweep.points[:1], nothing) == []
