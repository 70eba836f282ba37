"""The slow modulators of a study, arrow by arrow: each a named hypothesis with its works."""

import json
from collections.abc import Mapping

from cortex_sim.catalog.citations import load_citations
from cortex_sim.config.canonical import to_plain
from cortex_sim.config.shipped import find_study
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.config.slow_modulators import Arrow, SlowModulator, Works, actions_of, arrows_of
from cortex_sim.config.yaml_loader import load_yaml
from cortex_sim.units import duration_text

SHIPPED = "model/milieu.yaml"
"""The table of modulators that ships."""

THALAMIC = "model/thalamic.yaml"
"""The network with a thalamus, and the modulator that acts on it."""

VALUES = {-1: "lowers", 0: "none", 1: "raises"}
"""Value of an arrow's hypothesis by its sign."""


def shipped_modulators() -> dict[str, SlowModulator]:
    """Return the modulators that ship: those of the table, and that of the thalamus."""
    rows: dict[str, SlowModulator] = {}
    for name in (SHIPPED, THALAMIC):
        data = to_plain(load_yaml(find_study(name)))["slow_clock"]
        rows |= SlowClock.model_validate_json(json.dumps(data)).modulators
    return rows


def modulator_lines(modulators: Mapping[str, SlowModulator]) -> list[str]:
    """Return a line for each modulator and one for each of its arrows, with works on both sides."""
    lines = []
    for name, row in modulators.items():
        label = f" ({row.label})" if row.label else ""
        lines.append(f"  {name}{label}: baseline {row.baseline:g}, {_times(row)}")
        lines += [f"    {_arrow_line(name, arrow, row)}" for arrow in arrows_of(row)]
        if not actions_of(row.acts_on) and not row.sustains_load:
            lines.append("    acts on nothing")
    return lines


def _times(row: SlowModulator) -> str:
    if row.time is None:
        return "follows at once"
    off = "" if row.time.off is None else f", off in {_long(row.time.off)}"
    unit = "; 1 is three half hours a week" if row.dose == "regular" else ""
    return f"on in {_long(row.time.on)}{off}{unit}"


def _long(seconds: float) -> str:
    days = seconds / 86400
    if days >= 14:
        return f"{days / 7:.3g} weeks"
    return f"{days:.3g} days" if days >= 2 else duration_text(seconds)


def _arrow_line(name: str, arrow: Arrow, row: SlowModulator) -> str:
    works = row.works.get(arrow.name, Works())
    value = VALUES[arrow.sign] if arrow.text[0] in "+-" else "raises and lowers"
    sides = {"for": works.supports, "against": works.contradicts}
    said = [f"{side}: {', '.join(map(_short, keys))}" for side, keys in sides.items() if keys]
    return f"{name}_{arrow.name}  {value} ({arrow.text})  [{'; '.join(said) or 'no source'}]"


def _short(key: str) -> str:
    """Return the short form of a work, the key itself where the catalogue has none."""
    works = load_citations()
    return works[key].short if key in works else key
