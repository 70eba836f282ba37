"""What the map viewer of a report shows: the mean maps of every visit, as plain data."""

from itertools import pairwise
from typing import Any

import numpy as np
from contourpy import FillType, contour_generator
from matplotlib.colors import to_hex

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.course.visit import COMMON
from cortex_sim.figures.map_panel import COLOURS, CONTOUR, MapPanel, map_centre
from cortex_sim.figures.palette import muscle_styles
from cortex_sim.figures.site_grid import fine_map, site_spacing
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import arm_label, map_title, maps_of, visits_with
from cortex_sim.pictures.maps import map_panels

_DIGITS = 3
N_COLOURS = 64


def viewer_data(result: StudyResult) -> dict[str, Any] | None:
    """Return maps, courses and colours for the viewer; None if the study has no map.

    Values are the mean over subjects of the normalised MEP (0 to 1), positions are in mm
    on the sheet, contours are polygons around the area above 50 % of the panel's maximum.
    """
    names = [n for n in maps_of(result, restored=False) if len(visits_with(result, n)) > 1]
    if not names:
        return None
    facts, styles = result.study.muscles, muscle_styles(result.study.muscle_names)
    return {
        "muscles": [
            {"name": n, "full": facts[n].name, "colour": to_hex(s.colour), "marker": s.marker}
            for n, s in styles.items()
        ],
        "pair": list(result.study.primary_pair),
        "pairName": result.study.pair_name,
        "colours": [to_hex(COLOURS(x)) for x in np.linspace(0, 1, N_COLOURS)],
        "maps": [_one_map(result, name) for name in names],
    }


def _one_map(result: StudyResult, name: str) -> dict[str, Any]:
    visits, panels = visits_with(result, name), map_panels(result, name)
    past = [i for i, (arm, _) in enumerate(visits) if arm == COMMON]
    arms = dict.fromkeys(arm for arm, _ in visits if arm != COMMON)
    courses = [
        {
            "label": arm_label(result, arm),
            "steps": past + [i for i, visit in enumerate(visits) if visit[0] == arm],
        }
        for arm in arms
    ]
    xy = panels[0].xy_mm
    return {
        "name": name,
        "label": map_title(name),
        "xy": _rounded(xy),
        "side": round(site_spacing(xy), _DIGITS),
        "courses": courses or [{"label": "all", "steps": past}],
        "visits": [_visit(panel) for panel in panels],
    }


def _visit(panel: MapPanel) -> dict[str, Any]:
    columns = range(panel.mep.shape[1])
    return {
        "label": panel.label,
        "n": panel.n_subjects,
        "overlap": None if panel.overlap is None else round(panel.overlap, _DIGITS),
        "overlapInterval": _interval(panel),
        "values": [_rounded(panel.mep[:, column]) for column in columns],
        "cog": [_rounded(map_centre(panel.mep[:, c], panel.xy_mm)) for c in columns],
        "area": [_contours(panel.mep[:, c], panel.xy_mm)[0] for c in columns],
        "line": [_contours(panel.mep[:, c], panel.xy_mm)[1] for c in columns],
    }


def _interval(panel: MapPanel) -> list[float] | None:
    """Return the interval of the overlap; None if there is none, as JSON knows no nan."""
    ends = panel.overlap_interval
    if ends is None or not np.isfinite(ends).all():
        return None
    return [round(end, _DIGITS) for end in ends]


def _contours(values: FloatArray, xy_mm: FloatArray) -> tuple[list[Any], list[Any]]:
    """Return the area above 50 % of the maximum (outlines and holes alike) and its contour.

    The outline of the area runs along the border of the grid too, the contour does not.
    """
    highest = float(np.nanmax(values, initial=0.0))
    fine = fine_map(xy_mm, values) if highest > 0 else None
    if fine is None:
        return [], []
    x, y, z = fine
    masked = np.ma.masked_invalid(z)  # type: ignore[no-untyped-call]
    generator: Any = contour_generator(x, y, masked, fill_type=FillType.OuterOffset)
    points, offsets = generator.filled(CONTOUR * highest, 2 * highest)
    area = [
        _rounded(polygon[start:end])
        for polygon, ends in zip(points, offsets, strict=True)
        for start, end in pairwise(ends)
    ]
    return area, [_rounded(line) for line in generator.lines(CONTOUR * highest)]


def _rounded(values: FloatArray) -> Any:
    """Return numbers as lists, nan as None: JSON knows no nan."""
    array = np.round(np.asarray(values, dtype=float), _DIGITS)
    plain = array.astype(object)
    plain[~np.isfinite(array)] = None
    return plain.tolist()
