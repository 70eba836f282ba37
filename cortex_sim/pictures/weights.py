"""The mean weights of a study by phase."""

from collections.abc import Iterator

from cortex_sim.analysis.weights import weight_between
from cortex_sim.clinic.zone_weights import MEAN, SYNAPSES, zone_weights_in
from cortex_sim.course.visit import Visit
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
    """Yield the mean weights of each plastic projection at the end of every phase.

    They are those of all synapses, and of those between the zones of the primary pair, where a
    projection has them: the mean of all is kept where a learning rule scales weights.
    """
    study = result.study
    visits = [v for v in result.visits if study.stages[v.phase].practice]
    if len(visits) < 2:
        return
    means: dict[str, dict[str, list[float]]] = {}
    for visit in visits:
        for subject in result.subjects:
            for label, mean in _means(result, subject, visit):
                means.setdefault(label, {}).setdefault(visit.key, []).append(mean)
    rows = [ProjectionWeights(label, values) for label, values in means.items()]
    course = course_shown(result, visits)
    sources = visit_sources(result, [PRACTICE], visits)
    title = "Mean synaptic weights (internal to the model, never a measurement)"
    for number, page in enumerate(weight_pages(rows, course=course), start=1):
        stem = page_stem("weights", number)
        figure = make_weight_change(page, course=course, scale_of=rows)
        yield Picture(stem, title, figure, weight_table(page), sources)


def _means(result: StudyResult, subject: int, visit: Visit) -> Iterator[tuple[str, float]]:
    """Yield mean weights of a subject at the end of a phase, by what they are of."""
    study, weights = result.study, result.weights(subject, *visit)
    session = result.session(subject, *visit, PRACTICE)
    record = result.record(session, [MEAN.rstrip("/"), SYNAPSES.rstrip("/")])
    zoned, pair = zone_weights_in(record.arrays), study.primary_pair
    a, b = (study.muscle_names.index(muscle) for muscle in pair)
    for name in plastic_projections(study):
        label = study.network.projections[name].label or name
        yield label, float(weights[name].mean())
        if name in zoned:
            yield f"{label}, between {' and '.join(pair)}", weight_between(zoned[name], a, b)
