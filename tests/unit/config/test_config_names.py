"""Every name in a configuration follows a pattern, every text is of characters one sees, and every
count has a limit."""

from pathlib import Path

import pytest

from cortex_sim.config.load import load_study
from cortex_sim.config.study import Study
from cortex_sim.errors import ConfigError
from cortex_sim.names import LONGEST_LABEL, STORE_FOLDERS
from cortex_sim.store.paths import SessionStore
from cortex_sim.sweep.config import SweepFile
from cortex_sim.sweep.load import load_sweep

TINY = Path(__file__).resolve().parents[3] / "configs" / "tiny.yaml"
TRAVERSED = "k/../../../../traversed"
BOUND = {"enum", "const", "pattern"}


def parts(schema, where=""):
    """Yield every part of a schema with its place."""
    if isinstance(schema, list):
        schema = dict(enumerate(schema))
    if isinstance(schema, dict):
        yield where, schema
        for key, inner in schema.items():
            yield from parts(inner, f"{where}/{key}")


def without_pattern(schema):
    """Yield the places of text fields and of maps whose text or keys may be anything."""
    for where, part in parts(schema):
        yield from unbound(where, part)


def unbound(where, schema):
    if schema.get("type") == "string" and not BOUND & schema.keys():
        yield where
    free = schema.get("additionalProperties", False)
    if schema.get("type") == "object" and free and "propertyNames" not in schema:
        yield f"{where} (keys)"


@pytest.mark.parametrize("model", [Study, SweepFile])
def test_no_text_and_no_key_of_a_configuration_is_without_a_pattern(model):
    assert list(without_pattern(model.model_json_schema())) == []


def test_no_count_of_a_study_is_without_a_limit():
    """A list of so many pulses or trials would be made before anybody looks at the number."""
    counts = [part for part in parts(Study.model_json_schema()) if part[1].get("type") == "integer"]
    free = [where for where, part in counts if not {"maximum", "enum", "const"} & part.keys()]
    assert len(counts) > 20
    assert free == []


@pytest.mark.parametrize("count", [10_001, 10**30])
def test_a_count_beyond_its_limit_is_refused(count):
    with pytest.raises(ConfigError, match="less than or equal to 10000"):
        load_study(TINY, [f"assessments.map_structural.pulses={count}"])


def test_the_walk_finds_what_has_none():
    free = {"properties": {"a": {"type": "string"}, "b": {"anyOf": [{"type": "string"}]}}}
    keys = {"type": "object", "additionalProperties": {"type": "integer"}}
    assert list(without_pattern(free)) == ["/properties/a", "/properties/b/anyOf/0"]
    assert list(without_pattern(keys)) == [" (keys)"]


@pytest.mark.parametrize(
    "override",
    [
        f"name={TRAVERSED}",
        f"assessments={{{TRAVERSED}: {{kind: baseline}}}}",
        f"phases={{{TRAVERSED}: {{}}}}",
        f"phases.healthy.visit=[{TRAVERSED}]",
        f"phases.healthy.practice.0.sequence={TRAVERSED}",
        f"sequences={{{TRAVERSED}: {{}}}}",
        f"sequences.healthy.directions={{{TRAVERSED}: 1}}",
        f"course.arms={{{TRAVERSED}: [no_training]}}",
        f"muscles={{{TRAVERSED}: {{name: x, depth: deep, position: [0 mm, 0 mm]}}}}",
        f"muscles.DM.area={TRAVERSED}",
        f"network.cells={{{TRAVERSED}: {{}}}}",
        f"network.populations={{{TRAVERSED}: {{}}}}",
        f"network.projections={{{TRAVERSED}: {{}}}}",
        f"assessments.map_structural.restore={{exc_exc: {TRAVERSED}}}",
        f"reference_phase={TRAVERSED}",
        f"primary_pair=[{TRAVERSED}, LES]",
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(override):
    with pytest.raises(ConfigError, match=r"expected .*letters.* first"):
        load_study(TINY, [override])


@pytest.mark.parametrize("line", ["name: ../s", "subsets: {../s: {cohort.first_seed: [1]}}",
                                  "set: {a/b: 1}", "name: builds"])  # fmt: skip
def test_a_sweep_is_held_to_the_same(line, tmp_path):
    data = {"name": "name: s", "axes": "axes: [{key: cohort.first_seed, values: [1, 2]}]"}
    data[line.partition(":")[0]] = line
    path = tmp_path / "sweep.yaml"
    path.write_text("\n".join([f"study: {TINY}", *data.values()]))
    with pytest.raises(ConfigError, match=r"expected|folders of the store"):
        load_sweep(path)


def test_the_folders_of_the_store_are_no_names_of_studies(tmp_path):
    store = SessionStore(tmp_path)
    own = {store.path("abc").relative_to(tmp_path).parts[0], store.builds.name}
    assert own == set(STORE_FOLDERS)
    for name in (*own, "Sessions", "BUILDS"):
        with pytest.raises(ConfigError, match=r"folders of the store; take another name"):
            load_study(TINY, [f"name={name}"])


@pytest.mark.parametrize(
    ("override", "place"),
    [
        ("phases.Clbp={}", "phases"),
        ("assessments.Baseline={kind: baseline}", "assessments"),
        ("course.arms.NO_training=[no_training]", "course"),
        ("muscles.dm={name: x, depth: deep, position: [0 mm, 0 mm]}", "muscles"),
    ],
)
def test_names_that_differ_in_case_alone_are_refused(override, place):
    with pytest.raises(ConfigError, match=rf"{place}: .*differ in case alone.*rename one"):
        load_study(TINY, [override])


@pytest.mark.parametrize("text", ["a\\x1b[2J", "a\\nb", "a\\u202eb", "a\\u2028b", "_hidden", "\\0",
                                  "a" * (LONGEST_LABEL + 1), "a" * 10_000])  # fmt: skip
@pytest.mark.parametrize("field", ["phases.clbp.label", "muscles.DM.name",
                                   "network.projections.exc_exc.label"])  # fmt: skip
def test_a_label_is_one_line_of_what_one_sees(field, text):
    with pytest.raises(ConfigError, match=r"control characters|at most 120"):
        load_study(TINY, [f'{field}="{text}"'])


@pytest.mark.parametrize("text", ["$\\\\frac$", "<script>", "\\u200fשלום", "CLBP, 50 % 'so' & so"])
def test_a_label_may_hold_what_markup_is_made_of(text):
    assert load_study(TINY, [f'phases.clbp.label="{text}"']).phases["clbp"].label


def test_a_description_may_have_lines_but_steers_no_terminal():
    assert load_study(TINY, ['description="a\\n\\tb"']).description == "a\n\tb"
    with pytest.raises(ConfigError, match=r"text without control characters"):
        load_study(TINY, ['description="\\x1b[2J"'])


def test_an_area_that_is_a_slip_of_the_trunk_is_refused():
    with pytest.raises(ConfigError, match=r"muscles.DM.area: got 'trnk'; did you mean 'trunk'"):
        load_study(TINY, ["muscles.DM.area=trnk"])
