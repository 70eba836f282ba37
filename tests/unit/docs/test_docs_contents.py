"""Generated tables say everything that the package holds."""

from pathlib import Path

import contents
import field_reference
import systems

import cortex_sim
from cortex_sim.catalog.findings import load_findings
from cortex_sim.config.load import load_study
from cortex_sim.config.study import Study
from cortex_sim.engine.fingerprint import EXEMPT

DOCS = Path(__file__).parents[3] / "docs"
SECTIONS = {table.model.__name__: table for table in field_reference.section_tables(Study)}
FIELDS = [(name, row) for name, table in SECTIONS.items() for row in table.rows]


def test_every_field_of_the_configuration_has_a_meaning():
    assert len(FIELDS) > 200
    assert [f"{section}.{row.name}" for section, row in FIELDS if not row.meaning] == []


def test_a_field_shows_its_unit_limits_and_default():
    row = next(row for row in SECTIONS["Practice"].rows if row.name == "interval")
    assert (row.kind, row.default) == ("time (≥ 0)", "1 day")


def test_a_section_says_where_it_stands():
    assert SECTIONS["Cell"].paths == ("network.cells.NAME",)


def test_the_parameter_tables_hold_every_parameter_once():
    shown = [
        f"{table.title}.{row[0].strip('`')}"
        for table in contents.parameter_tables()
        for row in table.rows
    ]
    assert shown == [row.path for row in contents.parameter_rows()]


def test_a_parameter_is_shown_with_value_unit_and_status():
    network = next(t for t in contents.parameter_tables() if t.title == "network")
    row = next(row for row in network.rows if row[0] == "`trace_decay.post_slow`")
    assert row[1:4] == ("114", "ms", "measured")


def test_every_part_of_every_finding_is_shown():
    for finding in contents.ledger().findings.values():
        assert len(contents.part_rows(finding).rows) == len(finding.parts)


def test_the_limits_page_lists_the_code_that_is_not_part_of_results():
    assert len(contents.science_rows().rows) == len(EXEMPT)
    assert "cortex-table} science" in (DOCS / "limits.md").read_text()


def test_the_api_page_names_every_room_of_the_package():
    rooms = [p.parent.name for p in Path(cortex_sim.__file__).parent.glob("*/__init__.py")]
    named = (DOCS / "api.rst").read_text().split()
    assert [r for r in rooms if r != "cli" and f"cortex_sim.{r}" not in named] == []


def test_a_doi_becomes_a_link_without_the_full_stop():
    pieces = dict(contents.linked("See doi 10.1093/pm/pnx036."))
    assert pieces["doi 10.1093/pm/pnx036"] == "https://doi.org/10.1093/pm/pnx036"


def test_the_worked_protocol_adds_an_arm_of_two_phases():
    study = load_study(DOCS / "examples" / "graded_training.yaml")
    assert study.course.arms["graded_training"] == ("deep_alone", "whole_movement")
    assert "motor_control_training" not in study.course.arms


def test_the_table_of_systems_says_of_each_row_whether_it_is_modelled():
    """Rows of the ledger on these systems stand in the table; "not run" is left to the numbers."""
    text = (DOCS / "systems.md").read_text()
    table = text[text.index("## In one table") : text.index("## Acute hypoalgesia")]
    findings = load_findings().findings
    names = list(findings)
    for name in names[names.index("dopamine_is_needed") :]:
        is_modelled = any(not part.not_modelled for part in findings[name].parts.values())
        said = table.partition(f"`{name}`: ")[2]
        assert said.startswith("<!-- n " if is_modelled else "not modelled"), name


def test_every_modulator_and_intervention_that_ships_has_a_row():
    named = {row[0] for row in systems.modulator_rows().rows}
    assert {"`dopamine`", "`sensitisation`", "`vegf`"} <= named
    rows = {row[0]: row for row in systems.intervention_rows().rows}
    assert "600 pulses over DM at 0.8" in rows["`itbs`"][1]
    assert rows["`yoga`"][2] == "mind body, 75 min at 0.85"
    assert rows["`pain_education`"][4] == "an arm without it"
