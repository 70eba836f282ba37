"""What a run would cost: sessions, time, memory and disk, before anything starts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.config.study import Study
from cortex_sim.course.missing import missing_sessions
from cortex_sim.course.pace import Pace, pace_of
from cortex_sim.course.plan import Plan, Session
from cortex_sim.course.progress import Progress
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.engine.backends import build_seconds, missing_compilations
from cortex_sim.engine.machine import available_cores, crowding, load_average, slower_text
from cortex_sim.model.state import plastic_projections
from cortex_sim.model.structure import synapse_count
from cortex_sim.store.paths import SessionStore
from cortex_sim.units import counted, duration_text

BYTES_PER_WEIGHT = 3.7
"""Stored size of a weight: single precision, slightly compressed."""

BYTES_PER_ASSESSMENT = 60_000
MEMORY_BASE = 180e6
MEMORY_PER_WORKER = 120e6
"""Peak memory in bytes of the process, and of one simulation with its wiring."""

OUTPUT_SECONDS = 15.0
"""CPU time of tables and pictures of a study: 10 s of two subjects, some 20 s of forty."""


@dataclass(frozen=True)
class Batch:
    """Sessions to do that are alike: of one kind and one length."""

    kind: SessionKind
    model_time: float
    """Simulated time of each in s."""

    count: int = 1


@dataclass(frozen=True)
class Machine:
    """On what sessions run: processes of this program, and simulations at once in each."""

    processes: int
    threads: int
    other_seconds: float = 0.0
    """Time for what is neither a session nor compiling: the start of processes, pictures."""

    shared_cores: int = 0
    """Cores that all simulations share; 0: each has its own."""

    @property
    def workers(self) -> int:
        """Return the number of simulations at the same moment."""
        return self.processes * self.threads

    @property
    def cores(self) -> int:
        """Return the number of simulations that have a core at the same moment."""
        return min(self.workers, self.shared_cores or self.workers)


@dataclass(frozen=True)
class Cost:
    """What it would take to do some sessions."""

    model_time: float
    """Simulated time in s."""

    builds: int
    """Programs to compile."""

    machine: Machine
    pace: Pace
    """What the time is reckoned by."""

    seconds: float
    """Of all, by the pace that it rests on."""

    between: tuple[float, float]
    """Least and most of it, by how much that pace varies."""

    compiling: float
    """Seconds of these for compiling."""

    memory: float
    """Bytes at the same moment, over all processes."""

    disk: float
    """Bytes."""

    def as_lines(self) -> list[str]:
        """Return time, memory and disk as lines for people."""
        cores, notes, load = self.machine.cores, list[str](), load_average()
        if self.machine.shared_cores:
            notes.append(crowding(self.machine.workers))
            notes.append(slower_text(load, self.machine.workers, self.pace.load))
        others = {"compiling": self.compiling, "tables and pictures": self.machine.other_seconds}
        least, most = map(duration_text, self.between)
        between = f" ({least} to {most})" if least != most else ""
        parts = [f"{duration_text(s)} of it {what}" for what, s in others.items() if s]
        return [
            f"time:   about {duration_text(self.seconds)}{between} on {counted(cores, 'core')}"
            + "".join(f", {part}" for part in parts),
            f"        {self.pace.text}",
            f"        load now {load:.1f}, in those sessions {self.pace.load:.1f}"
            if self.pace.sessions
            else f"        load now {load:.1f}",
            *(f"        {note}" for note in notes if note),
            f"memory: about {self.memory / 1e6:.0f} MB",
            f"disk:   about {self.disk / 1e6:.0f} MB",
        ]

    def as_data(self) -> dict[str, Any]:
        """Return the cost for programs: seconds and bytes."""
        return {
            "model_seconds": self.model_time,
            "programs_to_compile": self.builds,
            "cores": self.machine.cores,
            "simulations_at_once": self.machine.workers,
            "sessions_of_pace": self.pace.sessions,
            "load": load_average(),
            "seconds": self.seconds,
            "seconds_between": list(self.between),
            "seconds_compiling": self.compiling,
            "memory_bytes": self.memory,
            "disk_bytes": self.disk,
        }


def cost_of(
    todo: Sequence[Batch], plan: Plan, pace: Pace, on: Machine, *, builds: int, longest: float
) -> Cost:
    """Return what it would take to do some sessions, of a study or of a whole sweep.

    Parameters
    ----------
    todo
        What is missing.
    plan
        The plan that they are of, or one like theirs: its network decides their size.
    pace
        How fast sessions are.
    on
        Where they run.
    builds
        Programs to compile.
    longest
        Model time in s of the longest row of sessions that wait for each other: no
        number of workers makes it shorter.
    """
    model_time = sum(batch.count * batch.model_time for batch in todo)
    busy = sum(pace.seconds(batch.kind, batch.model_time, batch.count) for batch in todo)
    chain = busy * min(1.0, longest / model_time) if model_time else 0.0
    compiling = build_seconds(plan.study.compiler) * builds
    simulating, rest = max(busy / on.cores, chain), compiling + on.other_seconds
    quick, slow = (simulating * factor + rest for factor in pace.factors)
    return Cost(
        model_time=model_time,
        builds=builds,
        machine=on,
        pace=pace,
        seconds=simulating + rest,
        between=(quick, slow),
        compiling=compiling,
        memory=on.processes * (MEMORY_BASE + on.threads * MEMORY_PER_WORKER),
        disk=sum(batch.count * _stored_bytes(batch.kind, plan.study) for batch in todo),
    )


def longest_row(sessions: Iterable[Session]) -> float:
    """Return the model time of the longest row of sessions that wait for each other, in s.

    Parameters
    ----------
    sessions
        Each after those that it needs; what is needed and not among them is done.
    """
    until: dict[str, float] = {}
    for session in sessions:
        before = max((until.get(p, 0.0) for p in session.parents.values()), default=0.0)
        until[session.session_id] = before + session.model_time
    return max(until.values(), default=0.0)


def _stored_bytes(kind: SessionKind, study: Study) -> float:
    """Return the size of the file of a session."""
    if not kind.leaves_state:
        return BYTES_PER_ASSESSMENT
    weights = sum(
        synapse_count(study.network, name, len(study.muscles))
        for name in plastic_projections(study)
    )
    # with a slow clock consolidated weights are stored beside them
    copies = 1 if study.slow_clock is None else 2
    return copies * weights * BYTES_PER_WEIGHT


@dataclass(frozen=True)
class Estimate:
    """What is to do of a study and what it would cost."""

    plan: Plan
    sessions: int
    done: int
    shared: int
    """Sessions that several arms share."""

    cost: Cost
    lines: tuple[str, ...]

    def as_text(self) -> str:
        """Return the estimate as lines for people."""
        todo = self.sessions - self.done
        return "\n".join(
            [
                f"study {self.plan.study.name!r}: {self.sessions} sessions, {self.done} done, "
                f"{todo} to do; {self.shared} belong to a past that several arms share",
                *self.lines,
                f"to do: {self.cost.model_time:.0f} s of model time, "
                f"{counted(self.cost.builds, 'program')} to compile",
                *self.cost.as_lines(),
            ]
        )

    def as_data(self) -> dict[str, Any]:
        """Return the estimate for programs."""
        return {
            "study": self.plan.study.name,
            "sessions": self.sessions,
            "sessions_done": self.done,
            "sessions_shared": self.shared,
            **self.cost.as_data(),
        }


def estimate(plan: Plan, store: SessionStore) -> Estimate:
    """Return the cost of what is missing of a plan.

    Speed comes from earlier runs of the same programs on such a machine, else from a rule of
    thumb; see `cortex_sim.course.pace.pace_of`.
    """
    todo = missing_sessions(plan, store, Progress()) if store.root.is_dir() else list(plan.sessions)
    study = plan.study
    needed = {session.spec.program for session in todo}
    structures = [plan.programs[identity] for identity in sorted(needed)]
    cores = available_cores()
    on = Machine(
        1, study.execution.workers or cores, OUTPUT_SECONDS if todo else 0.0, shared_cores=cores
    )
    cost = cost_of(
        [Batch(session.kind, session.model_time) for session in todo],
        plan,
        pace_of(plan),
        on,
        builds=missing_compilations(structures, study.compiler, store.builds),
        longest=longest_row(todo),
    )
    return Estimate(
        plan=plan,
        sessions=len(plan.sessions),
        done=len(plan.sessions) - len(todo),
        shared=_shared(plan),
        cost=cost,
        lines=tuple(_by_phase(plan, todo)),
    )


def _shared(plan: Plan) -> int:
    """Return how many sessions stand in the common past or in several arms."""
    if len(plan.study.course.arms) < 2:
        return 0
    return sum(
        len({p.arm for p in places}) > 1 or places[0].arm == COMMON
        for places in plan.places.values()
    )


def _by_phase(plan: Plan, todo: list[Session]) -> list[str]:
    missing = {session.session_id for session in todo}
    counts: dict[Visit, list[int]] = {}
    for session_id, places in plan.places.items():
        for place in places:
            row = counts.setdefault(place.visit, [0, 0])
            row[0] += 1
            row[1] += session_id in missing
    return [
        f"  {visit.text}: {total} sessions, {left} to do" for visit, (total, left) in counts.items()
    ]
