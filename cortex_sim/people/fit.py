"""A virtual subject like a person: muscle positions and traits fitted to a measured session.

Exploratory: the model is not the person. The prior is a *bank*, a study of subjects that differ
widely (``configs/bank.yaml``), and all that is simulated is simulated by running it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from cortex_sim.course.visit import Visit
from cortex_sim.errors import DataError
from cortex_sim.model.layout import muscle_centres
from cortex_sim.model.subject import draw_individual
from cortex_sim.outcome.result import StudyResult
from cortex_sim.people.found import MeasuredRow
from cortex_sim.people.regression import Floats, Posterior, fit_parameters
from cortex_sim.people.summaries import (
    TAKEN,
    Key,
    Session,
    absolute,
    session_of_person,
    sessions_of_bank,
    summaries,
)
from cortex_sim.seeds import rng_for

EXPLORATORY = "exploratory: a virtual subject like the person, no statement about the person"

LEAST_SHARED = 3
"""Measures that a person and the bank must share."""

SEEN_IN = 0.8
"""Share of the bank that must have a statistic for it to count."""

UNINFORMED = 0.9
"""A posterior wider than this share of the prior has learnt nothing."""

TOLD = 5
"""Most measures outside of the bank that a note each names; the table of a fit has all."""

LEAST_SD = 0.1
"""Distance from the bank, in its SD, from which a measure counts as outside."""

MOVED = 0.1
"""Share of the prior's interval from which an extrapolated part of an estimate is told."""

TIED = 0.7
"""Correlation of two parameters' errors from which the data tell only their combination."""


class Outside(NamedTuple):
    """A statistic of a person that no session of the bank comes near."""

    name: str
    person: float
    low: float
    high: float
    """Smallest and largest of the bank."""

    sd: float
    """How far the person lies beyond these, in SD of the bank, negative below."""

    def __str__(self) -> str:
        """Return it as text."""
        return f"{self.name} {self.sd:+.1f} SD"


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted session.

    Attributes
    ----------
    parameters
        Names: traits, and ``x DM`` (mm on the model's sheet, from the mean of the muscles).
    posterior
        What is known of them.
    statistics
        Names of what they were fitted to.
    outside
        Those that lie outside of the bank, the farthest first.
    notes
        What the data cannot tell, in sentences.
    """

    parameters: tuple[str, ...]
    posterior: Posterior
    statistics: tuple[str, ...]
    outside: tuple[Outside, ...]
    notes: tuple[str, ...]


def fit_person(
    rows: Sequence[MeasuredRow], bank: StudyResult, visit: Visit, scale: float | None
) -> Fit:
    """Return what one session of a person says of a virtual subject's parameters.

    Parameters
    ----------
    rows
        Measures of one person in one session.
    bank
        The study whose subjects are the prior.
    visit
        Arm and phase of the bank's sessions that the person's is like.
    scale
        Millimetres on the head for one on the model's sheet; None: from the maps' area.

    Raises
    ------
    DataError
        If the person and the bank share too few measures, or the bank is too small.
    """
    compared = compare_with_bank(rows, bank, visit, scale)
    differing, parameters = parameters_of(bank)
    posterior = fit_parameters(parameters, compared.bank, compared.person)
    outside = _outside(compared, posterior)
    notes = (
        *_notes(differing, posterior), *_lost(compared), *_far(differing, posterior, outside)
    )  # fmt: skip
    return Fit(differing, posterior, compared.names, outside, notes)


class Compared(NamedTuple):
    """Statistics of a person's session and of the bank's."""

    names: tuple[str, ...]
    bank: Floats
    """By subject of the bank, shape ``(n_subjects, n_statistics)``; nan where one is missing."""

    person: Floats
    """Finite."""

    lost: tuple[str, ...]
    """Statistics of the bank that are no number in this person."""


def compare_with_bank(
    rows: Sequence[MeasuredRow], bank: StudyResult, visit: Visit, scale: float | None
) -> Compared:
    """Return the statistics that a session of a person shares with a bank, see `fit_person`."""
    person, virtual = session_of_person(rows), sessions_of_bank(bank, visit)
    keys = _shared(person, virtual)
    _check_enough(len(keys))
    seen = [summaries(one, keys, None if scale is None else 1.0) for one in virtual]
    own = summaries(person, keys, scale)
    are_alike = _are_meps_alike(person, virtual)
    same = [key for key in keys if are_alike and _is_same_unit(key, person, virtual)]
    seen = [{**one, **absolute(session, same)} for one, session in zip(seen, virtual, strict=True)]
    own |= absolute(person, same)
    names = tuple(sorted(name for name, value in own.items() if math.isfinite(value)))
    _check_enough(len(names))
    table = np.array([[one.get(name, np.nan) for name in names] for one in seen])
    lost = tuple(sorted(set(own) - set(names)))
    return Compared(names, table, np.array([own[name] for name in names]), lost)


def _check_enough(shared: int) -> None:
    if shared < LEAST_SHARED:
        taken = ", ".join(f"{assessment} {measure}" for assessment, measure in TAKEN)
        raise DataError(
            f"people and bank share {shared} measures, needed are {LEAST_SHARED} of {taken}; are "
            "the muscles called alike, and was the person's map measured?"
        )


def parameters_of(bank: StudyResult) -> tuple[tuple[str, ...], Floats]:
    """Return names and values of what differs between a bank's subjects.

    Positions are those of the muscles from their mean, in mm; shape of the values
    ``(n_subjects, n_parameters)``.
    """
    study = bank.study
    traits = [n for n in type(study.cohort.traits).model_fields if _varies(bank, n)]
    places = np.array([muscle.position for muscle in study.muscles.values()], dtype=float)
    jitter = study.network.sheet.representation_jitter
    rows = []
    for seed in bank.subjects:
        one = draw_individual(study.cohort.traits, seed)
        centres = muscle_centres(places, jitter, rng_for(seed, "representations"))
        offsets = centres - centres.mean(axis=0)
        rows.append([*(getattr(one, name) for name in traits), *offsets.ravel()])
    axes = [f"{axis} {muscle}" for muscle in study.muscle_names for axis in "xy"]
    values = np.array(rows)
    varying = values.std(axis=0) > 0
    names = np.array([*traits, *axes])
    return tuple(str(name) for name in names[varying]), values[:, varying]


def _varies(bank: StudyResult, name: str) -> bool:
    return bool(getattr(bank.study.cohort.traits, name).sd > 0)


def _shared(person: Session, virtual: Sequence[Session]) -> list[Key]:
    return [
        key
        for key in person
        if key[:2] in TAKEN and np.mean([key in one for one in virtual]) >= SEEN_IN
    ]


def _are_meps_alike(person: Session, virtual: Sequence[Session]) -> bool:
    """Return whether MEPs are in the unit of the bank; an EMG has thresholds of its own."""
    meps = [key for key in person if key.measure == "largest_mep"]
    return bool(meps) and all(_is_same_unit(key, person, virtual) for key in meps)


def _is_same_unit(key: Key, person: Session, virtual: Sequence[Session]) -> bool:
    units = {one[key].unit for one in virtual if key in one}
    return TAKEN[key[:2]] == "relative" and units == {person[key].unit}


def _notes(names: Sequence[str], posterior: Posterior) -> list[str]:
    notes = [EXPLORATORY]
    idle = [n for n, w in zip(names, posterior.width, strict=True) if w > UNINFORMED]
    if idle:
        notes.append(f"these data say nothing of {', '.join(idle)}: as wide as before")
    tied = [
        f"{names[a]} and {names[b]}"
        for a in range(len(names))
        for b in range(a)
        if abs(posterior.correlation[a, b]) > TIED
    ]
    if tied:
        notes.append(f"only a combination is known of {'; '.join(tied)}")
    if posterior.distance > 0.95:
        notes.append(
            f"nobody in the bank is like this person (farther than {100 * posterior.distance:.0f} "
            "% of the bank): the intervals do not hold"
        )
    return notes


def _outside(compared: Compared, posterior: Posterior) -> tuple[Outside, ...]:
    ends = np.nanmin(compared.bank, axis=0), np.nanmax(compared.bank, axis=0)
    columns = (
        compared.person.tolist(),
        *(end.tolist() for end in ends),
        posterior.outside.tolist(),
    )
    every = (Outside(*one) for one in zip(compared.names, *columns, strict=True))
    far = (one for one in every if abs(one.sd) >= LEAST_SD)
    return tuple(sorted(far, key=lambda one: -abs(one.sd)))


def _lost(compared: Compared) -> Iterator[str]:
    if compared.lost:
        yield (
            f"left out, as they are no number in this person: {', '.join(compared.lost)} (places "
            "need the area of a map, or --scale)"
        )


def _far(names: Sequence[str], posterior: Posterior, outside: Sequence[Outside]) -> Iterator[str]:
    """Yield which statistics lie outside of the bank, and what becomes of the estimates there."""
    for one in outside[:TOLD]:
        end = "above the largest" if one.sd > 0 else "below the smallest"
        yield (
            f"{one.name} lies outside of the bank: {one.person:.3g}, {abs(one.sd):.1f} SD {end} of "
            f"its sessions ({one.low:.3g} to {one.high:.3g})"
        )
    if more := outside[TOLD:]:
        yield f"so do {len(more)} more: {', '.join(map(str, more))}"
    if outside:
        shift, prior = posterior.shift.sum(axis=1), posterior.prior_high - posterior.prior_low
        moved = [
            f"{name} by {by:+.2g}"
            for name, by, width in zip(names, shift, prior, strict=True)
            if abs(by) > MOVED * width
        ]
        yield (
            "outside of the bank estimates are extrapolated, and no coverage is known; this moves "
            f"{', '.join(moved) or f'none by more than {MOVED:.0%} of its prior interval'}"
        )
    edge = [
        f"{name} by {abs(by):.2g} ({'above' if by > 0 else 'below'})"
        for name, by in zip(names, posterior.beyond, strict=True)
        if by
    ]
    if edge:
        yield (
            f"estimates lie beyond the bank: {', '.join(edge)}; nothing was simulated there, and a "
            "study that is written has them at its edge"
        )
