import ast
import re
from pathlib import Path

import pytest

import cortex_sim
from cortex_sim.catalog.citations import Citation, find_citation, load_citations
from cortex_sim.errors import ConfigError

PACKAGE = Path(cortex_sim.__file__).parent
DOI = re.compile(r"\b10\.\d{4,9}/[^\s,;\"'`<>]+")
WITH_DOCSTRING = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def dois_in(text):
    for match in DOI.findall(text):
        doi = match.rstrip(".:")
        while doi.endswith(")") and doi.count(")") > doi.count("("):
            doi = doi[:-1].rstrip(".:")
        yield doi.lower()


def cited():
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, WITH_DOCSTRING):
                for doi in dois_in(ast.get_docstring(node) or ""):
                    yield doi, f"{path.relative_to(PACKAGE)}"


def test_every_doi_in_a_docstring_is_among_the_citations():
    known = {work.doi.lower() for work in load_citations().values() if work.doi}
    assert {(doi, where) for doi, where in cited() if doi not in known} == set()


def test_no_two_citations_share_a_doi():
    dois = [work.doi.lower() for work in load_citations().values() if work.doi]
    assert len(dois) == len(set(dois))


def test_a_citation_is_whole_and_its_key_names_author_and_year():
    for work in load_citations().values():
        assert work.title, work.key
        assert work.journal, work.key
        assert str(work.year) in work.key
        assert work.doi is None or DOI.fullmatch(work.doi), work.key


@pytest.mark.parametrize(
    ("authors", "short"),
    [
        (["Henneman E"], "Henneman 1957"),
        (["Pfister J-P", "Gerstner W"], "Pfister & Gerstner 1957"),
        (["Te M", "Baptista AF", "Chipchase LS"], "Te et al. 1957"),
        (["Dai K", "et al."], "Dai et al. 1957"),
    ],
)
def test_short_name_has_at_most_two_authors(authors, short):
    assert Citation("key", tuple(authors), "title", 1957, "journal").short == short


def test_a_doi_that_was_not_checked_is_marked():
    work = Citation("key", ("A B",), "t", 2000, "j", "10.1000/x", doi_verified=False)
    assert work.with_doi == "A 2000 (doi 10.1000/x, unverified)"


def test_unknown_key_is_refused_and_similar_ones_are_named():
    with pytest.raises(ConfigError, match="pfister2006"):
        find_citation("pfister2005")


def test_dois_with_brackets_and_in_brackets_are_read_whole():
    text = "Rossini (10.1016/0013-4694(94)90029-9). See (Vogels, 10.1126/science.1211095)."
    assert list(dois_in(text)) == ["10.1016/0013-4694(94)90029-9", "10.1126/science.1211095"]
