"""From a study to specs: what decides a number is taken, what is for people left blank."""

from typing import Any

from cortex_sim.config.assessments.base import Assessment
from cortex_sim.config.channels import Channels
from cortex_sim.config.course import Phase
from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.modulators import MODULATORS
from cortex_sim.config.muscles import Sequence
from cortex_sim.config.network import Network
from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.config.study import Study
from cortex_sim.course.slow_plan import around
from cortex_sim.course.specs import THRESHOLD, NamedMuscle, SlowSpec, SubjectSpec
from cortex_sim.model.subject import Individual, draw_individual
from cortex_sim.sections import Section
from cortex_sim.slow.person import draw_person
from cortex_sim.slow.stretches import Segment

BLANK: dict[str, dict[str, Any]] = {
    "muscle": {"name": ""},
    "sequence": {"description": "", "source": "", "based_on": None},
    "population": {"label": ""},
    "projection": {"label": ""},
    "modulator": {"label": "", "works": {}},
    "assessment": {"restore": {}, "gaba_gain": "phase", "repeat": 1},
}
"""Fields that specs leave blank: text and evidence for people, and references and levels of which a
spec holds the resolved ids and values."""


def subject_of(study: Study, seed: int) -> SubjectSpec:
    """Return the subject of a study with this seed."""
    individual, clock = draw_individual(study.cohort.traits, seed), study.slow_clock
    spec = SubjectSpec(
        seed=seed,
        individual=individual,
        muscle_rows=tuple(
            NamedMuscle(id=name, muscle=_blank(row, "muscle"))
            for name, row in study.muscles.items()
        ),
        network=_network(study.network),
        bdnf=study.bdnf,
        slow_clock=None if clock is None else _clock(clock),
        person=None if clock is None else draw_person(clock, individual, seed),
    )
    return spec.rebuilt()


def study_in(study: Study, arm: str) -> Study:
    """Return a study with the persons of an arm as those of its cohort."""
    person = study.course.persons.get(arm)
    if person is None:
        return study
    traits = study.cohort.traits.model_copy(update=person.traits)
    changed: dict[str, Any] = {"cohort": study.cohort.model_copy(update={"traits": traits})}
    if study.slow_clock is not None:
        clock, said = study.slow_clock, person.of_slow_clock
        own = said.pop("baselines", {})
        rows = {n: clock.modulators[n].model_copy(update={"trait": t}) for n, t in own.items()}
        individuals = clock.individuals.model_copy(update=said)
        changed["slow_clock"] = clock.model_copy(
            update={"individuals": individuals, "modulators": clock.modulators | rows}
        )
    return study.model_copy(update=changed)


def sequence_of(study: Study, name: str | None) -> Sequence | None:
    """Return a sequence complete with what it inherits, None for rest."""
    if name is None:
        return None
    blank: Sequence = _blank(resolve_sequence(study.sequences, name), "sequence")
    return blank


def settings_of(settings: Assessment) -> Assessment:
    """Return an assessment's settings with a role where they name another assessment."""
    blank: Assessment = _blank(settings, "assessment")
    if blank.thresholds_of is None:
        return blank
    return blank.model_copy(update={"threshold_from": THRESHOLD})


def channels_of(channels: Channels) -> Channels:
    """Return channels with a role where a coil names the recruitment that it goes by."""
    if channels.coil is None:
        return channels
    coil = channels.coil.model_copy(update={"threshold_from": THRESHOLD})
    return channels.model_copy(update={"coil": coil})


def levels_of(study: Study, phase: Phase, individual: Individual) -> dict[str, float] | None:
    """Return the subject's own level of each modulator that a phase sets.

    Without a slow clock that is all of them. With one it is those that the phase holds fast, None
    where there are none.
    """
    levels = phase.modulators if study.slow_clock is None else phase.set_levels
    own = {
        name: MODULATORS[name].own_level(level, _trait(individual, MODULATORS[name].trait))
        for name, level in levels.items()
    }
    return own or None


def slow_of(study: Study, phase: Phase, since: tuple[Segment, ...]) -> SlowSpec | None:
    """Return what the slow clock must know of a session, None without one."""
    if study.slow_clock is None:
        return None
    hypotheses = study.slow_clock.hypotheses.model_dump()
    return SlowSpec(
        since=since,
        load=phase.nociceptive_load,
        goes_on=phase.movement_goes_on,
        around=around(phase),
        sets_rate_reference=phase.sets_rate_reference,
        hypotheses={**hypotheses, "bdnf_acts_on": study.bdnf.acts_on},
    )


def _trait(individual: Individual, name: str | None) -> float:
    return 1.0 if name is None else float(getattr(individual, name))


def _network(network: Network) -> Network:
    blank = {
        "populations": {n: _blank(row, "population") for n, row in network.populations.items()},
        "projections": {n: _blank(row, "projection") for n, row in network.projections.items()},
    }
    return network.model_copy(update=blank)


def _clock(clock: SlowClock) -> SlowClock:
    rows = {name: _blank(row, "modulator") for name, row in clock.modulators.items()}
    return clock.model_copy(update={"modulators": rows})


def _blank(section: Section, kind: str) -> Any:
    return section.model_copy(update=BLANK[kind])
