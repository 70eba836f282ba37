"""Problems of a config in words."""

import json
import re
from pathlib import Path
from typing import Any, Literal

import pytest
from fixtures.tiny_lab import CONFIG
from pydantic import BaseModel, ConfigDict, ValidationError

from cortex_sim.config.load import load_study
from cortex_sim.config.merge import KIND_FIELDS
from cortex_sim.config.problems import explain_validation_error, known_keys
from cortex_sim.config.study import Study
from cortex_sim.errors import ConfigError
from cortex_sim.units import Fraction, Time


class Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class Triplet(Section):
    rule: Literal["triplet"]
    tau_plus: Time
    share: Fraction = 0.5


class Cells(Section):
    count: int
    rules: dict[str, Triplet | None] = {}
    steps: tuple[Triplet, ...] = ()


class Config(Section):
    cells: Cells
    seed: int = 0


def problems(data: dict[str, Any], origins: dict[str, Path] | None = None) -> str:
    """Return the message for ``data`` that does not validate."""
    with pytest.raises(ValidationError) as caught:
        Config.model_validate_json(json.dumps(data))
    error = explain_validation_error(caught.value, origins or {}, "study.yaml", known_keys(Config))
    assert isinstance(error, ConfigError)
    return str(error)


def test_every_problem_is_listed_with_its_place_and_file() -> None:
    text = problems(
        {"cells": {"count": "3", "rules": {"a": {"rule": "triplet", "tau_plus": 20}}}},
        {"cells": Path("base.yaml"), "cells.rules.a": Path("arm.yaml")},
    )
    first, *rest = text.splitlines()
    assert first == "study.yaml: 2 problems"
    assert rest == [
        "  cells.count: got '3': input should be a valid integer (base.yaml)",
        "  cells.rules.a.tau_plus: got 20 without a unit; write e.g. '20 ms' "
        "(units: us, ms, s, min, h, day, week) (arm.yaml)",
    ]


def test_text_in_place_of_a_list_says_how_to_write_a_list() -> None:
    text = problems({"cells": {"count": 1, "steps": "first"}})
    assert "cells.steps: got 'first': expected a list, such as steps: [first]" in text


def test_a_map_in_place_of_a_list_says_how_to_write_the_list_in_it() -> None:
    text = problems({"cells": {"count": 1, "steps": {"some": ["one", "two"]}}})
    assert "expected a list, such as steps: [one, two]" in text


@pytest.mark.parametrize(
    ("place", "kind", "known"),
    [
        ("assessments.map_structural", "recruitment", "intensities_mv"),
        ("network.populations.cue.input", "afferent", "active_rate"),
        ("network.populations.exc.layout", "line", "size"),
        ("network.projections.exc_exc.plasticity", "inhibitory", "target_rate"),
        ("sequences.healthy.spikes.afferent", "pulses", "burst_rate"),
        ("contrasts.c", "dose", "doses"),
    ],
)
def test_a_kind_set_alone_over_another_one_says_to_set_the_part_whole(
    tmp_path, place, kind, known
) -> None:
    path = tmp_path / "study.yaml"
    path.write_text(
        f"extends: {CONFIG}\n"
        "sequences: {healthy: {spikes: {afferent: {kind: correlated, synchrony: 0.3}}}}\n"
        "contrasts: {c: {kind: change, before: healthy, at: clbp}}\n"
    )
    field = "rule" if place.endswith("plasticity") else "kind"
    with pytest.raises(ConfigError) as caught:
        load_study(path, [f"{place}.{field}={kind}"])
    (line,) = str(caught.value).splitlines()[1:]
    assert line.startswith(f"  {place}.{field}: got '{kind}' over what was written for another")
    assert f"--set '{place}={{{field}: {kind}, ...}}'" in line
    assert known in line


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("phases.clbp.seqence=healthy", "did you mean 'sequence'? It is of a row"),
        ("course.persons={no_training: {age: 70}}", "unknown key 'age'; did you mean 'age_years'?"),
        ("cohort.seeds=3", "unknown key 'seeds'; did you mean 'first_seed'?"),
        (
            "phases.clbp.practice={sequence: clbp, duration: 1 s}",
            "expected a list, such as practice: [{sequence: clbp, duration: 1 s}]",
        ),
        ("phases.clbp.levels=gaba_a", "expected a map of names and their values"),
        ("course.arms.x={factorial: [itbs, tdcs]}", "a list, such as x: [itbs, tdcs]"),
        ("course.arms.x=[{no_training: {}}]", "as in {phase: no_training, sessions: 3}"),
        ("phases.clbp.pause=2", "write e.g. '2 ms' (units: us, ms, s, min, h, day, week)"),
    ],
)
def test_a_typical_slip_is_answered_with_what_to_write(change, said) -> None:
    with pytest.raises(ConfigError, match=re.escape(said)):
        load_study(CONFIG, [change])


def test_every_field_that_tells_alternatives_apart_is_known() -> None:
    schema = json.dumps(Study.model_json_schema(by_alias=True))
    told_apart = set(re.findall(r'"propertyName": "([^"]+)"', schema))
    assert told_apart == {*KIND_FIELDS}


def test_a_whole_part_of_another_rule_replaces() -> None:
    rule = "{rule: inhibitory, target_rate: 5 Hz, learning_rate: {development: 1, adult: 1}}"
    study = load_study(CONFIG, [f"network.projections.exc_exc.plasticity={rule}"])
    assert study.network.projections["exc_exc"].plasticity.rule == "inhibitory"


def test_a_study_says_all_names_that_refer_to_nothing_at_once() -> None:
    unknown = ["course.arms.a=[clpb]", "phases.clbp.visit=[nothing]", "course.yoked={b: {}}"]
    with pytest.raises(ConfigError) as caught:
        load_study(CONFIG, unknown)
    first, *rest = str(caught.value).splitlines()
    assert first.endswith("tiny.yaml: 3 problems")
    places = ["course.arms.a", "course.yoked", "phases.clbp.visit"]
    assert sorted(line.split(":")[0].strip() for line in rest) == places
    assert all(line.endswith("(--set)") for line in rest)


def test_of_hundreds_of_problems_the_first_twenty_are_listed() -> None:
    text = problems({"cells": {"count": 1, "steps": [5] * 500}})
    assert text.startswith("study.yaml: 500 problems")
    assert text.endswith("and 480 more")
    assert len(text.splitlines()) == 22


def test_a_misspelt_key_comes_with_a_suggestion() -> None:
    text = problems({"cells": {"count": 1, "rulse": {}}})
    hint = "unknown key 'rulse'; did you mean 'rules'?; known keys: count, rules, steps"
    assert f"  cells.rulse: {hint} (study.yaml)" in text


def test_a_misspelt_key_inside_lists_and_maps_is_found() -> None:
    step = {"rule": "triplet", "tau_plus": "1 ms", "shar": 1}
    text = problems({"cells": {"count": 1, "rules": {"x": step}, "steps": [step]}})
    assert text.count("did you mean 'share'?") == 2


def test_an_unlike_key_comes_with_the_list_only() -> None:
    assert "unknown key 'zzz'; known keys: cells, seed" in problems(
        {"cells": {"count": 1}, "zzz": 1}
    )


def test_a_missing_key_is_named() -> None:
    assert "  cells.count: is missing; add it (study.yaml)" in problems({"cells": {}})


def test_a_long_value_is_cut() -> None:
    text = problems({"cells": {"count": "x" * 1000}})
    assert len(text) < 250
    assert "xxx..." in text


def test_without_known_keys_the_unknown_key_is_still_named() -> None:
    with pytest.raises(ValidationError) as caught:
        Config.model_validate({"cells": {"count": 1}, "sed": 1})
    text = str(explain_validation_error(caught.value, {}, "a.yaml"))
    assert text.endswith("sed: unknown key 'sed' (a.yaml)")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("assessments.foo.kind=nosuch", r"assessments\.foo\.kind: got 'nosuch'; allowed: recruit"),
        ("assessments.foo.kind=tms_mpa", r"foo\.kind: got 'tms_mpa'; did you mean 'tms_map'\?"),
        ("compiler.optimisation=portabel", r"did you mean 'portable'\? allowed: native, portable"),
        ("network.populations.exc.layout.kind=shet", r"layout\.kind: got 'shet'; did you mean"),
    ],
)
def test_a_word_that_is_none_of_several_is_answered_with_the_nearest(change, said):
    with pytest.raises(ConfigError, match=said):
        load_study("tiny", [change])


@pytest.mark.parametrize(
    ("change", "place"),
    [
        # tiny has an assessment of this name too
        ("assessments.cm={kind: cued_movement, trials: 4, sequence: clbp}", "assessments.cm"),
        ("contrasts.c={kind: arms, arms: [no_training, [1]]}", "contrasts.c.arms.1"),
    ],
)
def test_the_kind_of_a_part_is_not_taken_for_its_neighbour_or_its_field(change, place):
    with pytest.raises(ConfigError, match=rf"\n  {place}: .*\(--set\)"):
        load_study("tiny", [change])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            "sequences.clbp.spikes={cue: {jitter: 1 ms}}",
            "clbp.spikes.cue: kind is missing; allowed: correlated, pulses, recorded",
        ),
        ("contrasts.new={measure: overlap}", "contrasts.new: kind is missing; allowed: arms, "),
        ("assessments.threshold.kind=null", "kind is missing; allowed: activity, .*tms_map"),
        ("network.projections={new: {plasticity: {}}}", "plasticity: rule is missing; allowed: "),
    ],
)
def test_a_kind_that_is_missing_is_answered_with_all_kinds(request, change, said):
    with pytest.raises(ConfigError, match=said):
        load_study(request.config.rootpath / "configs/base.yaml", [change])
