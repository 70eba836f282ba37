"""Measured people among the virtual subjects of a study."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from cortex_sim.course.visit import Visit
from cortex_sim.figures.beside import MOST_NAMED, PER_PAGE, BesidePanel, make_beside
from cortex_sim.figures.style import Row
from cortex_sim.figures.subjects import n_subjects
from cortex_sim.figures.text import describe_n
from cortex_sim.names import in_words
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import label, map_title, shown_visits
from cortex_sim.people.beside import Beside
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.pages import page_stem
from cortex_sim.pictures.sources import visit_sources

TITLE = "Measured people beside virtual subjects"

_Key = tuple[str, str, str]
"""Assessment, measure and muscle: one panel."""

_Person = tuple[str, str, str]
"""Subject, session and measured file."""


def beside_pictures(found: Sequence[Beside], result: StudyResult) -> Iterator[Picture]:
    """Yield a panel for each measure and assessment: subjects by visit, people as diamonds.

    Parameters
    ----------
    found
        Of `cortex_sim.people.beside.beside`, for this study.
    result
        The study.
    """
    visits = shown_visits(result.visits)
    keys = list(dict.fromkeys((one.assessment, one.measure, one.muscle) for one in found))
    names = _names([_person(one) for one in found])
    for number, start in enumerate(range(0, len(keys), PER_PAGE), start=1):
        shown = {key: _of(found, key) for key in keys[start : start + PER_PAGE]}
        panels = [_panel(result, key, mine, visits, list(names)) for key, mine in shown.items()]
        drawing = make_beside(
            panels,
            visits=[label(result, visit) for visit in visits],
            people=list(names.values()),
            caption=_caption(panels, [one for mine in shown.values() for one in mine], names),
        )
        sources = {
            panel.title: [i for ids in visit_sources(result, key[:1], visits).values() for i in ids]
            for panel, key in zip(panels, shown, strict=True)
        }
        table = [
            row
            for panel, (key, mine) in zip(panels, shown.items(), strict=True)
            for row in _rows(result, key, panel, visits, mine)
        ]
        yield Picture(page_stem("beside", number), TITLE, drawing, table, sources)


def _of(found: Sequence[Beside], key: _Key) -> list[Beside]:
    return [one for one in found if (one.assessment, one.measure, one.muscle) == key]


def _person(one: Beside) -> _Person:
    return one.subject, one.phase, one.file


def _names(people: Sequence[_Person]) -> dict[_Person, str]:
    """Return what a reader sees of each: subject and session, and the file where both are equal."""
    each = list(dict.fromkeys(people))
    short = [" ".join(filter(None, person[:2])) for person in each]
    return {
        person: name if short.count(name) == 1 else f"{name} {person[2]}"
        for person, name in zip(each, short, strict=True)
    }


def _panel(
    result: StudyResult,
    key: _Key,
    mine: Sequence[Beside],
    visits: Sequence[Visit],
    people: Sequence[_Person],
) -> BesidePanel:
    assessment, measure, muscle = key
    by_person = {_person(one): one.value for one in mine}
    words = in_words(measure)
    return BesidePanel(
        f"{muscle} {words}, {_assessed(assessment, measure)}",
        f"{words} (0 to 1)" if measure == "overlap" else f"{words} (to test MEP)",
        tuple(result.values(*key, *visit) for visit in visits),
        np.array([by_person.get(person, np.nan) for person in people]),
    )


def _assessed(assessment: str, measure: str) -> str:
    return map_title(assessment) if measure == "overlap" else in_words(assessment)


def _caption(
    panels: Sequence[BesidePanel], mine: Sequence[Beside], names: Mapping[_Person, str]
) -> str:
    """Return n, what is drawn, and how either was examined."""
    counts = [n for panel in panels for n in n_subjects(panel.visits)]
    virtual = dict.fromkeys(
        f"{_assessed(one.assessment, one.measure)} ({one.settings})" for one in mine
    )
    measured = list(dict.fromkeys(f"{names[_person(one)]} by {one.measured}" for one in mine))
    if len(names) > MOST_NAMED:
        measured = [f"{len(names)} sessions, see the table"]
    return (
        f"{describe_n(counts)} of the study {mine[0].study} at each visit (virtual; dots, line: "
        "mean). Diamonds: measured people. Exploratory: nothing is fitted, and a person's coil, "
        "intensity and electrodes are not those of the model. Measured differently: virtual "
        f"subjects by {'; '.join(virtual)}; people: {'; '.join(measured)}."
    )


def _rows(
    result: StudyResult,
    key: _Key,
    panel: BesidePanel,
    visits: Sequence[Visit],
    mine: Sequence[Beside],
) -> Iterator[Row]:
    """Yield the table of a panel: each virtual subject at each visit, then each person."""
    columns = ("assessment", "measure", "muscle")
    about = dict(zip(columns, key, strict=True))
    for visit, values in zip(visits, panel.visits, strict=True):
        for subject, value in zip(result.subjects, values, strict=True):
            yield {
                "who": "virtual", "subject": subject, "visit": visit.path, **about,
                "value": value, "examined": mine[0].settings,
            }  # fmt: skip
    for one in {_person(one): one for one in mine}.values():
        yield {
            "who": "measured", "subject": one.subject, "visit": one.phase, **about,
            "value": one.value, "examined": one.measured,
        }  # fmt: skip
