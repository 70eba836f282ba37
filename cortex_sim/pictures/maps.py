"""The TMS maps of a study by visit, and the mean maps that other pictures show too."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.maps import normalise_map
from cortex_sim.config.assessments.base import Assessment
from cortex_sim.course.visit import Visit
from cortex_sim.figures.map_panel import MapPanel
from cortex_sim.figures.subjects import mean_with_interval
from cortex_sim.figures.tms_maps import make_tms_maps, map_rows_per_page, tms_map_table
from cortex_sim.outcome.measures.zone_weights import main_weight_ratios
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import (
    label,
    map_title,
    maps_of,
    shown_visits,
    visits_with,
)
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.pages import page_stem, visit_pages
from cortex_sim.pictures.sources import visit_sources


def map_pictures(result: StudyResult, name: str) -> Iterator[Picture]:
    """Yield the maps of an assessment by visit, as many pages as it needs."""
    muscles, pair = result.study.muscle_names, result.study.primary_pair
    names = {muscle: facts.name for muscle, facts in result.study.muscles.items()}
    visits = shown_visits(visits_with(result, name))
    panel_of = dict(zip(visits, map_panels(result, name, visits), strict=True))
    settings = result.study.assessments[name]
    note = map_note(settings, name) + _undisturbed(result, name, visits)
    most = map_rows_per_page(len(muscles))
    for number, page in enumerate(visit_pages(visits, most), start=1):
        panels = [panel_of[visit] for visit in page]
        yield Picture(
            page_stem(f"tms_{name}", number),
            f"TMS maps by phase, {map_title(name)}",
            make_tms_maps(
                panels, muscles, pair=pair, names=names, note=note + _beside(result, name, page)
            ),
            tms_map_table(panels, muscles, pair=pair),
            visit_sources(result, [name], page),
        )


def map_note(settings: Assessment, name: str) -> str:
    """Return what a caption says about how a map was made."""
    gain = settings.gaba_gain
    state = "of the phase" if gain == "phase" else f"{gain:g}"
    return f"{map_title(name).capitalize()}: {settings.strength}, GABA_A gain {state}."


def _undisturbed(result: StudyResult, name: str, visits: Sequence[Visit]) -> str:
    """Return what the same pulses gave at gain 1, for a map that was made at one visit alone."""
    assessments = result.study.assessments
    here = assessments[name]
    if len(visits) > 1 or here.gaba_gain in (1.0, "phase"):
        return ""
    for other in maps_of(result, restored=False):
        there = assessments[other]
        is_plain = (there.strength, there.gaba_gain) == (here.strength, 1.0)
        if not is_plain or visits[0] not in visits_with(result, other):
            continue
        overlap = result.values(other, "overlap", result.study.pair_name, *visits[0])
        return (
            f" The same pulses at GABA_A gain 1 ({map_title(other)}): "
            f"mean overlap {np.nanmean(overlap):.2f}."
        )
    return ""


def _beside(result: StudyResult, name: str, visits: Sequence[Visit]) -> str:
    """Return what stands beside the overlap: cross response and weights between zones, by visit."""
    pair, sentences = result.study.pair_name, []
    ratios = [(main.title, main.name) for main in main_weight_ratios(result.study)]
    for title, measure in ((f"{pair} cross response", "cross_response"), *ratios):
        values = [result.values(name, measure, pair, *visit) for visit in visits]
        if all(np.isfinite(one).any() for one in values):
            sentences.append(f"{title} {', '.join(f'{np.nanmean(one):.2f}' for one in values)}")
    return f" By phase, means: {'; '.join(sentences)}." if sentences else ""


def map_panels(
    result: StudyResult, name: str, visits: Sequence[Visit] | None = None
) -> list[MapPanel]:
    """Return the mean maps of an assessment at some visits, by default all that have it.

    Each subject's map is the mean over pulses, divided by its maximum; the panel holds
    the mean over subjects, and the mean of the subjects' own overlaps.
    """
    chosen = visits_with(result, name) if visits is None else visits
    panels = [_panel(result, name, visit) for visit in chosen]
    peaks = [_peaks(result, name, visit) for visit in chosen]
    return [
        replace(panel, size=_relative(peak, peaks[0]))
        for panel, peak in zip(panels, peaks, strict=True)
    ]


def _peaks(result: StudyResult, name: str, visit: Visit) -> FloatArray:
    """Return each subject's largest MEP by muscle, shape ``(n_subjects, n_muscles)``."""
    columns = [result.values(name, "largest_mep", m, *visit) for m in result.study.muscle_names]
    return np.column_stack(columns)


def _relative(peaks: FloatArray, first: FloatArray) -> FloatArray:
    """Return the mean over subjects of peaks relative to the first, nan where all are unknown."""
    share = np.divide(peaks, first, out=np.full_like(peaks, np.nan), where=first > 0)
    seen = np.isfinite(share)
    total = np.where(seen, share, 0.0).sum(axis=0)
    mean: FloatArray = np.full(len(total), np.nan)
    np.divide(total, seen.sum(axis=0), out=mean, where=seen.any(0))
    return mean


def _panel(result: StudyResult, name: str, visit: Visit) -> MapPanel:
    records = [
        result.record(result.session(s, *visit, name), ["mep", "site"]) for s in result.subjects
    ]
    means = [record.arrays["mep"].values.mean(axis=1) for record in records]
    normalised = [np.apply_along_axis(normalise_map, 0, mean) for mean in means]
    overlaps = mean_with_interval(result.values(name, "overlap", result.study.pair_name, *visit))
    return MapPanel(
        phase=visit.key,
        label=label(result, visit),
        mep=np.mean(normalised, axis=0),
        xy_mm=records[0].arrays["site"].values,
        n_subjects=len(records),
        overlap=overlaps.value if overlaps.n else None,
        overlap_interval=(overlaps.low, overlaps.high) if overlaps.n > 1 else None,
    )
