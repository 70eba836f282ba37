"""Specs: what is hashed into a session's id, and what a session reads from it."""

import json

import pytest
from fixtures.plans import EXTENSIONS, by_place, study
from fixtures.tiny_lab import CONFIG

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.session import do_session
from cortex_sim.course.specs import RESTORE, STATE
from cortex_sim.course.visit import COMMON
from cortex_sim.errors import RunError


@pytest.mark.parametrize("name", ["tiny", *EXTENSIONS])
def test_specs_are_rebuilt_from_the_data_that_are_hashed(name):
    path, changes, _ = EXTENSIONS.get(name, (CONFIG, (), ()))
    for session in make_plan(load_study(path, changes)).sessions:
        for spec in (session.spec, session.subject):
            again = type(spec).from_data(json.loads(json.dumps(spec.as_data())))
            assert again == spec
            assert again.identity == spec.identity


def test_a_session_names_its_subject():
    for session in make_plan(study()).sessions:
        assert session.spec.subject == session.subject.identity


def test_a_session_of_another_subject_is_refused():
    one, *_, other = make_plan(study()).sessions
    with pytest.raises(RunError, match=r"got subject .*, the session is of"):
        do_session(one.spec, other.subject, None)


def test_sessions_of_a_subject_differ_in_their_noise():
    specs = [s.spec for s in make_plan(study()).sessions if s.place.arm == COMMON]
    practice = [(spec.subject, spec.seed) for spec in specs if spec.kind == "practice"]
    assert len(set(practice)) == len(practice)
    maps = [
        (spec.subject, spec.seed, spec.parents[STATE])
        for spec in specs
        if getattr(spec, "settings", None) is not None and spec.settings.kind == "tms_map"
    ]
    assert len({seed for _, seed, _ in maps}) == len({state for _, _, state in maps})


def test_weights_put_back_are_those_of_the_end_of_the_named_phase():
    changes = [
        "assessments.put_back={kind: tms_map, intensity_mv: 20, restore: {exc_exc5: healthy}}",
        "phases.clbp.visit=[put_back]",
    ]
    plan = by_place(load_study(CONFIG, changes))
    for place, session in plan.items():
        if place.name == "put_back":
            past = [p for p in plan if (p.subject, p.name) == (place.subject, "practice")]
            end = max((p for p in past if p.phase == "healthy"), key=lambda p: p.number)
            state = max((p for p in past if p.phase == "clbp"), key=lambda p: p.number)
            assert session.parents[RESTORE + "exc_exc5"] == plan[end].session_id
            assert session.parents[STATE] == plan[state].session_id


def test_a_session_holds_all_that_its_sequence_inherits():
    for place, session in by_place(study()).items():
        sequence = session.spec.sequence
        if place.name == "practice" and sequence is not None:
            name = study().phases[place.phase].practice[0].sequence
            whole = resolve_sequence(study().sequences, name)
            assert sequence.muscles == whole.muscles
            assert len(whole.muscles) == len(study().muscles)


def test_levels_in_a_session_are_those_of_the_phase_for_this_person():
    spread = "cohort.traits.gaba_loss={mean: 1.0, sd: 0.3, low: 0.2, high: 1.8}"
    varied = load_study(CONFIG, [spread, "cohort.subjects=4"])
    gain, levels = varied.phases["clbp"].gaba_gain, {}
    for place, session in by_place(varied).items():
        if (place.phase, place.name) == ("clbp", "practice"):
            own = session.subject.individual.gaba_loss
            levels[place.subject] = session.spec.levels["gaba_a"]
            assert levels[place.subject] == pytest.approx(1 - (1 - gain) * own)
    assert len(set(levels.values())) == 4


def test_an_assessment_has_the_gain_that_it_sets_and_else_that_of_its_phase():
    gains = {
        place.name: session.spec.levels["gaba_a"]
        for place, session in by_place(study()).items()
        if place.phase == "clbp"
    }
    assert gains["map_structural"] == 1.0
    assert gains["map_in_phase"] == gains["practice"] < 1
