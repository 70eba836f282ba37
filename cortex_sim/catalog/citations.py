"""The works that docstrings and parameters cite, in ``citations.yaml``."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from cortex_sim.catalog.files import read_catalog
from cortex_sim.errors import ConfigError

CITATIONS_FILE = "citations.yaml"
_ET_AL = "et al."
_NAMED_AUTHORS = 2


@dataclass(frozen=True)
class Citation:
    """A published work.

    Parameters
    ----------
    key
        First author and year, such as ``pfister2006``.
    authors
        As ``Surname Initials``, first author first; a last ``et al.`` stands
        for those left out.
    title, year, journal
        Of the work; the journal with volume and pages where known.
    doi
        Without a resolver in front; None where none could be confirmed.
    doi_verified
        Whether the DOI was found in a source beside memory.
    """

    key: str
    authors: tuple[str, ...]
    title: str
    year: int
    journal: str
    doi: str | None = None
    doi_verified: bool = True

    @property
    def short(self) -> str:
        """Name in running text, such as ``Pfister & Gerstner 2006``."""
        surnames = [_surname(author) for author in self.authors if author != _ET_AL]
        if len(self.authors) > _NAMED_AUTHORS or _ET_AL in self.authors:
            return f"{surnames[0]} et al. {self.year}"
        return f"{' & '.join(surnames)} {self.year}"

    @property
    def with_doi(self) -> str:
        """The short name and what is known of the DOI."""
        if self.doi is None:
            return f"{self.short} ({self.journal})"
        return f"{self.short} (doi {self.doi}{'' if self.doi_verified else ', unverified'})"

    @property
    def reference(self) -> str:
        """The entry of a list of references, on one line."""
        doi = f" doi {self.doi}." if self.doi else ""
        return f"{', '.join(self.authors)} ({self.year}). {self.title}. {self.journal}.{doi}"


@cache
def load_citations() -> Mapping[str, Citation]:
    """Return all works by key, in the order of the file.

    Raises
    ------
    ConfigError
        If the file of the package is damaged; the message says where.
    """
    data = read_catalog(CITATIONS_FILE)
    return MappingProxyType({key: _citation(key, fields) for key, fields in data.items()})


def find_citation(key: str) -> Citation:
    """Return one work.

    Raises
    ------
    ConfigError
        If no work has this key; the message names similar ones.

    Examples
    --------
    >>> find_citation("pfister2006").short
    'Pfister & Gerstner 2006'
    """
    citations = load_citations()
    if key not in citations:
        close = difflib.get_close_matches(key, citations, n=3) or sorted(citations)
        raise ConfigError(
            f"{CITATIONS_FILE}: got key '{key}', known: {', '.join(close)}; "
            "add the work to the file or correct the key"
        )
    return citations[key]


def _citation(key: str, fields: dict[str, Any]) -> Citation:
    try:
        return Citation(**{**fields, "key": key, "authors": tuple(fields["authors"])})
    except (KeyError, TypeError) as error:
        hint = "see the class Citation"
        raise ConfigError(f"{CITATIONS_FILE}: {key}: {error}; {hint}") from error


def _surname(author: str) -> str:
    return author.rpartition(" ")[0] or author
