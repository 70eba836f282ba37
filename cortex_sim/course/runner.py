"""Run what is missing of a plan, in parallel, and lose nothing on the way.

Simulations are processes of their own; here are only threads that feed them.
A session is done when its file is in the store. Killing this process loses at
most the sessions in flight.
"""

import math
import threading
import time
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from cortex_sim.course.laboratory import Laboratory
from cortex_sim.course.missing import missing_sessions
from cortex_sim.course.plan import Plan, Session
from cortex_sim.course.progress import Progress
from cortex_sim.course.scheduler import RunReport, Scheduler
from cortex_sim.engine.backends import ensure_program, is_built, missing_compilations
from cortex_sim.engine.machine import available_cores
from cortex_sim.engine.program import Program
from cortex_sim.engine.scratch import remove_orphans
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.provenance import collect_provenance


def run_plan(
    plan: Plan,
    store: SessionStore,
    *,
    progress: Progress | None = None,
    log: Path | None = None,
    stop: threading.Event | None = None,
    patience: float = math.inf,
) -> RunReport:
    """Run the missing sessions of a plan.

    Parameters
    ----------
    plan
        From `cortex_sim.course.plan.make_plan`.
    store
        Where results are and go.
    progress
        Listener.
    log
        File to which each session that is computed here adds a line (time, seconds).
    stop
        Set it to end the run after the sessions in flight. KeyboardInterrupt
        does the same.
    patience
        Longest time in s to do nothing while other processes work on the same
        sessions; then the run ends with ``postponed`` set.

    Raises
    ------
    BuildError, StorageError
        If nothing can be run at all. Failures of single sessions are reported.
    """
    progress = progress or Progress()
    store.check_writable()
    store.remove_leftovers()
    remove_orphans()
    started = time.monotonic()
    todo = missing_sessions(plan, store, progress)
    report = RunReport(done_before=len(plan.sessions) - len(todo))
    if todo:
        laboratory = open_laboratory(plan, store, todo, progress)
        Scheduler(plan, todo, laboratory, progress, log, report, stop, patience).run()
    report.seconds = time.monotonic() - started
    progress.finish()
    return report


def open_laboratory(
    plan: Plan, store: SessionStore, todo: Iterable[Session], progress: Progress
) -> Laboratory:
    """Return programs (compiled if need be), store and provenance for some sessions."""
    study = plan.study
    needed = sorted({session.spec.program for session in todo})
    folder = store.builds
    structures = [plan.programs[identity] for identity in needed]
    total = missing_compilations(structures, study.compiler, folder)
    programs: dict[str, Program] = {}
    number = 0
    for identity, structure in zip(needed, structures, strict=True):
        if not is_built(structure, study.compiler, folder):
            number += 1
            progress.building(number, total)
        timeout = study.execution.build_timeout_minutes * 60
        programs[identity] = ensure_program(structure, study.compiler, folder, timeout=timeout)
    return Laboratory(
        store=store,
        programs=programs,
        provenance=collect_provenance(metadata.version("brian2")),
        timeout=study.execution.session_timeout_minutes * 60,
        anatomies=max(4, 2 * (study.execution.workers or available_cores())),
    )
