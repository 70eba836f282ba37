"""Numbers in pages come from stored tables by name, so that none is stale."""

import re

import number_tables
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
        "| CLBP | 0.249 |",
    ]


def test_what_is_missing_is_a_dash_and_minus_is_a_minus(folder):
    text = "<!-- t arms visits visit=clbp : measure mean -->\n<!-- /t -->"
    shown = numbers_in_text.refreshed(text, folder)
    assert "| onset (ms) | – |" in shown
    assert "| shift | −1.5 |" in shown


def test_a_study_without_a_table_was_not_run(folder):
    assert ">not run<" in numbers_in_text.refreshed(
        NUMBER.format("9").replace("arms", "none"), folder
    )


def test_cohorts_are_counted(tmp_path):
    for study, low in (("arms", 0.1), ("bdnf", -0.1)):
        (tmp_path / f"{study}-changes.csv").write_text(f"after,low\nclbp,{low}\n", encoding="utf-8")
    mark = "<!-- n arms,bdnf changes after=clbp : rises -->?<!-- /n -->"
    assert ">1 of 2<" in numbers_in_text.refreshed(mark, tmp_path)


def test_alternatives_give_a_table_its_order_and_visits_may_be_columns(folder):
    mark = "arms visits visit=clbp,healthy measure=overlap : measure visit:mean"
    text = f"<!-- t {mark} -->\n<!-- /t -->"
    assert numbers_in_text.refreshed(text, folder).splitlines()[1:-1] == [
        "| measure | CLBP | healthy |",
        "| --- | --- | --- |",
        "| overlap | 0.249 | 0.146 |",
    ]


@pytest.mark.parametrize(
    ("shown", "text"),
    [
        ("interval change +.2f", "+0.08 [0.04, 0.13]"),
        ("effect change +.2f", "+0.08 [0.04, 0.13], g_z +1.1, n 12"),
        ("count", "11 of 12"),
        ("said Yes / No / Not clearly", "Yes"),
    ],
)
def test_a_change_is_told_with_its_interval_its_count_or_an_answer(tmp_path, shown, text):
    rows = "after,n,change,low,high,g_z,same_sign\nclbp,12,0.08,0.04,0.13,1.12,11\n"
    (tmp_path / "arms-changes.csv").write_text(rows, encoding="utf-8")
    mark = f"<!-- n arms changes after=clbp : {shown} -->?<!-- /n -->"
    assert f">{text}<" in numbers_in_text.refreshed(mark, tmp_path)


MEASURES = """\
subject,arm,phase,day,assessment,repeat,measure,muscle,value,unit,session
1,,healthy,0,map,1,overlap,DM-LES,0.1,,a
2,,healthy,0,map,1,overlap,DM-LES,0.3,,b
1,,clbp,9,map,1,overlap,DM-LES,0.2,,c
1,,clbp,9,map,2,overlap,DM-LES,0.4,,d
2,,clbp,9,map,1,overlap,DM-LES,0.4,,e
3,,clbp,9,map,1,overlap,DM-LES,nan,,g
1,,clbp,9,practice,1,overlap,DM-LES,9,,f
"""


def test_tables_have_what_pages_name_the_mean_over_repeats(tmp_path):
    (tmp_path / "arms").mkdir()
    (tmp_path / "arms" / "measures.csv").write_text(MEASURES, encoding="utf-8")
    names = (
        "visits measure=overlap visit=clbp : mean .2f",
        "changes before=healthy after=clbp : count",
    )
    wanted = [numbers_in_text.read_mark(f"arms {name}") for name in names]
    wanted.append(numbers_in_text.read_mark("not_run visits : mean .2f"))
    found = number_tables.tables(tmp_path, wanted)
    (visit,), (change,) = found["arms-visits.csv"], found["arms-changes.csv"]
    assert (float(visit["mean"]), visit["n"]) == (pytest.approx(0.35), "2")
    assert float(change["change"]) == pytest.approx(0.15)
    assert (change["same_sign"], change["n"]) == ("2", "2")
    assert len(found) == 2


def test_verdicts_are_those_of_the_findings_that_a_study_scores(tmp_path):
    folder = tmp_path / "arms" / "evidence"
    folder.mkdir(parents=True)
    rows = "finding,part,verdict\none,a,sign only\none,b,sign only\ntwo,c,not scored\n"
    (folder / "evidence.csv").write_text(rows, encoding="utf-8")
    wanted = [numbers_in_text.read_mark("arms evidence finding=one : verdict")]
    found = number_tables.tables(tmp_path, wanted)
    assert found == {"arms-evidence.csv": [{"finding": "one", "verdict": "sign only"}]}


def test_arithmetic_without_a_network_has_a_table_whose_texts_a_mark_can_name(tmp_path):
    (tmp_path / "sums").mkdir()
    (tmp_path / "sums" / "sums.csv").write_text('what,value\n"one, two",3\n', encoding="utf-8")
    wanted = [numbers_in_text.read_mark("sums arithmetic what=one_two : value .0f")]
    found = number_tables.tables(tmp_path, wanted)
    assert found == {"sums-arithmetic.csv": [{"what": "one_two", "value": "3"}]}


def test_a_row_of_physiology_is_settled_where_its_interval_lies_on_one_side_of_its_band(tmp_path):
    (tmp_path / "arms_physiology").mkdir()
    few = "nan 1 nan nan nan nan"
    values = {"healthy": "1 1.1 1 1.1 1 1.1", "at rest": "1 5 1 5 1 5", "later": few}
    rows = "".join(f"rate,{visit},2,Hz,3,,below,{each}\n" for visit, each in values.items())
    head = "quantity,visit,mean,unit,low,high,verdict,subjects\n"
    (tmp_path / "arms_physiology" / "physiology.csv").write_text(head + rows, encoding="utf-8")
    wanted = [numbers_in_text.read_mark("arms physiology visit=healthy,at_rest,later : settled")]
    found = number_tables.tables(tmp_path, wanted)["arms-physiology.csv"]
    assert {row["visit"]: row["settled"] for row in found} == {
        "healthy": "yes", "at rest": "no", "later": "",
    }  # fmt: skip


def test_a_mark_in_a_block_of_code_is_an_example(folder):
    text = f"```\n{NUMBER.format('0.99')}\n```\n"
    assert numbers_in_text.refreshed(text, folder) == text


@pytest.mark.parametrize(
    ("mark", "message"),
    [
        ("arms visits visit=clbp : mean .2f", "names 3 rows"),
        ("arms visits visit=later : mean .2f", "names 0 rows"),
        ("arms", "expected 'STUDY TABLE"),
    ],
)
def test_a_mark_that_names_no_number_is_refused(folder, mark, message):
    with pytest.raises(numbers_in_text.MarkError, match=message):
        numbers_in_text.refreshed(f"<!-- n {mark} -->x<!-- /n -->", folder)


@pytest.mark.parametrize("page", numbers_in_text.pages(), ids=lambda page: page.name)
def test_no_page_has_a_stale_number(page):
    assert list(numbers_in_text.stale([page])) == []


def test_pictures_of_studies_come_from_results_and_others_stay(tmp_path):
    results, images = tmp_path / "results", tmp_path / "images"
    images.mkdir()
    (images / "distance.png").write_bytes(b"old")
    (images / "story.png").write_bytes(b"old")
    source = results / number_tables.PICTURES["story.png"]
    source.parent.mkdir(parents=True)
    source.write_bytes(b"new")
    assert number_tables.copy_pictures(results, images) == ["story.png"]
    assert (images / "story.png").read_bytes() == b"new"
    assert (images / "distance.png").read_bytes() == b"old"


def test_every_picture_of_a_page_is_one_of_a_study():
    folder = numbers_in_text.FOLDER.with_name("images")
    assert {path.name for path in folder.glob("*.png")} == set(number_tables.PICTURES)


@pytest.mark.parametrize("page", numbers_in_text.pages(), ids=lambda page: page.stem)
def test_no_line_of_text_begins_with_a_mark(page):
    """Markdown would end the paragraph there and show the line as it is written."""
    text = numbers_in_text.CODE.sub("", page.read_text(encoding="utf-8"))
    assert re.findall(r"^ *<!-- n [^>]*", text, re.M) == []
