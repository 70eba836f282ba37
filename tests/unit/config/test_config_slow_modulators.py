"""The table of slow modulators: what it refuses, and that what it allows is a closed list."""

import re

import pytest
import yaml

from cortex_sim.analysis import onsets  # noqa: F401 - measures exist, and are no source
from cortex_sim.catalog.arrows import modulator_lines, shipped_modulators
from cortex_sim.catalog.citations import load_citations
from cortex_sim.config.load import load_study
from cortex_sim.config.shipped import find_study
from cortex_sim.config.slow_modulators import PracticeTargets, Sources, Targets, arrows_of
from cortex_sim.errors import ConfigError

TIMED = "time: {on: 1 day}"
MILIEU = find_study("model/milieu.yaml")


def table(text):
    return [f"slow_clock.modulators={{{text}}}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"a: {{{TIMED}, sources: {{modulator: {{b: 1}}}}}}, "
            f"b: {{{TIMED}, sources: {{modulator: {{a: 1}}}}}}",
            "a, b move each other in a circle",
        ),
        (f"a: {{{TIMED}, sources: {{modulator: {{a: 1}}}}}}", "use self_gain"),
        (f"a: {{{TIMED}, sources: {{modulator: {{bb: 1}}}}}}, b1: {{}}", "no such modulator"),
        (f"a: {{{TIMED}, self_gain: 1}}", "self_gain"),
        ("a: {self_gain: 0.5}", "no effect without time"),
        ("a: {time: {on: 0 s}}", "greater than 0"),
        ("a: {time: {on: -1 s}}", "greater than 0"),
        ("a: {sources: {overlap: 1}}", "overlap"),
        ("a: {acts_on: {weights: {gain: 1}}}", "weights"),
        ("a: {sources: {load: .nan}}", "finite"),
        ("a: {sources: {load: 1e9}}", "10"),
        ("a: {sources: {bout: {yoga: 1}}}", "yoga"),
        ("a: {sources: {load: 1}, acts_on: {learning: {gain: -1.5}}}", "makes the factor -0.5"),
        ("a: {sources: {load: 1}, acts_on: {learning: {shape: hill}}}", "baseline of 0"),
        ("a: {acts_on: {learning: {shape: hill, gain: 2}}}", "has no effect on shape hill"),
        ("a: {acts_on: {modulator: {b: {gain: 1}}}}", "no such modulator"),
        (
            "a: {acts_on: {modulator: {b: {gain: 1}}}}, b: {acts_on: {modulator: {c: {gain: 1}}}}, "
            "c: {}",
            "goes one level deep",
        ),
        ("a: {time: {on: 1 day, off: 2 days}, sources: {bdnf: 1}}", "differs from on, but bdnf"),
        (f"a: {{{TIMED}, sources: {{modulator: {{b: 1}}}}}}, b: {{}}", "has no time constant"),
        ("a: {dose: regular}", "needs time"),
        (
            f"a: {{{TIMED}, sources: {{bdnf: -4}}, sustains_load: 0.9}}",
            "modulators.a: effective load raises itself by way of BDNF, with a gain of 1.1",
        ),
        (
            f"a: {{{TIMED}, sources: {{bdnf: -4}}}}, b: {{{TIMED}, self_gain: 0.5, "
            "sources: {modulator: {a: 1}}, sustains_load: 0.4, acts_on: {load: {gain: 0.1}}}",
            "modulators.b: effective load raises itself by way of BDNF, with a gain of 1.2",
        ),
        ("bdnf: {}", "a state of this name"),
        ("a: {works: {from_load: {supports: [x2000]}}}", "no such arrow; known: none"),
        ("a: {sources: {context: {'../x': 1}}}", "a name of letters"),
        ("a: {acts_on: {relay_bias: {gain: 1}}}", "lay model/thalamic.yaml on the study"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_line(text, message):
    with pytest.raises(ConfigError, match=re.escape(message)) as caught:
        load_study("slow_clock", table(text))
    assert "slow_clock" in str(caught.value)
    assert len(str(caught.value).splitlines()) <= 3


@pytest.mark.parametrize(
    "text",
    [
        f"a: {{{TIMED}, sources: {{bdnf: -3}}, sustains_load: 0.9}}",
        f"a: {{{TIMED}, sources: {{bdnf: 10}}, sustains_load: 0.9}}",
        f"a: {{{TIMED}, baseline: 2, sources: {{bdnf: -1}}, acts_on: {{load: {{shape: hill}}}}}}",
    ],
)
def test_a_circle_through_effective_load_that_settles_is_allowed(text):
    assert set(load_study("slow_clock", table(text)).slow_clock.modulators) == {"a"}


@pytest.mark.parametrize(
    ("field", "given"), [("context", "stres"), ("drugs", "levodop"), ("levels", "dopamin")]
)
def test_a_context_drug_or_level_that_no_modulator_knows_is_refused(field, given):
    with pytest.raises(ConfigError, match=f"{field}.{given}: no .*modulator.* did you mean"):
        load_study("dopamine", [f"phases.training_free.{field}={{{given}: 1}}"])


def test_what_only_modulators_read_is_refused_without_a_slow_clock():
    with pytest.raises(ConfigError, match=r"context.*has no effect here; add slow_clock"):
        load_study("tiny", ["phases.clbp.context={stress: 1}"])


def test_no_measure_is_a_source_and_no_muscle_or_weight_a_target():
    study = load_study("base")
    measures = {"overlap", "cog", "area", "volume", "peaks", "onset", "mep", "amt", "sici", "map"}
    assert not measures & set(Sources.model_fields)
    targets = set(Targets.model_fields) | set(PracticeTargets.model_fields)
    forbidden = {*study.muscle_names, *measures, "weights", "delay", *study.network.projections}
    assert not forbidden & targets


def test_every_work_of_the_table_that_ships_is_in_the_catalogue():
    rows = shipped_modulators()
    cited = {
        key
        for row in rows.values()
        for works in row.works.values()
        for key in (*works.supports, *works.contradicts)
    }
    assert cited <= set(load_citations())
    assert len(rows) >= 15


def test_every_arrow_has_a_name_of_its_own_and_is_listed_with_its_works():
    rows = shipped_modulators()
    names = [f"{name}_{arrow.name}" for name, row in rows.items() for arrow in arrows_of(row)]
    lines = modulator_lines(rows)
    assert len(names) == len(set(names))
    assert all(any(line.strip().startswith(f"{name}  ") for line in lines) for name in names)
    assert "Saanijoki et al. 2018" in next(x for x in lines if "opioid_from_bout_aerobic" in x)
    assert any("glia_to_modulator_sensitisation  none" in line for line in lines)


def test_a_modulator_is_removed_by_null():
    study = load_study("dopamine", ["slow_clock.modulators.glia=null"])
    assert "glia" not in study.slow_clock.modulators


def switches():
    """Return the modulators of the milieu and what its comments say to write under each."""
    found, name = [], ""
    for line in MILIEU.read_text(encoding="utf-8").splitlines():
        if named := re.fullmatch(r"    (\w+):", line):
            name = named[1]
        if said := re.fullmatch(r"\s+# to switch [^:]*on: (\{.*\})", line):
            found.append((name, said[1]))
    return found


@pytest.mark.parametrize(("name", "said"), switches())
def test_what_the_milieu_says_to_write_switches_an_arrow_on(tmp_path, name, said):
    path = tmp_path / "on.yaml"
    path.write_text("extends: [base.yaml, model/milieu.yaml]\nname: switched\n")
    before, after = (
        {arrow.name for arrow in arrows_of(study.slow_clock.modulators[name]) if not arrow.sign}
        for study in (load_study(path), load_study(path, [f"slow_clock.modulators.{name}={said}"]))
    )
    assert after < before


def test_every_arrow_that_ships_without_effect_says_how_to_switch_it_on():
    of_file = MILIEU.read_text(encoding="utf-8").splitlines()
    rows = {n: row for n, row in shipped_modulators().items() if f"    {n}:" in of_file}
    idle = {name for name, row in rows.items() if has_idle_arrow(row)}
    assert idle == {name for name, said in switches() if yaml.safe_load(said)}


def has_idle_arrow(row):
    return not all(arrow.sign for arrow in arrows_of(row))


@pytest.mark.parametrize(
    "said",
    [
        "cohort.traits.dopamine={mean: 1, sd: 0.2}",
        "course.persons.no_training={traits: {dopamine: {mean: 1, sd: 0.2}}}",
    ],
)
def test_a_trait_that_is_a_modulator_is_sent_to_its_place(said):
    with pytest.raises(ConfigError, match=r"slow_clock\.modulators\.dopamine\.trait") as refused:
        load_study("slow_modulators", [said])
    assert "baselines.dopamine" in str(refused.value)
