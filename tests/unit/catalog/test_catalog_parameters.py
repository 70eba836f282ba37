from pathlib import Path

import pytest
from fixtures.assessments import EXAMPLES, example
from fixtures.tiny_lab import EVERYTHING

from cortex_sim.catalog.citations import load_citations
from cortex_sim.catalog.parameters import (
    SECTIONS,
    describe,
    is_numeric,
    leaves,
    load_entries,
    parameter_table,
)
from cortex_sim.config.load import load_study, study_as_data
from cortex_sim.config.yaml_loader import load_yaml
from cortex_sim.errors import ConfigError
from cortex_sim.units import UNITS, parse_quantity

BASE = Path(__file__).parents[3] / "configs" / "base.yaml"
SLOW = BASE.with_name("slow_clock.yaml")
DIMENSION = {unit: dimension for dimension, units in UNITS.items() for unit in units}


@pytest.fixture(scope="module")
def base():
    return study_as_data(load_study(BASE))


@pytest.fixture(scope="module")
def first_release():
    """The study whose phases set levels as numbers."""
    return study_as_data(load_study(BASE.parent / "model" / "first_release.yaml"))


@pytest.fixture(scope="module")
def slow():
    """The study that fills in the optional section of the slow clock."""
    return study_as_data(load_study(SLOW))


SPIKES = (
    "healthy.direction_overlap=0.5",
    "clbp.spikes.afferent={kind: correlated, synchrony: 0.5, between_muscles: 0.1, rate: 5 Hz}",
    "motor_control_training.spikes.afferent={kind: pulses, burst: 2, bursts: 2}",
)


@pytest.fixture(scope="module")
def milieu():
    """A study that uses the table of slow modulators, context, drugs, levels and feedback."""
    changes = [
        "phases.training_free.context={stress: 0.5}",
        "phases.training_free.practice.0.feedback={muscle: DM, within: [0 ms, 100 ms]}",
        "slow_clock.modulators.dopamine.sources.success=0.5",
    ]
    return study_as_data(load_study(SLOW.with_name("dopamine.yaml"), changes))


@pytest.fixture(scope="module")
def treated():
    """A study whose sessions have coils, currents and volleys."""
    return study_as_data(load_study(SLOW.with_name("stimulation.yaml")))


@pytest.fixture(scope="module")
def echo(tmp_path_factory):
    """The default study with the echo of a go signal."""
    path = tmp_path_factory.mktemp("echo") / "echo.yaml"
    files = [str(BASE), str(BASE.parent / "model" / "go_signal.yaml")]
    path.write_text(f"extends: {files}\nname: echo\n")
    return study_as_data(load_study(path))


@pytest.fixture(scope="module")
def assessments():
    """An assessment of every kind; the name that they have in no study is that of the kind."""
    kinds = {kind: example(kind).model_dump(mode="json") for kind in EXAMPLES}
    return {"assessments": kinds}


@pytest.fixture(scope="module")
def optional():
    """A study that has what a network may have, and the default has not."""
    changes = [f"sequences.{name}" for name in SPIKES]
    changes += ["muscles.DM.further_patches=[[1 mm, 1 mm]]"]
    return study_as_data(load_study(BASE.with_name("tiny.yaml"), [*EVERYTHING, *changes]))


@pytest.fixture(scope="module")
def thalamic():
    """The study whose network has a thalamus."""
    return study_as_data(load_study(BASE.with_name("thalamus.yaml")))


def science(data):
    return {p: v for p, v in leaves(data) if p.split(".")[0] in SECTIONS and is_numeric(v)}


def winners(path):
    matching = [entry for entry in load_entries() if entry.matches(path)]
    most = max((entry.literal_characters for entry in matching), default=0)
    return [entry for entry in matching if entry.literal_characters == most]


def test_every_number_of_the_base_config_has_an_entry():
    assert [path for path in science(load_yaml(BASE)) if not winners(path)] == []


def test_every_default_that_the_base_config_leaves_open_has_an_entry(base):
    assert [path for path in science(base) if not winners(path)] == []


def test_every_number_of_the_slow_clock_has_an_entry_with_its_value(slow):
    rows = [row for row in parameter_table(slow, {}) if row.path.startswith("slow_clock.")]
    assert [row.path for row in rows if row.source == "not in the catalogue"] == []
    lists = ("intensity_points", "acute_rise", "responses", "age_years", "fitness", "genotype")
    changed = [row.path for row in rows if row.source == "set by the study"]
    assert [path for path in changed if not any(name in path for name in lists)] == []


def test_every_number_of_every_kind_of_assessment_has_an_entry(assessments):
    assert [path for path in science(assessments) if not winners(path)] == []


def test_every_number_of_the_slow_modulators_has_an_entry(milieu):
    assert [path for path in science(milieu) if not winners(path)] == []


def test_every_number_of_an_echo_has_an_entry(echo):
    assert [path for path in science(echo) if not winners(path)] == []


def test_every_number_of_what_a_network_may_have_has_an_entry(optional):
    assert [path for path in science(optional) if not winners(path)] == []


def test_every_number_of_a_thalamus_has_an_entry(thalamic):
    assert [path for path in science(thalamic) if not winners(path)] == []


@pytest.fixture(scope="module")
def everything(base, first_release, slow, echo, milieu, treated, assessments, optional, thalamic):
    """All studies of this file."""
    return (base, first_release, slow, echo, milieu, treated, assessments, optional, thalamic)


def test_no_path_has_two_entries_that_are_equally_specific(everything):
    paths = {path: value for data in everything for path, value in science(data).items()}
    assert [path for path in paths if len(winners(path)) > 1] == []


def test_no_entry_is_unused(everything):
    paths = [path for data in everything for path, _ in leaves(data)]
    used = {winners(path)[0].pattern for path in paths if winners(path)}
    assert [entry.pattern for entry in load_entries() if entry.pattern not in used] == []


def test_the_unit_of_an_entry_fits_the_value(everything):
    for path, value in {p: v for data in everything for p, v in science(data).items()}.items():
        unit = describe(path).unit
        if isinstance(value, str):
            parse_quantity(value, DIMENSION[unit])
        else:
            assert (
                unit == "1" or path.split(".")[-1].endswith(("_mv", "_mm", "_hz")) or "_mv." in path
            ), path


def test_an_entry_says_meaning_and_source_and_cites_known_works():
    known = set(load_citations())
    for entry in load_entries():
        assert entry.meaning, entry.pattern
        assert entry.source, entry.pattern
        assert set(entry.citations) <= known, entry.pattern
        if entry.status == "measured":
            assert entry.citations, entry.pattern
            assert entry.value is not None, entry.pattern


def test_values_of_measured_entries_are_those_of_the_base_config(base):
    rows = parameter_table(base)
    measured = {row.path: row.value for row in rows if row.status == "measured"}
    assert measured == {
        "network.trace_decay.pre_fast": "16.8",
        "network.trace_decay.post_fast": "33.7",
        "network.trace_decay.post_slow": "114",
        "network.cells.pyramidal.tau_membrane": "20",
    }


def test_the_most_specific_entry_wins():
    assert describe("network.cells.dreamt_up.tau_membrane").status == "assumed"
    assert describe("network.cells.pyramidal.tau_membrane").status == "measured"


def test_a_wildcard_stays_within_one_part_of_the_path():
    with pytest.raises(ConfigError, match=r"network\.cells\.a\.b\.tau_membrane"):
        describe("network.cells.a.b.tau_membrane")


def test_table_shows_quantities_in_the_unit_of_the_entry():
    (row,) = parameter_table({"network": {"dt": "500 us"}})
    assert (row.path, row.value, row.unit) == ("network.dt", "0.5", "ms")


def test_table_leaves_out_what_is_neither_number_nor_described():
    study = {"name": "x", "execution": {"workers": 2}, "phases": {"a": {"label": "b"}}}
    assert parameter_table(study) == []


def test_table_lists_a_described_choice():
    (row,) = parameter_table({"bdnf": {"acts_on": "whole_rule"}})
    assert row.value == "whole_rule"


def test_a_published_value_that_a_study_changes_loses_its_source():
    (row,) = parameter_table({"network": {"trace_decay": {"pre_fast": "20 ms"}}})
    assert (row.status, row.source) == ("assumed", "set by the study")


def test_a_value_that_differs_from_the_reference_loses_its_source(first_release):
    study = {"phases": {"clbp": {"gaba_gain": 0.8, "bdnf": 0.7}}}
    gain, bdnf = parameter_table(study, first_release)
    assert gain.source == "set by the study"
    assert "10.1177/10998004251313741" in bdnf.source


def test_a_number_of_which_no_entry_speaks_is_shown_as_such():
    (row,) = parameter_table({"cohort": {"shoe_size": 42}})
    assert (row.value, row.source) == ("42", "not in the catalogue")
