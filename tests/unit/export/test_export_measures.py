"""Measures of a study with a data dictionary."""

import json

import pandas as pd
import pytest

from cortex_sim.errors import StorageError
from cortex_sim.export.measures import export_measures
from cortex_sim.model.subject import draw_individual

pytest.importorskip("pyarrow")


@pytest.fixture(scope="module")
def exported(results, tmp_path_factory):
    return export_measures(results.result, tmp_path_factory.mktemp("tables") / "out")


def test_parquet_and_csv_hold_the_rows_of_the_study(exported, results):
    rows = results.result.rows
    parquet = pd.read_parquet(exported[1])
    csv = pd.read_csv(exported[0], keep_default_na=False, na_values={"value": [""]})
    assert len(parquet) == len(csv) == len(rows)
    assert parquet["value"].to_numpy() == pytest.approx([r.value for r in rows], nan_ok=True)
    assert csv["value"].to_numpy() == pytest.approx([r.value for r in rows], nan_ok=True)
    assert parquet["day"].nunique() > 1
    assert parquet.groupby("subject")["trait_gaba_loss"].nunique().eq(1).all()


def test_traits_are_those_of_the_row_s_own_subject(exported, results):
    traits = results.result.study.cohort.traits
    own = {seed: draw_individual(traits, seed).gaba_loss for seed in results.result.subjects}
    table = pd.read_parquet(exported[1])
    assert len(set(own.values())) > 1
    assert dict(zip(table["subject"], table["trait_gaba_loss"], strict=True)) == pytest.approx(own)


def test_the_dictionary_says_what_each_column_and_measure_is(exported):
    about = json.loads(exported[2].read_text())
    table = pd.read_parquet(exported[1])
    assert set(about["columns"]) == set(table.columns)
    assert set(about["measures"]) == set(table["measure"])
    assert all(row["description"] for row in about["measures"].values())
    assert about["measures"]["cog_x"]["units"] == ["mm"]


def test_a_folder_that_holds_something_is_left_alone(results, tmp_path):
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(StorageError, match="not empty"):
        export_measures(results.result, tmp_path)
