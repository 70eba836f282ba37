"""Pictures of a study that go on to a second page where there are many visits."""

import math
from collections.abc import Iterator, Sequence

import numpy as np

from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.assessments.tms_map import TmsMap
from cortex_sim.figures.onsets import PhaseOnsets, make_onset_timeline, onset_table
from cortex_sim.figures.tms_maps import make_tms_maps, map_rows_per_page, tms_map_table
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import label
from cortex_sim.outcome.visits import (
    Visit,
    map_panels,
    pair_name,
    session_ids,
    shown_visits,
    visit_key,
    visits_with,
)
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.pages import page_stem, visit_pages

PRACTICE = "practice"
"""What stands for the last practice session of a phase among the names of assessments."""


def map_title(name: str) -> str:
    """Return the name of a map assessment in words, e.g. ``structural map``."""
    return name.removeprefix("map_").replace("_", "-") + " map"


def map_note(settings: TmsMap, name: str) -> str:
    """Return what a caption says about how a map was made."""
    strength = (
        f"{settings.intensity_mv:g} mV"
        if settings.intensity_mv is not None
        else f"{settings.relative_intensity:.0%} of the active motor threshold"
    )
    gain = settings.gaba_gain
    state = "of the phase" if gain == "phase" else f"{gain:g}"
    return f"{map_title(name).capitalize()}: {strength}, GABA_A gain {state}."


def visit_sources(
    result: StudyResult, names: Sequence[str], visits: Sequence[Visit]
) -> dict[str, tuple[str, ...]]:
    """Return the sessions behind a panel per visit, of the visit's assessments among these.

    Parameters
    ----------
    result
        A study whose sessions are all done.
    names
        Of assessments, or `PRACTICE`.
    visits
        In the order of the panels.
    """
    ids = {
        visit_key(visit): tuple(
            session_id
            for name in names
            if name == PRACTICE or name in result.study.phases[visit[1]].visit
            for session_id in session_ids(result, name, visit)
        )
        for visit in visits
    }
    return {key: found for key, found in ids.items() if found}


def map_pictures(result: StudyResult, name: str) -> Iterator[Picture]:
    """Yield the maps of an assessment by visit, as many pages as it needs."""
    muscles, pair = result.study.muscle_names, result.study.primary_pair
    visits = shown_visits(visits_with(result, name))
    panel_of = dict(zip(visits, map_panels(result, name, visits), strict=True))
    settings = result.study.assessments[name]
    note = map_note(settings, name) if isinstance(settings, TmsMap) else ""
    note += _undisturbed(result, name, visits)
    most = map_rows_per_page(len(muscles))
    for number, page in enumerate(visit_pages(visits, most), start=1):
        panels = [panel_of[visit] for visit in page]
        yield Picture(
            page_stem(f"tms_{name}", number),
            f"TMS maps by phase, {map_title(name)}",
            make_tms_maps(panels, muscles, pair=pair, note=note),
            tms_map_table(panels, muscles, pair=pair),
            visit_sources(result, [name], page),
        )


def _undisturbed(result: StudyResult, name: str, visits: Sequence[Visit]) -> str:
    """Return what the same pulses gave at gain 1, for a map that was made at one visit alone."""
    found = result.study.assessments
    here = found[name]
    if len(visits) > 1 or not isinstance(here, TmsMap) or here.gaba_gain in (1.0, "phase"):
        return ""
    for other, settings in found.items():
        if not isinstance(settings, TmsMap) or settings.restore or settings.gaba_gain != 1.0:
            continue
        is_there = visits[0] in visits_with(result, other)
        if settings.intensity_mv != here.intensity_mv or not is_there:
            continue
        overlap = result.values(other, "overlap", pair_name(result), *visits[0])
        return (
            f" The same pulses at GABA_A gain 1 ({map_title(other)}): "
            f"mean overlap {np.nanmean(overlap):.2f}."
        )
    return ""


def onset_pictures(result: StudyResult, name: str) -> Iterator[Picture]:
    """Yield the onsets of an assessment by visit, as many pages as they need."""
    muscles, settings = result.study.muscle_names, result.study.assessments[name]
    visits = shown_visits(visits_with(result, name))
    fraction = settings.onset_fraction if isinstance(settings, CuedMovement) else math.nan
    for number, page in enumerate(visit_pages(visits), start=1):
        phases = [_onsets(result, name, visit) for visit in page]
        yield Picture(
            page_stem(f"onsets_{name}", number),
            "EMG onsets relative to the prime mover",
            make_onset_timeline(phases, muscles, fraction=fraction),
            onset_table(phases, muscles),
            visit_sources(result, [name], page),
        )


def _onsets(result: StudyResult, name: str, visit: Visit) -> PhaseOnsets:
    names = result.study.muscle_names
    columns = [result.values(name, "onset_to_prime_mover", m, *visit) for m in names]
    return PhaseOnsets(visit_key(visit), np.column_stack(columns), label(result, visit))
