"""The picture of overlap and map size over weeks, where arms of a study have several visits."""

from collections.abc import Iterator, Mapping

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.errors import ResultError
from cortex_sim.figures.over_weeks import (
    MOST_LINES,
    PER_PAGE,
    WeekCurve,
    WeekPanel,
    make_over_weeks,
)
from cortex_sim.figures.style import Row
from cortex_sim.figures.text import describe_n
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import assessments_of, label, maps_of, session_ids
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.maps import map_note
from cortex_sim.pictures.pages import page_stem

_TITLE = "Overlap and map size over weeks"
_DAYS = 7
_CAPTION = (
    "{n}, the same in every arm{missing}. Points: mean; bars: 95 % interval of the paired change "
    "since week 0, the end of {start} (BCa bootstrap). Grey: mean of {reference}. Size: summed "
    "MEPs of {pair} over all sites, relative to the subject's own in {reference}. {how} An overlap "
    "that falls because the maps vanish is no recovery: compare the rows."
)


def week_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield overlap and map size over weeks of a study, if two arms or more go on for visits."""
    arms = [arm for arm, stages in result.study.timeline.arms.items() if len(stages) > 1]
    if len(arms) > 1 and map_over_weeks(result) is not None:
        yield from variant_pictures({"": result}, "over_weeks")


def map_over_weeks(result: StudyResult) -> str | None:
    """Return the map that every visit has and that shows the weights alone, else any, or None."""
    study = result.study
    timeline, stages = study.timeline, study.stages
    last = timeline.phases[-1]
    needed = {study.reference_phase, last, *(s for a in timeline.arms.values() for s in a)}
    names = [
        name
        for name in maps_of(result, restored=False)
        if all(name in stages[stage].visit for stage in needed)
    ]
    names.sort(key=lambda name: study.assessments[name].gaba_gain == "phase")
    return names[0] if names else None


def variant_pictures(variants: Mapping[str, StudyResult], stem: str) -> Iterator[Picture]:
    """Yield pictures of the variants of a study, by their labels, a few on a page.

    Parameters
    ----------
    variants
        Results by label, each with a map at all its visits.
    stem
        File name of the first page without its suffix.
    """
    labels = list(variants)
    arms = max(len(one.study.course.arms) for one in variants.values())
    per_page = PER_PAGE if arms <= MOST_LINES else 1  # many arms have a panel each
    for number, first in enumerate(range(0, len(labels), per_page), start=1):
        page = {label: variants[label] for label in labels[first : first + per_page]}
        yield _picture(page, page_stem(stem, number))


def _picture(variants: Mapping[str, StudyResult], stem: str) -> Picture:
    result = next(iter(variants.values()))
    name = map_over_weeks(result)
    if name is None:
        raise ResultError(
            f"{result.study.name}: no map at all of its visits; give each phase the same one"
        )
    rows = [row for title, one in variants.items() for row in _table(title, one, name)]
    panels = [_panel(title, one, name) for title, one in variants.items()]
    missing = sum(
        int(np.isnan(curve.overlap).sum()) for panel in panels for curve in panel.curves.values()
    )
    past = result.study.timeline.phases
    start, reference = (
        label(result, Visit(COMMON, phase)) for phase in (past[-1], result.study.reference_phase)
    )
    caption = _CAPTION.format(
        start=start,
        reference=reference,
        n=describe_n([len(result.subjects)]),
        missing=f" ({missing} maps without a response left out)" if missing else "",
        pair=result.study.pair_name.replace("-", " and "),
        how=map_note(result.study.assessments[name], name),
    )
    figure = make_over_weeks(
        panels, pair=result.study.pair_name, caption=caption, start=start, reference=reference
    )
    sources = {title or stem: _sources(one, name) for title, one in variants.items()}
    return Picture(stem, _TITLE, figure, rows, sources)


def _panel(label: str, result: StudyResult, name: str) -> WeekPanel:
    healthy = _measures(result, name, Visit(COMMON, result.study.reference_phase))
    curves = {}
    for arm, visits in _visits(result, name).items():
        by_visit = [_measures(result, name, visit) for visit, _ in visits]
        curves[arm] = WeekCurve(
            np.array([week for _, week in visits]),
            np.stack([measures["overlap"] for measures in by_visit]),
            np.stack([measures["map_size"] for measures in by_visit]),
        )
    return WeekPanel(label, curves, float(np.nanmean(healthy["overlap"])))


def _visits(result: StudyResult, name: str) -> dict[str, list[tuple[Visit, float]]]:
    """Return by arm the visits from the end of the common past on, and weeks since then."""
    timeline, subject = result.study.timeline, result.subjects[0]
    start = Visit(COMMON, timeline.phases[-1])
    begin = result.session(subject, *start, name).place.day
    by_arm = {}
    for arm, stages in timeline.arms.items():
        days = [(stage, result.session(subject, arm, stage, name).place.day) for stage in stages]
        by_arm[arm] = [(start, 0.0), *((Visit(arm, p), (day - begin) / _DAYS) for p, day in days)]
    return by_arm


def _measures(result: StudyResult, name: str, visit: Visit) -> dict[str, FloatArray]:
    """Return each measure of a visit by subject; map sizes relative to the reference phase."""
    pair = result.study.pair_name.split("-")
    deep = result.study.primary_pair[0]
    size, healthy = (
        np.array([result.values(name, "raw_volume", muscle, *where) for muscle in pair])
        for where in (visit, Visit(COMMON, result.study.reference_phase))
    )
    by_measure = {
        "overlap": result.values(name, "overlap", result.study.pair_name, *visit),
        "map_size": _share(size.sum(axis=0), healthy.sum(axis=0)),
        **{f"map_size_{m}": _share(s, h) for m, s, h in zip(pair, size, healthy, strict=True)},
        "largest_mep": result.values(name, "largest_mep", deep, *visit),
    }
    for cued in assessments_of(result, "onsets")[:1]:
        by_measure["onset_ms"] = result.values(cued, "onset", deep, *visit)
        by_measure["centre_of_mass_ms"] = result.values(cued, "centre_of_mass", deep, *visit)
    return by_measure


def _share(size: FloatArray, healthy: FloatArray) -> FloatArray:
    """Return size relative to that in health; nan where there was no response in health."""
    return np.divide(size, healthy, out=np.full_like(size, np.nan), where=healthy > 0)


def _table(label: str, result: StudyResult, name: str) -> Iterator[Row]:
    """Yield a row for each subject and visit; the healthy visit has no arm and no week."""
    healthy = Visit(COMMON, result.study.reference_phase)
    for arm, visits in {"": [(healthy, np.nan)], **_visits(result, name)}.items():
        for visit, week in visits:
            columns = _measures(result, name, visit)
            for index, subject in enumerate(result.subjects):
                yield {
                    "variant": label,
                    "arm": arm,
                    "phase": visit.phase,
                    "week": round(week, 3),
                    "subject": subject,
                    **{column: float(values[index]) for column, values in columns.items()},
                    **_slow_state(result, subject, visit),
                }


def _slow_state(result: StudyResult, subject: int, visit: Visit) -> dict[str, float]:
    """Return BDNF and GABA_A gain of a phase's last practice, nan without any."""
    if result.study.slow_clock is None:
        return {}
    bdnf = gain = np.nan
    if result.study.stages[visit.phase].practice:
        session = result.session(subject, *visit, SessionKind.PRACTICE)
        arrays = result.record(session, ["slow"]).arrays
        bdnf = float(arrays["slow/bdnf"].values.mean())
        gain = float(arrays["slow/gaba_gain"].values[-1])
    return {"bdnf_in_last_session": bdnf, "gaba_gain_in_last_session": gain}


def _sources(result: StudyResult, name: str) -> tuple[str, ...]:
    """Return the sessions of maps of all visits, and of cued movements at those that have one."""
    names = [name, *assessments_of(result, "onsets")[:1]]
    healthy = Visit(COMMON, result.study.reference_phase)
    by_arm = _visits(result, name).values()
    visits = [healthy, *(visit for of_arm in by_arm for visit, _ in of_arm)]
    return tuple(
        session
        for visit in dict.fromkeys(visits)
        for name in names
        if name in result.study.stages[visit.phase].visit
        for session in session_ids(result, name, visit)
    )
