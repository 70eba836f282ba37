"""The executor that does all points in this process, one after the other."""

import threading
from collections.abc import Sequence
from typing import ClassVar

from cortex_sim.engine.machine import available_cores
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.executors.base import End, Executor, NoSettings, Width
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.work import Worker, watch, work_through


class Serial(Executor[NoSettings]):
    """One point after the other; the sessions of a point share the cores."""

    name: ClassVar[str] = "serial"
    summary: ClassVar[str] = "in this process"
    start_seconds: ClassVar[float] = 0.0

    def run(self, context: SweepContext, points: Sequence[Point]) -> End:
        """Do the points here."""
        worker = Worker(context, threading.Event(), self.order.jobs or 0)
        watch(worker, None)
        try:
            work_through(worker, points)
            return End.STOPPED if worker.stop.is_set() else End.ENDED
        finally:
            worker.stop.set()

    def width(self, points: int, course_width: int) -> Width:
        """Return one process with as many threads as a course has use for."""
        del points
        return Width(1, min(self.order.jobs or available_cores(), course_width), available_cores())
