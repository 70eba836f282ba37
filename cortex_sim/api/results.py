"""The results of a study: tables, labelled arrays and subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cortex_sim.api import arrays, spikes, tables
from cortex_sim.api.cards import Card
from cortex_sim.api.names import chosen, known
from cortex_sim.api.subject import Subject, in_hand
from cortex_sim.course.visit import Visit
from cortex_sim.model.state import plastic_projections
from cortex_sim.outcome.between_studies import compare_sides
from cortex_sim.outcome.contrasts import contrasts_of
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.sides import Side
from cortex_sim.outcome.visits import assessments_of, visits_with

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr


@dataclass(frozen=True, repr=False)
class Results(Card):
    """A finished study. Get one from `cortex_sim.run` or `cortex_sim.open_results`.

    A visit is named as in ``visits``: by its phase, or by arm and phase where these differ.
    """

    result: StudyResult
    """What the tables come from, for whoever needs more."""

    @property
    def name(self) -> str:
        """Name of the study."""
        return self.result.study.name

    @property
    def subjects(self) -> tuple[int, ...]:
        """Seeds of the subjects."""
        return self.result.subjects

    @cached_property
    def visits(self) -> tuple[str, ...]:
        """Names of the visits, in the order of the course."""
        return tuple(self._visits)

    def measures(self) -> pd.DataFrame:
        """Return all measures, a row each, as in ``measures.csv``.

        Columns are subject, arm (empty in the common past), phase, visit, day, assessment, repeat,
        measure, muscle (or pair of muscles), value, unit, session (the id of where it comes
        from), and the subject's traits, each as ``trait_...`` (1 in the average subject).
        """
        return tables.measures(self.result)

    def effect(
        self, measure: str, muscle: str, before: str, after: str, assessment: str | None = None
    ) -> pd.DataFrame:
        """Return the change of a measure within subjects, between two visits.

        A row for each assessment that has the measure at both visits; columns as of ``cortex-sim
        table --of changes``: unit, n, change, low, high, g_z and same_sign (how many subjects
        change as the mean does). Intervals are those of the report. ``attrs["effects"]`` of the
        table has each `PairedEffect <cortex_sim.analysis.effects.PairedEffect>` whole, with the
        change of every subject.

        Parameters
        ----------
        measure
            Such as ``"overlap"``.
        muscle
            A muscle, or a pair such as ``"DM-LES"`` in the muscles' order.
        before, after
            Visits.
        assessment
            This one alone.

        Raises
        ------
        ResultError
            If there is no such measure, muscle, visit or assessment; it names similar ones.
        """
        visits = (self._visit(before), self._visit(after))
        return tables.effects(self.result, measure, muscle, visits, assessment)

    def contrasts(self) -> pd.DataFrame:
        """Return the contrasts that the study names, a row for each and assessment.

        Columns are those of `Compared <cortex_sim.outcome.contrasts.Compared>`.
        """
        return tables.contrasts(contrasts_of(self.result))

    def compare(
        self,
        first: str | Results | tuple[Results, str],
        second: str | Results | tuple[Results, str],
        measure: str = "overlap",
        *,
        muscle: str = "",
        assessment: str | None = None,
        at: str | None = None,
        before: str | None = None,
        bound: float | None = None,
    ) -> pd.DataFrame:
        """Return the second minus the first in the same subjects, a row for each assessment.

        Parameters
        ----------
        first, second
            Arms of this study by name, or results of studies, this one too; a study with several
            arms as ``(results, "arm")``. Their subjects must be the same: seeds and traits.
        measure, muscle, assessment
            What is compared; by default the overlap of the primary pair, in all that have it.
        at
            The visit, by its phase; by default the last of each arm.
        before
            With it changes since this visit are compared: group by time.
        bound
            Arms that differ by less are equivalent, which is then tested.

        Raises
        ------
        ConfigError
            If there is no such arm, visit, measure or muscle.
        ResultError
            If subjects differ, or a study has several arms and none is named.
        """
        rows = compare_sides(
            self._side(first),
            [self._side(second)],
            measure=measure,
            muscle=muscle,
            assessment=assessment,
            at=at,
            before=before,
            bound=bound,
        )
        return tables.contrasts(rows)

    def maps(
        self,
        assessment: str,
        *,
        subjects: Sequence[int] | int | None = None,
        visits: Sequence[str] | str | None = None,
    ) -> xr.Dataset:
        """Return TMS maps with units: ``mep[subject, visit, site, pulse, muscle]`` and more.

        ``x`` and ``y`` are the coil sites in mm. ``background``, ``tonic_drive``, ``intensity``,
        ``centre`` (of each muscle on the sheet) and ``session`` have a value for each subject and
        visit.

        Parameters
        ----------
        assessment
            A map of the study.
        subjects, visits
            Which; by default all that have it.
        """
        known(assessment, assessments_of(self.result, "map"), self._what("map"))
        there = {v.key: v for v in visits_with(self.result, assessment)}
        names = chosen(visits, there, self._what("visit", f" with {assessment}"))
        whom = self._subjects(subjects)
        return arrays.maps(self.result, assessment, whom, {n: there[n] for n in names})

    def weights(
        self,
        projection: str,
        *,
        subjects: Sequence[int] | int | None = None,
        visits: Sequence[str] | str | None = None,
    ) -> xr.DataArray:
        """Return the weights at the end of phases, ``weight[subject, visit, synapse]``.

        ``source`` and ``target`` are the cells of each synapse.

        Parameters
        ----------
        projection
            A plastic projection.
        subjects, visits
            Which; by default all subjects, and all visits whose phase has practice.
        """
        known(projection, plastic_projections(self.result.study), self._what("plastic projection"))
        stages = self.result.study.stages
        there = {name: v for name, v in self._visits.items() if stages[v.phase].practice}
        names = chosen(visits, there, self._what("visit", " after practice"))
        whom = self._subjects(subjects)
        return arrays.weights(self.result, projection, whom, {n: there[n] for n in names})

    def spikes(self, subject: int, visit: str, assessment: str) -> pd.DataFrame:
        """Return the spikes that an assessment stored, a row each, ordered by time.

        Columns are population, cell, muscle (whose pool it is in; empty for cells of the
        cortex), time (ms), trial and trial_start (ms). ``attrs["trial_start"]`` has the start of
        every trial, also of those without a spike.

        Raises
        ------
        ResultError
            If there is no such subject, visit or assessment, or it stores no spikes.
        """
        known(subject, self.subjects, self._what("subject"))
        place = self._visit(visit)
        names = self.result.study.stages[place.phase].visit
        known(assessment, names, self._what("assessment", f" at {visit}"))
        return spikes.stored(self.result, subject, place, assessment)

    def subject(self, subject: int, visit: str) -> Subject:
        """Return a subject as at the end of a phase, frozen: to stimulate and to move at will.

        Raises
        ------
        ResultError
            If there is no such subject or visit.
        BuildError
            If the program that examines cannot be compiled.
        """
        known(subject, self.subjects, self._what("subject"))
        return in_hand(self.result, subject, self._visit(visit))

    def _side(self, who: str | Results | tuple[Results, str]) -> Side:
        """Return an arm of this study, a study, or an arm of it, as one side of a comparison."""
        if isinstance(who, str):
            return Side.of(who, self.result, who)
        if isinstance(who, Results):
            return Side.of(who.name, who.result)
        results, arm = who
        return Side.of(f"{results.name}:{arm}", results.result, arm)

    @cached_property
    def _visits(self) -> dict[str, Visit]:
        return {visit.key: visit for visit in self.result.visits}

    def _visit(self, name: str) -> Visit:
        known(name, self._visits, self._what("visit"))
        return self._visits[name]

    def _subjects(self, wanted: Sequence[int] | int | None) -> list[int]:
        return chosen(wanted, self.subjects, self._what("subject"))

    def _what(self, kind: str, more: str = "") -> str:
        return f"{kind} of the study {self.name!r}{more}"

    def _title(self) -> str:
        return f"Results of the study {self.name!r} in {self.result.store.root}"

    def _facts(self) -> dict[str, str]:
        done = {name for stage in self.result.study.stages.values() for name in stage.visit}
        return {
            "subjects": f"{len(self.subjects)}, seeds {self.subjects[0]} to {self.subjects[-1]}",
            "visits": ", ".join(self.visits),
            "assessments": ", ".join(n for n in self.result.study.assessments if n in done),
            "sessions": str(len(self.result.plan.sessions)),
        }
