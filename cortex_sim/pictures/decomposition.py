"""The overlap of a study with each projection put back to the weights of an earlier phase."""

from collections.abc import Iterator

from cortex_sim.config.projections import Projection
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.figures.decomposition import (
    Restored,
    Unchanged,
    decomposition_table,
    make_decomposition,
)
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import label, maps_of, session_ids, visits_with
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.maps import map_note


def decomposition_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield the overlap with each projection put back, if the study has such maps.

    Of several visits with such maps the first is shown. The lines are the same map without
    anything put back: at that visit, and in the phase that the weights are from.
    """
    names = maps_of(result, restored=True)
    if not names:
        return
    visit = visits_with(result, names[0])[0]
    names = [name for name in names if visit in visits_with(result, name)]
    before = Visit(COMMON, _phase_put_back(result, names))
    plain = _plain_map(result, [before, visit])
    if plain is None:
        return
    pair = result.study.pair_name
    rows = [
        Restored(_projections(result, name), result.values(name, "overlap", pair, *visit))
        for name in names
    ]
    ends = [_unchanged(result, plain, before), _unchanged(result, plain, visit)]
    note = map_note(result.study.assessments[plain], plain)
    yield Picture(
        "decomposition",
        f"{pair} overlap with each projection put back to its {ends[0].label} weights",
        make_decomposition(rows, *ends, measure=f"{pair} overlap (0 to 1)", note=note),
        decomposition_table(rows, *ends),
        {
            "everything": session_ids(result, plain, before),
            "nothing": session_ids(result, plain, visit),
            **{_projections(result, name): session_ids(result, name, visit) for name in names},
        },
    )


def _phase_put_back(result: StudyResult, names: list[str]) -> str:
    """Return the phase of the common past that all weights are from, else the reference phase."""
    study = result.study
    phases = {phase for name in names for phase in study.assessments[name].restore.values()}
    only = phases.pop() if len(phases) == 1 else study.reference_phase
    return only if only in study.course.phases else study.reference_phase


def _plain_map(result: StudyResult, visits: list[Visit]) -> str | None:
    """Return the first map at these visits, at a gain of its own and with nothing put back."""
    for name in maps_of(result, restored=False):
        is_there = all(visit in visits_with(result, name) for visit in visits)
        if is_there and result.study.assessments[name].gaba_gain != "phase":
            return name
    return None


def _unchanged(result: StudyResult, name: str, visit: Visit) -> Unchanged:
    values = result.values(name, "overlap", result.study.pair_name, *visit)
    return Unchanged(visit.phase, label(result, visit), values)


def _projections(result: StudyResult, name: str) -> str:
    """Return in words what a map puts back, e.g. ``corticospinal + horizontal``.

    Where one projection alone of those that learn in adults keeps its weights, it is named.
    """
    rows, restore = result.study.network.projections, result.study.assessments[name].restore
    learning = [p for p, row in rows.items() if _learns_in_adults(row)]
    kept = [p for p in learning if p not in restore]
    if len(restore) > 1 and len(kept) == 1:
        return f"all but {rows[kept[0]].label or kept[0]}"
    return " + ".join(rows[p].label or p for p in restore)


def _learns_in_adults(row: Projection) -> bool:
    return row.plasticity is not None and row.plasticity.learning_rate.adult > 0
