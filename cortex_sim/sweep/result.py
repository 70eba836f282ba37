"""The results of a sweep, complete and of the present code, or a refusal."""

from collections.abc import Sequence
from dataclasses import dataclass

from cortex_sim.course.plan import make_plan
from cortex_sim.errors import ResultError
from cortex_sim.outcome.result import StudyResult
from cortex_sim.sweep.collect import Table, collect
from cortex_sim.sweep.folder import SweepFolder
from cortex_sim.sweep.load import Sweep
from cortex_sim.sweep.pending import result_problem
from cortex_sim.sweep.points import Point
from cortex_sim.sweep.sensitivity import mean_by_point

MAX_LISTED = 8
"""Points that a message lists."""


@dataclass(frozen=True)
class Outcome:
    """The measure that a picture of a sweep is about."""

    phase: str
    assessment: str
    measure: str
    muscle: str
    name: str
    """For people."""

    unit: str
    arm: str = ""


@dataclass(frozen=True)
class SweepResult:
    """A sweep whose results may be drawn."""

    sweep: Sweep
    folder: SweepFolder
    table: Table
    studies: dict[str, StudyResult]
    """The sessions of every finished point, by its id."""

    @property
    def points(self) -> tuple[Point, ...]:
        """The finished points, in order."""
        return tuple(p for p in self.sweep.points if p.point_id in self.studies)

    def means(self, outcome: Outcome) -> dict[str, float]:
        """Return the mean of a measure over the subjects, by point.

        Raises
        ------
        ResultError
            If no point has this measure.
        """
        by_point = mean_by_point(
            self.table,
            phase=outcome.phase,
            assessment=outcome.assessment,
            measure=outcome.measure,
            muscle=outcome.muscle,
            arm=outcome.arm,
        )
        if not by_point:
            raise ResultError(
                f"sweep {self.sweep.file.name!r}: no point has the {outcome.measure} of "
                f"{outcome.muscle} by {outcome.assessment} in {outcome.arm or outcome.phase}; "
                "see the columns of its table"
            )
        return by_point

    def sources(self, point: Point, outcome: Outcome) -> list[str]:
        """Return the ids of the sessions from which a point's outcome comes."""
        result = self.studies[point.point_id]
        where = (outcome.arm, outcome.phase, outcome.assessment)
        return [result.session(subject, *where).session_id for subject in result.subjects]


def checked_sweep(
    sweep: Sweep, folder: SweepFolder, name: str, *, allow_missing: bool = False
) -> SweepResult:
    """Return the results of a sweep, or refuse.

    Parameters
    ----------
    sweep
        From `cortex_sim.sweep.load.load_sweep`.
    folder
        Where its results are.
    name
        What to call the sweep in messages, such as the path of its file.
    allow_missing
        Leave out points without a result instead of refusing.

    Raises
    ------
    ResultError
        If points have no result of the present code, or one is damaged, or made
        from other sessions than the point has now, or its sessions are gone.
    """
    table = collect(folder, sweep.points, sweep.keys)
    if table.missing and not (allow_missing and table.points):
        raise ResultError(_incomplete(folder, table.missing, len(sweep.points), name))
    missing = {point.point_id for point in table.missing}
    results, sizes = {}, dict[str, int]()
    for point in sweep.points:
        if point.point_id in missing:
            continue
        # by name in the manifest: all points are the same study but for what is set
        named = {"name": f"{sweep.file.name}/{point.point_id}"}
        study = sweep.study(point).model_copy(update=named)
        result = StudyResult(make_plan(study), folder.store)
        if problem := _problem(folder, point, result, sizes):
            raise ResultError(
                f"{folder.root}: point {point.point_id}: {problem}; 'cortex-sim sweep run "
                f"{name}' brings it up to date and simulates only what is missing"
            )
        results[point.point_id] = result
    return SweepResult(sweep, folder, table, results)


def _problem(
    folder: SweepFolder, point: Point, result: StudyResult, sizes: dict[str, int]
) -> str | None:
    stored = folder.read_result(point.point_id)
    if stored is not None and set(stored.sessions) != set(result.plan.places):
        return "stale or mixed: its result was made from other sessions than it has now"
    return result_problem(folder, point.point_id, sizes)


def _incomplete(folder: SweepFolder, missing: Sequence[Point], total: int, name: str) -> str:
    lines = [f"  #{point.number} {point.overrides}" for point in missing[:MAX_LISTED]]
    if len(missing) > MAX_LISTED:
        lines.append(f"  and {len(missing) - MAX_LISTED} more")
    stale = [p for p in folder.root.glob("done/*") if p != folder.done_folder]
    why = "\nthere are results of other code, which do not count" if stale else ""
    return (
        f"{name}: incomplete: {len(missing)} of {total} points have no result in {folder.root}; "
        f"run 'cortex-sim sweep run {name}' first ('sweep status' says why one failed):\n"
        + "\n".join(lines)
        + why
    )
