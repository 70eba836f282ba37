"""Numbers in pages come from stored tables by name, so that none is stale."""

import numbers_in_text
import pytest

ROWS = """\
measure,visit,mean
overlap,healthy,0.146
overlap,clbp,0.249
onset,clbp,
shift,clbp,-1.5
"""
NUMBER = "<!-- n arms visits measure=overlap visit=clbp : mean .2f -->{}<!-- /n -->"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "arms-visits.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def test_a_number_is_that_of_its_row(folder):
    text = numbers_in_text.refreshed(f"It is {NUMBER.format('old')} here.", folder)
    assert text == f"It is {NUMBER.format('0.25')} here."


def test_a_page_with_another_number_is_stale(folder, tmp_path):
    page = tmp_path / "page.md"
    page.write_text(NUMBER.format("0.24"), encoding="utf-8")
    assert list(numbers_in_text.stale([page], folder)) == [page]
    page.write_text(NUMBER.format("0.25"), encoding="utf-8")
    assert list(numbers_in_text.stale([page], folder)) == []


def test_a_table_has_the_columns_that_are_asked_for(folder):
    text = "<!-- t arms visits measure=overlap : visit mean -->\nold\n<!-- /t -->"
    assert numbers_in_text.refreshed(text, folder).splitlines()[1:-1] == [
        "| visit | mean |",
        "| --- | --- |",
        "| healthy | 0.146 |",
        "| clbp | 0.249 |",
    ]


def test_what_is_missing_is_a_dash_and_minus_is_a_minus(folder):
    text = "<!-- t arms visits visit=clbp : measure mean -->\n<!-- /t -->"
    shown = numbers_in_text.refreshed(text, folder)
    assert "| onset | – |" in shown
    assert "| shift | −1.5 |" in shown


def test_a_mark_in_a_block_of_code_is_an_example(folder):
    text = f"```\n{NUMBER.format('0.99')}\n```\n"
    assert numbers_in_text.refreshed(text, folder) == text


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ("arms visits visit=clbp : mean .2f", "names 3 rows"),
        ("arms visits visit=later : mean .2f", "names 0 rows"),
        ("other visits : mean .2f", "'make numbers' writes it"),
        ("arms", "expected 'STUDY TABLE"),
    ],
)
def test_a_mark_that_names_no_number_is_refused(folder, mark, message):
    with pytest.raises(numbers_in_text.MarkError, match=message):
        numbers_in_text.refreshed(f"<!-- n {mark} -->x<!-- /n -->", folder)


@pytest.mark.parametrize("page", numbers_in_text.pages(), ids=lambda page: page.name)
def test_no_page_has_a_stale_number(page):
    assert list(numbers_in_text.stale([page])) == []
