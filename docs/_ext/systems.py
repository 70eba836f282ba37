"""Tables of the systems around the cortex: modulators and interventions that ship."""

import json

from contents import Row, Table
from cortex_sim.catalog.arrows import shipped_modulators
from cortex_sim.catalog.citations import load_citations
from cortex_sim.config.canonical import to_plain
from cortex_sim.config.interventions import SHAM, Intervention, sham_of
from cortex_sim.config.shipped import find_study
from cortex_sim.config.slow_modulators import Arrow, SlowModulator, Works, arrows_of
from cortex_sim.config.yaml_loader import load_yaml
from cortex_sim.report.described import channels_text

INTERVENTIONS = "model/interventions.yaml"
"""The table of interventions that ships."""


def modulator_rows() -> Table:
    """Return each modulator that ships: what moves it, what it acts on, works on both sides."""
    rows = [(f"`{name}`", *_modulator(row)) for name, row in shipped_modulators().items()]
    return Table("", ("modulator", "moved by", "acts on", "works for", "works against"), rows)


def _modulator(row: SlowModulator) -> Row:
    arrows = arrows_of(row)
    into = [arrow for arrow in arrows if arrow.name.startswith("from_")]
    out = [arrow for arrow in arrows if not arrow.name.startswith("from_")]
    sides = [_works(row, arrows, side) for side in ("supports", "contradicts")]
    return _listed(into), _listed(out) or "nothing", *sides


def _listed(arrows: list[Arrow]) -> str:
    return ", ".join(f"{arrow.what} {arrow.text}" for arrow in arrows)


def _works(row: SlowModulator, arrows: tuple[Arrow, ...], side: str) -> str:
    catalogue = load_citations()
    keys = dict.fromkeys(
        key for arrow in arrows for key in getattr(row.works.get(arrow.name, Works()), side)
    )
    return "; ".join(catalogue[key].short if key in catalogue else key for key in keys)


def intervention_rows() -> Table:
    """Return each intervention that ships with its channels, and what its sham lacks."""
    data = to_plain(load_yaml(find_study(INTERVENTIONS)))["interventions"]
    rows = []
    for name, bundle in data.items():
        real, sham = (
            Intervention.model_validate_json(json.dumps(each)) for each in (bundle, sham_of(bundle))
        )
        control = f"`{SHAM}{name}`" if sham != real else "an arm without it"
        rows.append((f"`{name}`", *_parts(real), control))
    return Table("", ("intervention", "channels", "bout", "context", "control"), rows)


def _parts(row: Intervention) -> Row:
    channels = "" if row.channels is None else channels_text(row.channels).removeprefix(", ")
    bout = ""
    if row.bout is not None:
        kind, minutes = row.bout.kind.replace("_", " "), row.bout.duration / 60
        bout = f"{kind}, {minutes:g} min at {row.bout.intensity:g}"
    context = ", ".join(f"{name} {value:g}" for name, value in row.context.items())
    return channels, bout, context
