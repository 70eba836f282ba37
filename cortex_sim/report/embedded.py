"""What pages carry inside: their styles and scripts, and data for these."""

import json
from importlib.resources import files
from typing import Any

from markupsafe import Markup


def asset(name: str) -> str:
    """Return a file of the templates as text."""
    return (files("cortex_sim.report") / "templates" / name).read_text("utf-8")


def script_data(data: dict[str, Any] | None) -> Markup | None:
    """Return data as JSON that is safe inside a script element; None stays."""
    if data is None:
        return None
    return Markup(json.dumps(data, separators=(",", ":")).replace("<", "\\u003c"))
