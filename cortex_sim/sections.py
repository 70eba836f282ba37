"""What all sections of a configuration have in common."""

from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from cortex_sim.names import same_but_for_case


def is_one(value: object) -> bool:
    """Return whether a factor says nothing: such a field has no part in an identity."""
    return value == 1


def is_empty(value: object) -> bool:
    """Return whether a field says nothing (null, no row): it has no part in an identity."""
    return not value


def is_none(value: object) -> bool:
    """Return whether a field is null: it has no part in an identity."""
    return value is None


class Section(BaseModel):
    """A part of a configuration: immutable, strict, no unknown keys, none that differ in case."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, validate_default=True, allow_inf_nan=False
    )

    def unread(self) -> Iterator[tuple[str, str]]:
        """Yield the fields that nothing reads while others are as they are, and why.

        A field of a part of it is dotted; fields that have their default are not told.
        """
        yield from ()

    @model_validator(mode="after")
    def _check_case(self) -> Self:
        for field, rows in self.__dict__.items():
            if isinstance(rows, dict) and (both := same_but_for_case(rows)):
                raise ValueError(
                    f"{field}: {both[0]!r} and {both[1]!r} differ in case alone, so some computers "
                    "would write both into one file; rename one"
                )
        return self
