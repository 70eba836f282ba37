"""What was run, in words and tables: subjects, phases, arms, practice, assessments."""

from dataclasses import dataclass
from itertools import groupby

from cortex_sim.config.channels import Channels, CoilTrain, Volleys
from cortex_sim.config.course import Phase, Practice
from cortex_sim.course.plan import DAY
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.names import in_words
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import arm_label, label
from cortex_sim.units import format_quantity


@dataclass(frozen=True)
class PhaseRow:
    """One phase of the course, as a row of a table."""

    arm: str
    """Name of the arm; empty for the past that all arms share."""

    phase: str
    gaba_gain: str
    bdnf: str
    practice: tuple[str, ...]
    days: str
    visit: tuple[str, ...]


@dataclass(frozen=True)
class Overview:
    """A study in a few lines, and its course."""

    name: str
    description: str
    facts: tuple[tuple[str, str], ...]
    """Term and what it amounts to."""

    phases: tuple[PhaseRow, ...]
    assessments: tuple[tuple[str, str], ...]
    """Name and what it is."""


def overview(result: StudyResult) -> Overview:
    """Return what a study ran."""
    study, first = result.study, result.subjects[0]
    return Overview(
        name=study.name,
        description=study.description,
        facts=(
            ("Subjects", f"{len(result.subjects)} (seeds {first} to {result.subjects[-1]})"),
            ("Muscles", "; ".join(f"{n} ({m.name}, {m.depth})" for n, m in study.muscles.items())),
            ("Primary pair", " and ".join(study.primary_pair)),
            ("Shared past", " → ".join(_stage(result, s) for s in study.timeline.phases)),
            ("Arms", "; ".join(_arms(result)) or "none"),
            ("Sessions", f"{len(result.plan.sessions)}, each simulated once"),
            ("Model time", f"{_model_minutes(result):.0f} min of spiking activity in all"),
        ),
        phases=tuple(_phase_row(result, visit) for visit in result.visits),
        assessments=tuple(
            (name, _assessment(result, name))
            for name in study.assessments
            if any(name in stage.visit for stage in study.stages.values())
        ),
    )


def _stage(result: StudyResult, stage: str) -> str:
    return label(result, Visit(COMMON, stage))


def _arms(result: StudyResult) -> list[str]:
    sentences = []
    for arm, stages in result.study.timeline.arms.items():
        name, steps = arm_label(result, arm), " → ".join(_stage(result, s) for s in stages)
        sentences.append(name if steps == name else f"{name} ({steps})")
    return sentences


def _model_minutes(result: StudyResult) -> float:
    return sum(session.model_time for session in result.plan.sessions) / 60


def _phase_row(result: StudyResult, visit: Visit) -> PhaseRow:
    arm, name = visit
    phase = result.study.stages[name]
    is_set = result.study.slow_clock is None
    return PhaseRow(
        arm=arm_label(result, arm) if arm != COMMON else "",
        phase=_stage(result, name),
        gaba_gain=f"{phase.modulators['gaba_a']:g}" if is_set else load_text(phase),
        bdnf=f"{phase.modulators['bdnf']:g}" if is_set else exercise_text(phase),
        practice=tuple(practice_text(practice) for practice in phase.practice) or ("none",),
        days=_days(result, visit),
        visit=phase.visit,
    )


def load_text(phase: Phase) -> str:
    """Return what moves a phase's GABA_A gain where the slow clock computes it."""
    return f"follows (load {phase.nociceptive_load:g})"


def exercise_text(phase: Phase) -> str:
    """Return what moves a phase's BDNF where the slow clock computes it."""
    doses = [
        f"{dose.duration / 60:g} min {dose.kind.replace('_', ' ')} at {dose.intensity:g}"
        for dose in phase.exercise
    ]
    return f"follows ({', '.join(doses)})" if doses else "follows"


def practice_text(practice: Practice) -> str:
    """Return a row of practice sessions in words.

    Examples
    --------
    >>> practice_text(Practice(sequence="clbp", sessions=4, duration="20 s", interval="30 days"))
    '4 × 20 s of clbp, every 30 days'
    >>> practice_text(Practice(sequence="clbp", sessions=4, duration="20 s", interval="1 day"))
    '4 × 20 s of clbp, every day'
    """
    what = "rest" if practice.sequence is None else in_words(practice.sequence)
    every = f", {_every(practice.interval / DAY)}" if practice.sessions > 1 else ""
    stage = ", development" if practice.stage == "development" else ""
    frozen = "" if practice.plasticity else ", plasticity off"
    given = channels_text(practice.channels)
    return f"{practice.sessions} × {practice.duration:g} s of {what}{every}{stage}{frozen}{given}"


def _every(days: float) -> str:
    """Return an interval in words."""
    return "every day" if days == 1 else f"every {days:g} days"


def channels_text(channels: Channels) -> str:
    """Return what a session gives the network where it is not all of the sequence.

    Examples
    --------
    >>> channels_text(Channels(cue=0.6, afferents=0, motoneurons="-6 mV"))
    ', cue × 0.6, afferents × 0, motoneurons -6 mV'
    """
    said = []
    if channels.needs_movement:
        said += [f"cue × {channels.cue:g}", f"afferents × {channels.afferents:g}"]
    if channels.motoneurons:
        said.append(f"motoneurons {format_quantity(channels.motoneurons, 'voltage')}")
    if channels.coil is not None:
        said.append(_coil_text(channels.coil))
    for name, shift in channels.polarisation.items():
        said.append(f"{name} polarised by {format_quantity(shift, 'voltage')}")
    if channels.volleys is not None:
        said.append(_volleys_text(channels.volleys))
    return "".join(f", {text}" for text in said)


def _coil_text(coil: CoilTrain) -> str:
    """Return the pulses of a session in words.

    Examples
    --------
    >>> _coil_text(CoilTrain(muscle="DM", relative_intensity=0.8, pulses=600, rate="5 Hz"))
    '600 pulses over DM at 0.8 × AMT, 5 Hz'
    """
    of_burst = f" bursts of {coil.burst} at {coil.burst_rate:g} Hz" if coil.burst > 1 else ""
    at = f"at {coil.relative_intensity:g} × AMT, {coil.rate:g} Hz{of_burst}{_trains_text(coil)}"
    return f"{coil.pulses} pulses over {coil.muscle} {at}"


def _volleys_text(volleys: Volleys) -> str:
    """Return the volleys of a session in words.

    Examples
    --------
    >>> _volleys_text(Volleys(muscles=("DM",), rate="40 Hz", spikes=1))
    'volleys from DM at 40 Hz, 1 spikes each'
    """
    force = format_quantity(volleys.contraction, "voltage") if volleys.contraction else ""
    held = f", contraction {force}" if force else ""
    which = ", ".join(volleys.muscles)
    each = f"{volleys.spikes:g} spikes each{held}{_trains_text(volleys)}"
    return f"volleys from {which} at {volleys.rate:g} Hz, {each}"


def _trains_text(given: CoilTrain | Volleys) -> str:
    return f", {given.on:g} s on {given.off:g} s off" if given.on else ""


def _days(result: StudyResult, visit: Visit) -> str:
    first = result.subjects[0]
    places = [p for p in result.by_place if (p.subject, p.arm, p.phase) == (first, *visit)]
    days = sorted({round(place.day) for place in places})
    if not days:
        return "–"
    return f"{days[0]}" if days[0] == days[-1] else f"{days[0]}–{days[-1]}"


def _assessment(result: StudyResult, name: str) -> str:
    settings = result.study.assessments[name]
    details = [settings.label, *settings.details]
    gain = settings.gaba_gain
    details.append("GABA_A gain of the phase" if gain == "phase" else f"GABA_A gain {gain:g}")
    for phase, rows in groupby(settings.restore.items(), key=lambda item: item[1]):
        names = ", ".join(projection for projection, _ in rows)
        details.append(f"{names} put back to the weights after {phase}")
    return "; ".join(details)
