"""A sweep in the hand: run its points, read its table."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cortex_sim.api.arguments import path_of, whole_of
from cortex_sim.api.cards import Card
from cortex_sim.api.notebook import pandas
from cortex_sim.api.study import RESULTS
from cortex_sim.config.shipped import find_sweep
from cortex_sim.errors import SweepError
from cortex_sim.sweep import load
from cortex_sim.sweep.collect import NUMBERS, collect
from cortex_sim.sweep.context import SweepContext
from cortex_sim.sweep.drive import run_sweep
from cortex_sim.sweep.estimate import estimate_sweep
from cortex_sim.sweep.executors.base import Executor, Order
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.site import load_site
from cortex_sim.units import counted

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 4
"""Varied fields that a sweep names when it shows itself."""


@dataclass(frozen=True, repr=False, eq=False)
class Sweep(Card):
    """A study at many points. Make one with `load_sweep`."""

    config: load.Sweep
    source: str
    """The file, for people and messages."""

    @property
    def name(self) -> str:
        """Name of its folder of results."""
        return self.config.file.name

    def cost(self, results: Path | str = RESULTS) -> str:
        """Return what running it would cost, as lines for people."""
        context = SweepContext(self._folder(results), self.config)
        return estimate_sweep(context, self.config.points, self._executor(None, None)).as_text()

    def run(
        self,
        results: Path | str = RESULTS,
        *,
        executor: str | None = None,
        jobs: int | None = None,
        quiet: bool = False,
    ) -> SweepResults:
        """Run the points that are missing and return what all have found.

        Parameters
        ----------
        results
            Folder of results; the sweep has a folder of its name in it.
        executor
            ``serial``, ``local`` (worker processes) or ``slurm``; default: that of the site file.
        jobs
            Points at once; default: as in the site file.
        quiet
            Show no progress.

        Raises
        ------
        SweepError
            If a point failed, the sweep was stopped, or another process runs it.
        """
        folder = self._folder(results)

        def tell(text: str) -> None:
            if not quiet:
                print(text, file=sys.stderr)

        context = SweepContext(folder, self.config, tell)
        ended = run_sweep(context, self.config.points, self._executor(executor, jobs))
        if ended.done < ended.points:
            raise SweepError(
                f"{ended.done} of {ended.points} points are done and kept, "
                f"{len(ended.failed)} failed; the same call goes on from here, and "
                f"'cortex-sim sweep status {self.source}' says why"
            )
        return SweepResults(self, folder)

    def _folder(self, results: Path | str) -> SweepFolder:
        return SweepFolder(path_of(results, "results") / self.name)

    def _executor(self, name: str | None, jobs: int | None) -> Executor[Any]:
        if name is not None:
            path_of(name, "executor")
        jobs = None if jobs is None else whole_of(jobs, "jobs")
        return load_site().choose(name, self.config.file.execution, Order(jobs))

    def _title(self) -> str:
        return f"Sweep {self.name!r} ({self.source})"

    def _facts(self) -> dict[str, str]:
        keys = self.config.keys
        more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
        return {
            "study": self.config.file.study,
            "points": str(len(self.config.points)),
            "varies": ", ".join(keys[:SHOWN]) + more,
            "description": self.config.file.description or "none",
        }


@dataclass(frozen=True, repr=False, eq=False)
class SweepResults(Card):
    """What the points of a sweep found."""

    sweep: Sweep
    folder: SweepFolder

    def table(self) -> pd.DataFrame:
        """Return all measures of all finished points, a row each.

        Columns are the point, its number, a column for each field that varies (text, as in the
        sweep's file), and those of ``measures.csv``.
        """
        table = collect(self.folder, self.sweep.config.points, self.sweep.config.keys)
        frame = pandas().DataFrame(list(table.rows()), columns=list(table.columns))
        return frame.astype({name: NUMBERS[name] for name in NUMBERS})

    def _title(self) -> str:
        return f"Results of the sweep {self.sweep.name!r} in {self.folder.root}"

    def _facts(self) -> dict[str, str]:
        done = self.folder.done_ids()
        points = self.sweep.config.points
        finished = sum(point.point_id in done for point in points)
        return {**self.sweep._facts(), "points": f"{finished} of {counted(len(points), 'point')}"}


def load_sweep(sweep: Path | str) -> Sweep:
    """Return a sweep.

    Parameters
    ----------
    sweep
        A YAML file, or the name of a sweep that comes with the package.

    Raises
    ------
    ConfigError
        If the file, its study or an axis says something impossible.
    """
    path = find_sweep(path_of(sweep, "sweep"))
    return Sweep(load.load_sweep(path), str(path))
