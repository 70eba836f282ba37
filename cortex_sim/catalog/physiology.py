"""What the network should look like before any map is looked at, in ``physiology.yaml``."""

import json
from functools import cache
from typing import Literal, Self

from pydantic import ValidationError, model_validator

from cortex_sim.catalog.files import read_catalog
from cortex_sim.catalog.findings_schema import Mark
from cortex_sim.errors import ConfigError
from cortex_sim.sections import Section

PHYSIOLOGY_FILE = "physiology.yaml"


class RowReading(Section):
    """Where a row is read: which assessment, which measure, over which muscles."""

    kind: Literal["activity", "recruitment", "paired_pulse", "lici", "silent_period"]
    """Kind of assessment."""

    measure: str
    """Name of the measure; populations stand in braces (see the head of the file)."""

    muscles: Literal["none", "deep", "pair", "all"] = "none"
    """Muscles of the study that it is read of; none: a measure of the whole network."""

    over: Literal["mean", "max"] = "mean"
    """What is made of several muscles."""

    intensity: float | None = None
    """Of a silent period: multiple of AMT."""

    against: str | None = None
    """A measure of the same assessment that is taken away."""

    against_intensity: float | None = None
    """Of a silent period: the same measure at this multiple of AMT is taken away."""

    change: bool = False
    """Ratio of the last visit of the common past to the reference phase."""


class PhysiologyRow(Section):
    """One row of the table: a quantity, where it is read, and its band."""

    quantity: str
    """In words."""

    reading: RowReading
    """Where it is read."""

    unit: str = ""
    """Unit of the value and of the band; empty: a pure number."""

    low: float | None = None
    """Lowest value in range; null: none."""

    high: float | None = None
    """Highest value in range; null: none."""

    mark: Mark
    """How well the band is known."""

    sources: tuple[str, ...] = ()
    """Keys of works, of ``citations.yaml`` or the ledger."""

    note: str = ""
    """What to know of the band."""

    shown_only: bool = False
    """Whether the row is shown without a band."""

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.low is None and self.high is None) != self.shown_only:
            raise ValueError("needs low or high, or shown_only: true")
        return self

    def verdict(self, value: float) -> str:
        """Return where a value lies: ``in range``, ``below``, ``above``; empty without a band."""
        if self.shown_only:
            return ""
        if value != value:
            return "no value"
        if self.low is not None and value < self.low:
            return "below"
        return "above" if self.high is not None and value > self.high else "in range"


class _Table(Section):
    """The file."""

    rows: dict[str, PhysiologyRow]
    """Rows by id."""


@cache
def load_physiology() -> dict[str, PhysiologyRow]:
    """Return the rows by id, in the order of the file.

    Raises
    ------
    ConfigError
        If the file of the package is damaged; the message says where.
    """
    data = read_catalog(PHYSIOLOGY_FILE)
    try:
        return _Table.model_validate_json(json.dumps(data)).rows
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{PHYSIOLOGY_FILE}: {where}: {first['msg']}") from None
