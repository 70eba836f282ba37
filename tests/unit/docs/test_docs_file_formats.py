"""The page on files names what a finished study leaves."""

from pathlib import Path

from fixtures.finished_study import folder, results, study  # noqa: F401

PAGE = (Path(__file__).parents[3] / "docs" / "file_formats.md").read_text(encoding="utf-8")


def test_every_column_of_the_measures_is_explained(folder):  # noqa: F811
    head, _ = (folder / "measures.csv").read_text(encoding="utf-8").split("\n", 1)
    assert [name for name in head.split(",") if f"`{name}`" not in PAGE] == []


def test_every_file_of_a_study_is_named(folder):  # noqa: F811
    names = [path.name for path in folder.iterdir() if path.is_file()]
    assert len(names) > 2
    assert [name for name in names if f"`STUDY/{name}`" not in PAGE] == []
