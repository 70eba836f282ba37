"""The mean weights of a study by phase."""

from collections.abc import Iterator

from cortex_sim.figures.weights import (
    ProjectionWeights,
    make_weight_change,
    weight_pages,
    weight_table,
)
from cortex_sim.model.state import plastic_projections
from cortex_sim.outcome.result import StudyResult
from cortex_sim.pictures.course import course_shown
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.pages import page_stem
from cortex_sim.pictures.sources import PRACTICE, visit_sources


def weight_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield the mean weight of each plastic projection at the end of every phase."""
    study = result.study
    visits = [v for v in result.visits if study.stages[v.phase].practice]
    if len(visits) < 2:
        return
    means: dict[str, dict[str, list[float]]] = {n: {} for n in plastic_projections(study)}
    for visit in visits:
        for subject in result.subjects:
            for name, weights in result.weights(subject, *visit).items():
                means[name].setdefault(visit.key, []).append(float(weights.mean()))
    rows = [
        ProjectionWeights(study.network.projections[name].label or name, values)
        for name, values in means.items()
    ]
    course = course_shown(result, visits)
    sources = visit_sources(result, [PRACTICE], visits)
    title = "Mean synaptic weights (internal to the model, never a measurement)"
    for number, page in enumerate(weight_pages(rows, course=course), start=1):
        stem = page_stem("weights", number)
        figure = make_weight_change(page, course=course, scale_of=rows)
        yield Picture(stem, title, figure, weight_table(page), sources)
