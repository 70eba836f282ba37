"""Figures: what to draw as plain arrays in, a matplotlib figure and its numbers out.

For every picture there are ``draw_*`` (into axes or a figure of one's own, inside
`use_style`), ``make_*`` (a `Drawing`: a whole figure and its caption) and a table of the plotted
numbers, which `cortex_sim.pictures.files.save_figure` writes next to PDF and PNG::

    drawing = make_tms_maps(panels, muscles)
    save_figure(drawing.figure, folder, "tms_maps", tms_map_table(panels, muscles))

Nothing here reads a file or knows how a number came about.
"""

from cortex_sim.figures.decomposition import (
    Restored,
    Unchanged,
    decomposition_table,
    draw_decomposition,
    make_decomposition,
)
from cortex_sim.figures.drawing import Drawing
from cortex_sim.figures.forest import (
    ForestRow,
    draw_forest,
    forest_pages,
    forest_table,
    make_forest,
)
from cortex_sim.figures.onsets import (
    PhaseOnsets,
    draw_onset_timeline,
    make_onset_timeline,
    onset_table,
)
from cortex_sim.figures.palette import (
    ConditionStyle,
    MuscleStyle,
    condition_style,
    condition_styles,
    muscle_colour,
    muscle_style,
    muscle_styles,
)
from cortex_sim.figures.raster import (
    RasterPopulation,
    draw_raster,
    make_raster,
    raster_table,
)
from cortex_sim.figures.style import CORTEX_STYLE, use_style
from cortex_sim.figures.subjects import Course
from cortex_sim.figures.tms_maps import MapPanel, draw_tms_maps, make_tms_maps, tms_map_table
from cortex_sim.figures.trajectories import (
    TrajectoryPanel,
    draw_trajectories,
    draw_trajectory,
    make_trajectories,
    trajectory_pages,
    trajectory_table,
)
from cortex_sim.figures.weights import (
    ProjectionWeights,
    draw_weight_change,
    make_weight_change,
    weight_pages,
    weight_table,
)

__all__ = [
    "CORTEX_STYLE",
    "ConditionStyle",
    "Course",
    "Drawing",
    "ForestRow",
    "MapPanel",
    "MuscleStyle",
    "PhaseOnsets",
    "ProjectionWeights",
    "RasterPopulation",
    "Restored",
    "TrajectoryPanel",
    "Unchanged",
    "condition_style",
    "condition_styles",
    "decomposition_table",
    "draw_decomposition",
    "draw_forest",
    "draw_onset_timeline",
    "draw_raster",
    "draw_tms_maps",
    "draw_trajectories",
    "draw_trajectory",
    "draw_weight_change",
    "forest_pages",
    "forest_table",
    "make_decomposition",
    "make_forest",
    "make_onset_timeline",
    "make_raster",
    "make_tms_maps",
    "make_trajectories",
    "make_weight_change",
    "muscle_colour",
    "muscle_style",
    "muscle_styles",
    "onset_table",
    "raster_table",
    "tms_map_table",
    "trajectory_pages",
    "trajectory_table",
    "use_style",
    "weight_pages",
    "weight_table",
]
