"""A fitted subject as a study: the person's virtual double."""

from pathlib import Path
from textwrap import wrap

import numpy as np

from cortex_sim.config.cohort import TRAITS
from cortex_sim.config.study import Study
from cortex_sim.people.fit import EXPLORATORY, Fit
from cortex_sim.store.study import write_text_atomic

COLUMNS = ("prior_low", "prior_high", "median", "low", "high", "width", "coverage", "beyond")
"""What a fit says of each parameter."""


def fit_rows(fit: Fit) -> list[dict[str, object]]:
    """Return a row for each parameter of a fit, with what the data have narrowed.

    ``beyond`` is how far the median lies beyond the bank, ``extrapolated`` by how much the parts of
    the person's measures outside of the bank move it, and ``outside`` names these measures, the
    same in each row.
    """
    columns = [getattr(fit.posterior, name).tolist() for name in COLUMNS]
    outside = "; ".join(map(str, fit.outside))
    return [
        {
            "parameter": name,
            **dict(zip(COLUMNS, values, strict=True)),
            "extrapolated": shift,
            "outside": outside,
            "status": "exploratory",
        }
        for name, shift, *values in zip(
            fit.parameters, fit.posterior.shift.sum(axis=1).tolist(), *columns, strict=True
        )
    ]


def write_like(path: Path, fit: Fit, bank: Study, name: str) -> Path:
    """Write a study with one subject that has the fit's medians, at the bank's edge if beyond it.

    Muscles lie where the fit puts them from the mean of all in the bank; wiring and noise are those
    of the seed.
    """
    within = fit.posterior.median - fit.posterior.beyond
    median = dict(zip(fit.parameters, within, strict=True))
    places = np.array([muscle.position for muscle in bank.muscles.values()], dtype=float) * 1e3
    mean = places.mean(axis=0)
    lines = [
        f"# {EXPLORATORY}; made by cortex-sim fit from a session of a person and the bank",
        f"# {bank.name}. Only the medians are here; their intervals are in the table of the fit.",
        *(line for note in fit.notes[1:] for line in _comment(note)),
        "extends: base.yaml",
        f"name: {name}",
        f'description: "{EXPLORATORY[0].upper()}{EXPLORATORY[1:]}."',
        "network: {sheet: {representation_jitter: 0 mm}}",
        "muscles:",
    ]
    for row, muscle in enumerate(bank.muscle_names):
        x, y = (
            mean[axis] + median[f"{letter} {muscle}"]
            if f"{letter} {muscle}" in median
            else places[row, axis]
            for axis, letter in enumerate("xy")
        )
        lines.append(f"  {muscle}: {{position: [{x:.3f} mm, {y:.3f} mm]}}")
    lines += ["cohort:", "  subjects: 1", "  first_seed: 1", "  traits:"]
    for trait in (name for name in TRAITS if name in median):
        value = f"{median[trait]:.4f}"
        lines.append(f"    {trait}: {{mean: {value}, sd: 0, low: {value}, high: {value}}}")
    write_text_atomic(path, "\n".join(lines) + "\n")
    return path


def _comment(note: str) -> list[str]:
    return wrap(f"- {note}", 98, initial_indent="# ", subsequent_indent="#   ")
