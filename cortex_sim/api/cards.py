"""How an object of the face shows itself: five lines of text, a table in a notebook."""

from collections.abc import Mapping
from html import escape


class Card:
    """Shows a title and a few facts; a subclass says which."""

    def _title(self) -> str:
        """Return the first line: what this is."""
        raise NotImplementedError

    def _facts(self) -> Mapping[str, str]:
        """Return four facts by name, a line each."""
        raise NotImplementedError

    def __repr__(self) -> str:
        """Return five lines."""
        facts = self._facts()
        width = max(map(len, facts), default=0)
        lines = [f"  {name:{width}}  {fact}" for name, fact in facts.items()]
        return "\n".join([self._title(), *lines])

    def _repr_html_(self) -> str:
        """Return the same as a table."""
        rows = "".join(
            f"<tr><th style='text-align:left'>{escape(name)}</th>"
            f"<td style='text-align:left'>{escape(fact)}</td></tr>"
            for name, fact in self._facts().items()
        )
        return f"<table><caption>{escape(self._title())}</caption><tbody>{rows}</tbody></table>"
