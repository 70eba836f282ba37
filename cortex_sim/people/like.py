"""A fitted subject as a study: the person's virtual double."""

from pathlib import Path

import numpy as np

from cortex_sim.config.cohort import TRAITS
from cortex_sim.config.study import Study
from cortex_sim.people.fit import EXPLORATORY, Fit
from cortex_sim.store.study import write_text_atomic

COLUMNS = ("prior_low", "prior_high", "median", "low", "high", "width", "coverage")
"""What a fit says of each parameter."""


def fit_rows(fit: Fit) -> list[dict[str, object]]:
    """Return a row for each parameter of a fit, with what the data have narrowed."""
    columns = [getattr(fit.posterior, name).tolist() for name in COLUMNS]
    return [
        {"parameter": name, **dict(zip(COLUMNS, values, strict=True)), "status": "exploratory"}
        for name, *values in zip(fit.parameters, *columns, strict=True)
    ]


def write_like(path: Path, fit: Fit, bank: Study, name: str) -> Path:
    """Write a study with one subject that has the fit's medians.

    Muscles lie where the fit puts them from the mean of all in the bank; wiring and noise are those
    of the seed.
    """
    median = dict(zip(fit.parameters, fit.posterior.median, strict=True))
    places = np.array([muscle.position for muscle in bank.muscles.values()], dtype=float) * 1e3
    mean = places.mean(axis=0)
    lines = [
        f"# {EXPLORATORY}; made by cortex-sim fit from a session of a person and the bank",
        f"# {bank.name}. Only the medians are here; their intervals are in the table of the fit.",
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
