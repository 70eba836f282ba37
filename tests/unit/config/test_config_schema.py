"""Schemas for editors: true to the code, and fit for files that hold a part of a study."""

import json
from pathlib import Path

import jsonschema
import pytest

from cortex_sim.config.schema import (
    STUDY_SCHEMA,
    SWEEP_SCHEMA,
    field_docs,
    file_schema,
    schema_line,
    schema_text,
)
from cortex_sim.config.shipped import EXPERIMENTS, SWEEPS, shipped_folder
from cortex_sim.config.study import Study
from cortex_sim.config.yaml_loader import load_yaml
from cortex_sim.sweep.config import SweepFile

SCHEMAS = {STUDY_SCHEMA: Study, SWEEP_SCHEMA: SweepFile}
CONFIGS = shipped_folder()
FILES = sorted(CONFIGS.rglob("*.yaml"))


def problems(model, data):
    checker = jsonschema.Draft202012Validator(file_schema(model))
    return [error.message for error in checker.iter_errors(data)]


@pytest.mark.parametrize("path", SCHEMAS, ids=str)
def test_the_stored_schemas_are_those_of_the_code(path):
    stored = (CONFIGS / path).read_text(encoding="utf-8")
    assert stored == schema_text(SCHEMAS[path]), "run 'cortex-sim schema configs'"


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(CONFIGS).as_posix())
def test_every_file_names_its_schema_and_agrees_with_it(path):
    schema = SWEEP_SCHEMA if path.parent.name == SWEEPS else STUDY_SCHEMA
    above = "" if path.parent == CONFIGS else ".."
    text = path.read_text(encoding="utf-8")
    assert text.splitlines()[0] == schema_line(Path(above, schema))
    assert (path.parent / above / schema).is_file()
    assert problems(SCHEMAS[schema], load_yaml(path)) == []


def test_the_configurations_of_experiments_agree_with_the_schema():
    paths = list(shipped_folder(EXPERIMENTS).rglob("*.yaml"))
    loaded = {path: load_yaml(path) for path in paths}
    studies = {path: data for path, data in loaded.items() if "extends" in data}
    assert studies
    assert {path: found for path, data in studies.items() if (found := problems(Study, data))} == {}


@pytest.mark.parametrize(
    "data",
    [
        {"cohort": {"subject": 3}},
        {"cohort": {"subjects": "three"}},
        {"phases": {"clbp": {"gaba_gain": -1}}},
        {"assessments": {"a": {"kind": "nothing"}}},
        {"name": "no spaces here"},
        {"extends": 3},
    ],
)
def test_what_is_wrong_in_one_place_is_seen(data):
    assert problems(Study, data) != []


def test_null_and_a_part_of_a_section_are_allowed():
    assert problems(Study, {"course": {"arms": {"no_training": None}}, "cohort": None}) == []
    assert problems(Study, {"assessments": {"cued_movement": {"trials": 3}}}) == []


def test_a_field_is_explained_by_what_is_written_under_it():
    assert field_docs(Study)["name"] == "Name of the folder under ``results/``."
    fields = json.loads(schema_text(Study))["properties"]
    assert fields["name"]["description"] == "Name of the folder under ``results/``."
