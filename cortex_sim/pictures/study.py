"""Which pictures a study has: one table, from which all of them are drawn."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from cortex_sim.figures.looks import looks_of_study
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.topics import resting_arms
from cortex_sim.outcome.visits import assessments_of, maps_of
from cortex_sim.pictures.animation import draw_animation
from cortex_sim.pictures.causes import cause_pictures
from cortex_sim.pictures.changes import change_pictures
from cortex_sim.pictures.contrasts import contrast_pictures
from cortex_sim.pictures.course import visits_by_phase
from cortex_sim.pictures.decomposition import decomposition_pictures
from cortex_sim.pictures.doses import dose_pictures
from cortex_sim.pictures.manifest import Picture, save_picture
from cortex_sim.pictures.maps import map_pictures
from cortex_sim.pictures.onsets import onset_pictures
from cortex_sim.pictures.pages import free_stem
from cortex_sim.pictures.raster import raster_pictures
from cortex_sim.pictures.story import STORY, story_pictures
from cortex_sim.pictures.trajectories import curve_pictures, overlap_pictures
from cortex_sim.pictures.weeks import week_pictures
from cortex_sim.pictures.weights import weight_pictures

Draw = Callable[[StudyResult], Iterator[Picture]]
"""Yields the pictures of a kind that a study has: none, one, or several pages."""


def _maps(result: StudyResult) -> Iterator[Picture]:
    for name in maps_of(result, restored=False):
        yield from map_pictures(result, name)


def _curves(result: StudyResult) -> Iterator[Picture]:
    for name in assessments_of(result, "curves"):
        yield from curve_pictures(result, name)


def _onsets(result: StudyResult) -> Iterator[Picture]:
    for name in assessments_of(result, "onsets"):
        yield from onset_pictures(result, name)


STUDY_PICTURES: Mapping[str, Draw] = {
    STORY: story_pictures,
    "tms_<map>": _maps,
    "overlap_and_cog": overlap_pictures,
    "over_weeks": week_pictures,
    "dose_response": dose_pictures,
    "forest_changes": change_pictures,
    "contrasts, correlation_<contrast>": contrast_pictures,
    "over_visits_<paired pulses, silent period, weights>": _curves,
    "onsets_<cued movement>": _onsets,
    "raster_<phase>": raster_pictures,
    "weights": weight_pictures,
    "decomposition": decomposition_pictures,
    "cause_shares": cause_pictures,
}
"""By the name of their files, in the order of a report; each says itself what it needs."""


def study_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield the pictures that a study's assessments allow, none saved yet."""
    taken: set[str] = set()
    past, arms = visits_by_phase(result)
    for draw in STUDY_PICTURES.values():
        with looks_of_study(past, arms, resting_arms(result.study)):
            pictures = list(draw(result))
        for picture in pictures:
            stem = free_stem(picture.stem, taken)
            taken.add(stem.casefold())
            yield replace(picture, stem=stem)


def draw_study(
    result: StudyResult, folder: Path, tell: Callable[[str], object] | None = None
) -> list[Path]:
    """Draw the pictures that a study's assessments allow; return the files written.

    Parameters
    ----------
    result
        A study whose sessions are all done.
    folder
        Gets PDF, PNG, CSV and manifest of every picture, and the animation.
    tell
        Gets a line for each picture once it is drawn.
    """
    written: list[Path] = []
    for number, picture in enumerate(study_pictures(result), start=1):
        written += save_picture(picture, folder, [result])
        if tell:
            tell(f"{result.study.name}: picture {number}, {picture.stem}")
    for name in maps_of(result, restored=False):
        written += draw_animation(result, name, folder)
    return written
