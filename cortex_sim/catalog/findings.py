"""Published findings that the ledger scores, in ``findings.yaml``.

A finding says what was observed in people, animals or slices, how sure that is,
and in which *parts* this package can look for it. Its numbers are targets: they
are read by `cortex_sim.evidence` alone and must never reach the model (a test
holds that).
"""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Self

from pydantic import ValidationError, model_validator

from cortex_sim.catalog.citations import load_citations
from cortex_sim.catalog.files import catalog_text
from cortex_sim.catalog.findings_schema import Finding, Part, Published, Reading, Source
from cortex_sim.config.strict_yaml import parse_yaml
from cortex_sim.errors import ConfigError
from cortex_sim.sections import Section

__all__ = [
    "Finding",
    "Ledger",
    "Part",
    "Published",
    "Reading",
    "Source",
    "load_findings",
    "parse_findings",
]

FINDINGS_FILE = "findings.yaml"


class Ledger(Section):
    """All findings, the works they cite, and where to run what they need."""

    runs: dict[str, str]
    """By visit, kind of assessment or muscle: the config that has it."""

    sources: dict[str, Source]
    """By key: works that ``citations.yaml`` does not hold."""

    findings: dict[str, Finding]
    """By id: the findings."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        for key, finding in self.findings.items():
            for other in (*finding.rests_on, *finding.contradicted_by):
                if other not in self.findings:
                    raise ValueError(f"findings.{key}: unknown finding {other!r}")
            for source in finding.sources:
                if source not in self.sources and source not in load_citations():
                    raise ValueError(f"findings.{key}: unknown source {source!r}")
        return self

    def reference(self, key: str) -> str:
        """Return a source as text: authors, year, journal and, where known, DOI."""
        if key not in self.sources:
            return load_citations()[key].with_doi
        source = self.sources[key]
        where = f"doi {source.doi}" if source.doi else source.journal
        return f"{source.authors} {source.year} ({where})"


@cache
def load_findings() -> Ledger:
    """Return the ledger of the package.

    Raises
    ------
    ConfigError
        If the file of the package is damaged; the message says where.
    """
    return parse_findings(catalog_text(FINDINGS_FILE), FINDINGS_FILE)


def parse_findings(text: str, source: str) -> Ledger:
    """Return the ledger that a YAML text holds.

    Parameters
    ----------
    text
        With the keys ``runs``, ``sources`` and ``findings``.
    source
        What error messages call the text, such as a file name.

    Raises
    ------
    ConfigError
        If the text is no ledger; the message says where.
    """
    data = parse_yaml(text, source)
    if not isinstance(data, dict) or not isinstance(data.get("findings"), dict):
        raise ConfigError(f"{source}: holds no map 'findings'; see the class Ledger")
    data = {**data, "findings": _with_ids(data["findings"], source)}
    try:
        # JSON, because pydantic's strict mode then accepts lists for tuples
        return Ledger.model_validate_json(json.dumps(data))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{source}: {where}: {first['msg']}; see the class Ledger") from None


def _with_ids(findings: Mapping[str, Any], source: str) -> dict[str, Any]:
    for key, fields in findings.items():
        if not isinstance(fields, dict):
            raise ConfigError(f"{source}: findings.{key}: got {fields!r}, expected a map")
    return {key: {**fields, "id": key} for key, fields in findings.items()}
