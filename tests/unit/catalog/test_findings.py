"""The published findings: complete, consistent, and out of the model's reach."""

import ast
from fnmatch import fnmatch
from pathlib import Path

import pytest

import cortex_sim
from cortex_sim.catalog.findings import load_findings, parse_findings
from cortex_sim.catalog.parameters import leaves
from cortex_sim.config.load import load_study, study_as_data
from cortex_sim.errors import ConfigError

PACKAGE = Path(cortex_sim.__file__).parent
READERS = {"evidence", "cli", "report"}
TARGETS = ("findings.py", "findings_schema.py", "physiology.py")
"""Modules of ``catalog`` that say what others measured."""

LEDGER = load_findings()

GOOD = """
runs: {}
sources: {someone1999: {authors: Someone A, year: 1999, journal: Journal of Tests}}
findings:
  overlap_rises:
    claim: Overlap rises.
    strength: planted
    sources: {someone1999: found}
    parts:
      rises:
        claim: Overlap rises.
        sign: 1
        reading: {kind: tms_map, measure: overlap, muscle: [DM-LES]}
        before: {visit: healthy}
        after: {visit: clbp}
        published: {low: 0.4, high: 1.6, mark: found}
"""


def test_every_finding_of_the_list_is_there_once():
    numbers = [f.number for f in LEDGER.findings.values() if f.number is not None]
    assert numbers == list(range(1, 12))


def test_a_contradiction_is_stated_on_both_sides():
    for key, finding in LEDGER.findings.items():
        for other in finding.contradicted_by:
            assert key in LEDGER.findings[other].contradicted_by


def test_every_finding_names_its_sources_as_text():
    for key, finding in LEDGER.findings.items():
        assert finding.sources, key
        assert all(LEDGER.reference(source) for source in finding.sources), key


STUDIES = ("arms", "thalamus", "slow_modulators")
"""Studies that together have every setting that fixes a finding."""


def test_a_setting_that_fixes_a_finding_exists():
    studies = (load_study(PACKAGE.parent / "configs" / f"{n}.yaml") for n in STUDIES)
    known = {path for study in studies for path, _ in leaves(study_as_data(study))}
    for finding in LEDGER.findings.values():
        for path in finding.imposed_by:
            assert any(fnmatch(one, path) or fnmatch(one, f"{path}.*") for one in known), path


def test_an_origin_without_the_settings_that_impose_it_is_refused():
    said = GOOD.replace("strength: planted", "strength: planted\n    origin: imposed")
    with pytest.raises(ConfigError, match=r"origin 'imposed'.*name the settings"):
        parse_findings(said, "planted")


@pytest.mark.parametrize(("low", "high"), [(-1.6, -0.4), (0.4, 1.6)])
def test_a_band_lies_on_the_side_of_its_sign(low, high):
    for finding in LEDGER.findings.values():
        for part in finding.parts.values():
            if part.sign and part.published.band == (low, high):
                assert part.sign * low > 0


def test_training_needs_its_control_arms():
    assert {"unspecific_exercise", "motor_control_training", "no_training"} <= set(
        LEDGER.findings["training_restores_map"].visits
    )


def test_inhibition_needs_paired_pulses():
    assert LEDGER.findings["sici_falls_in_back_only"].assessments == ("paired_pulse",)


def test_a_reading_of_a_part_completes_that_of_a_visit():
    part = parse_findings(GOOD, "test").findings["overlap_rises"].parts["rises"]
    assert part.readings["after"].measure == "overlap"
    assert part.readings["after"].visit == "clbp"


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("low: 0.4, high: 1.6", "low: 1.6, high: 0.4", "low is above high"),
        ("low: 0.4, high: 1.6", "low: 0.4", "both low and high"),
        ("sign: 1", "sign: 2", "sign"),
        ("        sign: 1\n", "", "sign is missing"),
        ("{visit: clbp}", "{}", "visit is missing"),
        ("mark: found}", "mark: sure}", "mark"),
        ("someone1999: found", "nobody: found", "unknown source"),
        ("strength: planted", "strength: x\n    contradicted_by: [gone]", "unknown finding"),
        ("claim: Overlap rises.\n    s", "claim: O\n    colour: red\n    s", "colour"),
        ("sign: 1", "sign: 0\n        test: value", "cannot be compared"),
        ("overlap_rises:", "overlap_rises: 3\n  x:", "expected a map"),
    ],
)
def test_a_damaged_ledger_is_refused(good, bad, message):
    assert good in GOOD
    with pytest.raises(ConfigError, match=message):
        parse_findings(GOOD.replace(good, bad, 1), "test")


def test_text_without_findings_is_refused():
    with pytest.raises(ConfigError, match="holds no map 'findings'"):
        parse_findings("runs: {}", "test")


NAMES = ("catalog.findings", "catalog.physiology")
FILES = ("findings.yaml", "physiology.yaml")


def mentions_findings(source):
    """Return whether a source imports the findings or the physiology, or names their files."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or "", *(f"{node.module}.{a.name}" for a in node.names)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            names = [f"catalog.{node.value}"] if node.value.endswith(FILES) else []
        else:
            continue
        if any(target in name for name in names for target in NAMES):
            return True
    return False


@pytest.mark.parametrize(
    "source",
    [
        "from cortex_sim.catalog.findings import load_findings",
        "from cortex_sim.catalog import findings",
        "from cortex_sim.catalog.findings_schema import Part",
        "import cortex_sim.catalog.findings as f",
        "path = 'findings.yaml'",
        "from cortex_sim.catalog.physiology import load_physiology",
        "from cortex_sim.catalog import physiology",
        "path = 'physiology.yaml'",
    ],
)
def test_every_way_to_reach_the_findings_is_noticed(source):
    assert mentions_findings(source)


def test_published_targets_are_out_of_reach_of_the_model():
    guilty = [
        path.relative_to(PACKAGE)
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] not in READERS
        and path.relative_to(PACKAGE) not in {Path("catalog", name) for name in TARGETS}
        and mentions_findings(path.read_text())
    ]
    assert guilty == []
