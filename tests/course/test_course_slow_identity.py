"""The slow clock's part of identities: what acts is in the ids, what does not act is not."""

import json
from functools import cache

from fixtures.plans import ids_by_place
from fixtures.tiny_lab import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from cortex_sim.config.load import load_study, study_as_data
from cortex_sim.config.study import Study
from cortex_sim.course.plan import make_plan

FEW = settings(max_examples=25)


@cache
def data():
    changes = ["cohort.subjects=1", "course.arms.unspecific_exercise=null"]
    return study_as_data(load_study(ROOT / "configs" / "slow_clock.yaml", changes))


def with_(changes):
    """Return the study with some fields of its slow clock and phases set."""
    whole = json.loads(json.dumps(data()))
    for path, value in changes.items():
        *above, last = path.split(".")
        place = whole
        for key in above:
            place = place[key]
        place[last] = value
    return Study.model_validate_json(json.dumps(whole))


SHARE = st.floats(0.05, 0.95).map(lambda x: round(x, 6))
FIELDS = st.fixed_dictionaries(
    {},
    optional={
        "slow_clock.bdnf.tonic": SHARE,
        "slow_clock.bdnf.pain_effect": SHARE,
        "slow_clock.gaba.load_loss": SHARE,
        "slow_clock.gaba.practice_change": SHARE,
        "slow_clock.exercise.central_gain": SHARE,
        "slow_clock.memory.consolidation": SHARE,
        "slow_clock.blocks": st.integers(1, 5),
        "slow_clock.hypotheses.pain_and_bdnf": st.sampled_from(["lowers", "none", "raises"]),
        "slow_clock.hypotheses.bdnf_consolidates": st.booleans(),
        "phases.clbp.nociceptive_load": SHARE,
        "phases.clbp.movement_goes_on": st.booleans(),
    },
)


@FEW
@given(one=FIELDS, other=FIELDS)
def test_ids_are_equal_just_where_what_the_clock_reads_is_equal(one, other):
    first, second = with_(one), with_(other)
    same = (first.slow_clock, first.phases) == (second.slow_clock, second.phases)
    assert (ids_by_place(first) == ids_by_place(second)) == same


@FEW
@given(changes=FIELDS)
def test_specs_are_rebuilt_from_what_is_hashed(changes):
    for session in make_plan(with_(changes)).sessions:
        for spec in (session.spec, session.subject):
            again = type(spec).from_data(json.loads(json.dumps(spec.as_data())))
            assert (again, again.identity) == (spec, spec.identity)


@FEW
@given(load=SHARE, label=st.sampled_from(["", "pain", "Schmerz"]))
def test_load_in_pain_leaves_health_as_it_was_and_labels_leave_all(load, label):
    before, after = (
        ids_by_place(with_({})),
        ids_by_place(with_({"phases.clbp.nociceptive_load": load})),
    )
    assert ids_by_place(with_({"phases.clbp.label": label})) == before
    for place, session in before.items():
        if place.phase == "healthy":
            assert after[place] == session
    changed = load != data()["phases"]["clbp"]["nociceptive_load"]
    assert any(after[p] != s for p, s in before.items() if p.phase == "clbp") == changed


@FEW
@given(order=st.permutations(["bdnf", "exercise", "gaba", "memory", "individuals"]))
def test_the_order_of_sections_is_no_content(order):
    clock = data()["slow_clock"]
    turned = {name: clock[name] for name in order} | clock
    assert ids_by_place(with_({"slow_clock": turned})) == ids_by_place(with_({}))
