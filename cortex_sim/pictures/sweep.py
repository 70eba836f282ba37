"""The pictures of sweeps, with the sessions behind them."""

import numpy as np

from cortex_sim.errors import ResultError
from cortex_sim.figures.heat_map import heat_map_table, make_heat_map
from cortex_sim.figures.sensitivity import SensitivityRow, make_sensitivity, sensitivity_table
from cortex_sim.pictures.manifest import Picture
from cortex_sim.sweep.points import steps
from cortex_sim.sweep.result import Outcome, SweepResult
from cortex_sim.sweep.sensitivity import morris_effects


def heat_map_picture(result: SweepResult, outcome: Outcome, stem: str) -> Picture:
    """Return the heat map of a measure over a grid of two axes.

    Parameters
    ----------
    result
        A sweep with two axes (the first goes up, the second to the right) and no sampling.
    outcome
        What the colour shows: its mean over the subjects.
    stem
        File name without its suffix.

    Raises
    ------
    ResultError
        If the sweep is no grid of two axes, or no point has the measure.
    """
    sweep = result.sweep
    if len(sweep.file.axes) != 2 or sweep.file.sampling is not None:
        raise ResultError(
            f"sweep {sweep.file.name!r}: a heat map needs a grid of two axes, got "
            f"{len(sweep.file.axes)} axes{' and a sampling' if sweep.file.sampling else ''}"
        )
    rows, columns = sweep.file.axes
    y = [step[rows.keys[0]] for step in steps(rows)]
    x = [step[columns.keys[0]] for step in steps(columns)]
    means = result.means(outcome)
    values = np.array([means.get(p.point_id, np.nan) for p in sweep.points]).reshape(len(y), -1)
    labels = {"x_label": columns.label or columns.keys[0], "y_label": rows.label or rows.keys[0]}
    people = len(sweep.points[0].seeds)
    caption = (
        f"n = {people} subjects in every cell, the same ones; the number is their mean. No "
        "interval is shown: the table of the sweep has every subject."
    )
    measure = f"{outcome.name} ({outcome.unit})"
    return Picture(
        stem,
        f"{outcome.name}: {labels['y_label']} by {labels['x_label']}",
        make_heat_map(values, x, y, measure=measure, caption=caption, **labels),
        heat_map_table(values, x, y, **labels),
        {_cell(point.overrides): result.sources(point, outcome) for point in result.points},
    )


def sensitivity_picture(result: SweepResult, outcome: Outcome, stem: str) -> Picture:
    """Return the picture of a Morris screening.

    Parameters
    ----------
    result
        A sweep with ``sampling.method: morris``.
    outcome
        The measure whose elementary effects are shown.
    stem
        File name without its suffix.

    Raises
    ------
    ResultError
        If no point has the measure.
    SweepError
        If it is another sweep, SALib is not there, or fewer than two trajectories
        are whole.
    """
    sweep, means = result.sweep, result.means(outcome)
    rows = [
        SensitivityRow(e.label, e.mean, e.mean_absolute, e.confidence, e.sd)
        for e in morris_effects(sweep, means)
    ]
    people = len(sweep.points[0].seeds)
    trajectories = sweep.file.sampling.count if sweep.file.sampling else 0
    caption = (
        f"n = {len(means)} of {len(sweep.points)} points on {trajectories} trajectories, "
        f"{people} subject{'s' if people > 1 else ''} per point: the noise of single courses is "
        "part of the effects. An effect is the change of the measure when a parameter goes "
        "through its whole range. Lines: 95 % bootstrap interval over trajectories. Dashed: SD "
        "equal to the mean; above it a parameter acts mostly through others, or bends."
    )
    return Picture(
        stem,
        f"Morris screening: {outcome.name}",
        make_sensitivity(rows, measure=outcome.name, unit=outcome.unit, caption=caption),
        sensitivity_table(rows),
        {
            f"point {point.point_id}": result.sources(point, outcome)
            for point in result.points
            if point.point_id in means
        },
    )


def _cell(overrides: dict[str, object]) -> str:
    return ", ".join(f"{key} = {value}" for key, value in overrides.items())
