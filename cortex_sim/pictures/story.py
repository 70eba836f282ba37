"""The picture of a study's story: maps of its representative subject, and all subjects."""

from collections.abc import Iterator

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.maps import normalise_map
from cortex_sim.course.visit import Visit
from cortex_sim.figures.map_panel import MapPanel
from cortex_sim.figures.odd import odd_text
from cortex_sim.figures.onsets import CENTRE_TEXT
from cortex_sim.figures.story import make_story, story_table
from cortex_sim.figures.story_measure import StoryMeasure
from cortex_sim.figures.subjects import bars_text
from cortex_sim.figures.text import describe_n
from cortex_sim.names import in_words
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.topics import (
    REPRESENTATIVE,
    Topic,
    representative,
    resting_arms,
    story_visits,
    topics_of,
)
from cortex_sim.outcome.visits import label, visits_with
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.maps import map_note
from cortex_sim.pictures.sources import visit_sources

STORY = "story"
"""Name of the picture's files."""

_MEASURES = ("overlap", "onset")


def story_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield the picture of the story, if the study has a map at the visits of the story."""
    topics = {t.main.name: t for t in topics_of(result) if t.main.name in _MEASURES}
    if "overlap" not in topics:
        return
    overlap = topics["overlap"]
    visits = [v for v in story_visits(result) if v in visits_with(result, overlap.assessment)]
    subject = representative(result, overlap)
    if subject is None or not visits:
        return
    panels = [_panel(result, overlap, visit, subject) for visit in visits]
    shown = [
        topics[name]
        for name in _MEASURES
        if name in topics and set(visits) <= set(visits_with(result, topics[name].assessment))
    ]
    measures = [_measure(result, one, visits) for one in shown]
    controls = resting_arms(result.study)
    control = next((v.key for v in visits if v.arm in controls), "")
    pair = result.study.primary_pair
    drawing = make_story(
        panels,
        result.study.muscle_names,
        pair,
        measures,
        subject=f"subject {subject}",
        index=result.subjects.index(subject),
        control=control,
        caption=_caption(result, overlap, shown)
        + f" {CENTRE_TEXT}" * any(one.beside for one in measures)
        + " Dotted: the arm that rests." * bool(control)
        + odd_text(one.values for one in measures),
    )
    yield Picture(
        STORY,
        f"What happens to the maps of {pair[0]} and {pair[1]}",
        drawing,
        story_table(panels, measures),
        visit_sources(result, [one.assessment for one in shown], visits),
    )


def _panel(result: StudyResult, topic: Topic, visit: Visit, subject: int) -> MapPanel:
    record = result.record(result.session(subject, *visit, topic.assessment), ["mep", "site"])
    mean = record.arrays["mep"].values.mean(axis=1)
    values = result.values(topic.assessment, topic.main.name, topic.main.muscle, *visit)
    overlap = float(values[result.subjects.index(subject)])
    return MapPanel(
        phase=visit.key,
        label=label(result, visit),
        mep=np.apply_along_axis(normalise_map, 0, mean),
        xy_mm=record.arrays["site"].values,
        n_subjects=1,
        overlap=overlap if np.isfinite(overlap) else None,
    )


def _measure(result: StudyResult, topic: Topic, visits: list[Visit]) -> StoryMeasure:
    values = [
        result.values(topic.assessment, topic.main.name, topic.main.muscle, *v) for v in visits
    ]
    name = {
        "overlap": f"{topic.main.muscle} overlap (0 to 1)",
        "onset": f"{topic.main.muscle} onset after the cue (ms)",
    }[topic.main.name]
    title, beside = topic.main.name.capitalize(), _beside(result, topic, visits)
    if beside:
        title = f"{title}, and {in_words(topic.words.beside)} (hollow)"
    return StoryMeasure(name, f"{title}, all subjects", values, topic.main.why_empty, beside)


def _beside(result: StudyResult, topic: Topic, visits: list[Visit]) -> list[FloatArray]:
    """Return what stands beside a measure in its sentence, by visit; nothing if nobody has it."""
    if not (name := topic.words.beside):
        return []
    values = [result.values(topic.assessment, name, topic.main.muscle, *v) for v in visits]
    return values if np.isfinite(values).any() else []


def _caption(result: StudyResult, topic: Topic, shown: list[Topic]) -> str:
    how = map_note(result.study.assessments[topic.assessment], topic.assessment)
    n = [len(result.subjects)]
    letters = " and ".join("BC"[: len(shown)])
    return (
        f"{describe_n(n)}. A: {REPRESENTATIVE}. Line: 50 % of the map's maximum; "
        f"shade: from 20 % on; symbols: centres of gravity. {how} Overlap: 0 = apart, 1 = same "
        f"shape. {letters}: thin lines and small dots are subjects (ring: the one of A), large "
        f"symbols means; {bars_text(n)}. Arms stand side by side: each follows the shared past."
    )
