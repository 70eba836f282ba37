"""The executors that there are; a new one is a file beside this one and a line here."""

from typing import Any

from cortex_sim.sweep.executors.base import Executor
from cortex_sim.sweep.executors.local import Local
from cortex_sim.sweep.executors.serial import Serial
from cortex_sim.sweep.executors.slurm import Slurm

EXECUTORS: dict[str, type[Executor[Any]]] = {kind.name: kind for kind in (Serial, Local, Slurm)}
"""Executors by name: for the command line, the site file, status, cancel and workers."""
