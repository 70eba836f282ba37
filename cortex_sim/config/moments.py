"""Moments of a phase: after how many of its sessions, or how long after it began."""

import re
from dataclasses import dataclass, replace
from typing import Any, Self

from pydantic_core import core_schema

from cortex_sim.units import UNITS, counted, parse_quantity, unit_of

IN_YAML = "sessions or time"
"""What stands in YAML, for the documentation."""

_SESSIONS = re.compile(r"\s*([0-9]{1,9})\s+sessions?\s*")
_PATTERN = r"^\s*[0-9.eE+-]+\s*[A-Za-z]+\s*$"
_MOST_SESSIONS = 10_000
_WITH_PLURAL = ("day", "week")
_ALLOWED = "expected sessions such as 2 or '2 sessions', or a time such as '14 days'"


@dataclass(frozen=True)
class Moment:
    """A moment of a phase: a number of sessions, or a time in s since the phase began."""

    sessions: int | None = None
    time: float | None = None
    unit: str = "day"
    """In which a time is told, a key of `UNITS`."""

    @classmethod
    def parse(cls, value: object) -> Self:
        """Return the moment that is written as ``2``, ``2 sessions`` or ``14 days``.

        Raises
        ------
        ValueError
            If it is neither, or not after the beginning.
        """
        if isinstance(value, str) and (match := _SESSIONS.fullmatch(value)):
            value = int(match[1])
        if isinstance(value, int) and not isinstance(value, bool):
            found = cls(sessions=value)
        elif isinstance(value, str):
            found = cls(time=parse_quantity(value, "time"), unit=unit_of(value))
        else:
            raise ValueError(f"got {value!r}, {_ALLOWED}")
        if (found.sessions or found.time or 0) <= 0:
            raise ValueError(f"got {value!r}, which is not after the phase begins; {_ALLOWED}")
        if (found.sessions or 0) > _MOST_SESSIONS:
            raise ValueError(f"got {value!r}, expected at most {_MOST_SESSIONS} sessions")
        return found

    @property
    def text(self) -> str:
        """The moment as it is written, e.g. ``2 sessions`` or ``2 weeks``."""
        if self.sessions is not None:
            return counted(self.sessions, "session")
        number = f"{(self.time or 0.0) / UNITS['time'][self.unit]:.10g}"
        return f"{number} {self.unit}{'s' if self.unit in _WITH_PLURAL and number != '1' else ''}"

    @property
    def name(self) -> str:
        """The moment as a part of a name, e.g. ``2_sessions``."""
        return re.sub(r"[^A-Za-z0-9_-]", "_", self.text)

    def times(self, number: int) -> "Moment":
        """Return the moment ``number`` times as late."""
        if self.sessions is not None:
            return Moment(sessions=self.sessions * number)
        return replace(self, time=round((self.time or 0.0) * number, 6))

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: Any) -> Any:
        """Return the schema that reads and writes a moment."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else cls.parse(value),
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda moment: moment.text, return_schema=core_schema.str_schema()
            ),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, _schema: Any, _handler: Any) -> dict[str, Any]:
        """Return the JSON schema: a number of sessions, or text."""
        sessions = {"type": "integer", "minimum": 1, "maximum": _MOST_SESSIONS}
        return {
            "anyOf": [sessions, {"type": "string", "pattern": _PATTERN}],
            "description": "a number of sessions, or a time with its unit",
            "examples": [2, "2 sessions", "14 days"],
        }
