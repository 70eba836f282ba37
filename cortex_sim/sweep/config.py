"""What a sweep file may say."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from cortex_sim.config.study import NOT_SCIENCE
from cortex_sim.config.yaml_loader import is_dotted_key
from cortex_sim.names import FieldKey, FolderName, Label, Name, ReadPath, Text
from cortex_sim.sections import Section

Scalar = Label | int | float
"""A number, or text such as ``20 ms``."""


class Spacing(Section):
    """Evenly spaced values, both ends included."""

    start: Scalar
    """First value, a number or text with a unit."""

    stop: Scalar
    """Last value, in the dimension of ``start``."""

    count: Annotated[int, Field(ge=1, le=1_000_000)]
    """Number of values, both ends included."""


class Range(Section):
    """A stretch from which a sampling draws."""

    low: Scalar
    """Lower end, a number or text with a unit."""

    high: Scalar
    """Upper end, above ``low`` and of its dimension."""

    scale: Literal["linear", "log"] = "linear"
    """Whether draws are even in the value or in its logarithm."""

    integer: bool = False
    """Whether only whole numbers are drawn."""


class Axis(Section):
    """One or several fields of the study that change together.

    Exactly one of ``values``, ``linspace``, ``logspace``, ``range`` and ``zip``.
    """

    key: FieldKey | tuple[FieldKey, ...] = ()
    """Dotted field such as ``phases.clbp.gaba_gain``; several get the same value."""

    label: Label = ""
    """Name in pictures; the key where it is empty."""

    values: tuple[Any, ...] | None = None
    """Values one by one."""

    linspace: Spacing | None = None
    """Evenly spaced values."""

    logspace: Spacing | None = None
    """Values with equal ratios, both ends above 0."""

    range: Range | None = None
    """For a sampling only."""

    zip: tuple["Axis", ...] | None = None
    """Axes of equal length that go side by side instead of forming a product."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Fields that the axis sets itself or through the axes in ``zip``."""
        if self.zip is not None:
            return tuple(key for axis in self.zip for key in axis.keys)
        return (self.key,) if isinstance(self.key, str) else self.key

    @model_validator(mode="after")
    def _check(self) -> Self:
        kinds = ("values", "linspace", "logspace", "range", "zip")
        given = [kind for kind in kinds if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"got {given or 'none'}, expected exactly one of {', '.join(kinds)}")
        if (self.zip is None) != bool(self.key):
            raise ValueError("give a key to each axis, but none to 'zip' itself")
        if self.values is not None and not self.values:
            raise ValueError("values is empty; give at least one")
        if self.zip is not None and any(axis.range is not None for axis in self.zip):
            raise ValueError("a range cannot be zipped; give values, linspace or logspace")
        for key in self.keys:
            _check_key(key)
            if key.split(".")[0] in NOT_SCIENCE:
                raise ValueError(f"{key}: changes no result; name a field that does")
        return self


def _check_key(key: str) -> None:
    if not is_dotted_key(key):
        raise ValueError(f"got key {key!r:.100}, expected a field such as 'phases.clbp.gaba_gain'")


class Sampling(Section):
    """How points are drawn where a full grid would be too large."""

    method: Literal["random", "latin_hypercube", "sobol", "morris"]
    """How points are drawn: at random, stratified, as a low-discrepancy sequence, or as
    trajectories."""

    count: Annotated[int, Field(ge=1, le=1_000_000)]
    """Number of points; for ``morris`` the number of trajectories."""

    seed: Annotated[int, Field(ge=0, le=2**31)] = 0
    """Seed of the draw; the same seed gives the same points."""

    levels: Annotated[int, Field(ge=2, le=64)] = 4
    """Levels of the grid of ``morris``; an even number."""


ELSEWHERE = {
    "executor": "where points run; give --executor to 'cortex-sim sweep run'",
    "jobs": "how many run at once; give --jobs to 'cortex-sim sweep run'",
    "slurm": "how jobs are sent to a cluster; write time, memory, cpus and points_per_task right "
    "under 'execution', and give other options with --extra to 'cortex-sim sweep run'",
}
"""What only the person at the keyboard says, and what to write instead of it."""


class SweepExecution(Section):
    """What a task needs, wherever it runs. Nothing here changes a number in a result.

    Where points run, and with which options, is said on the command line or in the site
    file (`cortex_sim.sweep.site`): a sweep file may come from somebody else.
    """

    time: Annotated[str, Field(pattern=r"^(\d+(-\d+)?(:\d+){0,2})?$")] = ""
    """Time limit of a task, such as ``4:00:00``; empty: the cluster's default."""

    memory: Annotated[str, Field(pattern=r"^(\d+[KMGT]?)?$")] = ""
    """Memory of a task, such as ``2G``; empty: the cluster's default."""

    cpus: Annotated[int, Field(ge=1, le=4096)] = 1
    """Cores of a task: sessions of one point that run at once."""

    points_per_task: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    """Points that one task does, one after the other."""

    @model_validator(mode="before")
    @classmethod
    def _say_nothing_of_the_site(cls, data: Any) -> Any:
        for problem in said_elsewhere(data):
            raise ValueError(problem)
        return data


def said_elsewhere(data: Any) -> list[str]:
    """Return a message for every key that only the person at the keyboard says."""
    keys = data if isinstance(data, dict) else ()
    return [
        f"{key}: a sweep file does not say {ELSEWHERE[key]}, or write it in your site file "
        "(see docs/cluster.md)"
        for key in keys
        if key in ELSEWHERE
    ]


class SweepFile(Section):
    """A sweep: a study, what varies, and how points are chosen."""

    name: FolderName
    """Name of the folder under ``results/``."""

    description: Text = ""
    """In words, for people."""

    study: ReadPath
    """The study to vary: a YAML file, relative to the sweep file."""

    set: Annotated[dict[FieldKey, Any], Field(default_factory=dict)]
    """Changes that hold for all points, by dotted field."""

    subjects: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """Subjects of every point (the same people); default: as in the study."""

    axes: tuple[Axis, ...]
    """What varies; without a sampling, points are the product of all axes."""

    sampling: Sampling | None = None
    """None: the full product of the axes."""

    subsets: Annotated[dict[Name, dict[FieldKey, tuple[Any, ...]]], Field(default_factory=dict)]
    """By name: the values of some keys; the points with these are the subset."""

    execution: SweepExecution = SweepExecution()
    """Where the points run; changes no number in a result."""

    @field_validator("set")
    @classmethod
    def _keys_are_fields(cls, changes: dict[str, Any]) -> dict[str, Any]:
        for key in changes:
            _check_key(key)
        return changes

    @field_validator("axes")
    @classmethod
    def _keys_are_unique(cls, axes: tuple[Axis, ...]) -> tuple[Axis, ...]:
        keys = [key for axis in axes for key in axis.keys]
        if doubled := sorted({key for key in keys if keys.count(key) > 1}):
            raise ValueError(f"{', '.join(doubled)}: is in two axes; remove one")
        return axes

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.sampling is None and any(axis.range is not None for axis in self.axes):
            raise ValueError("axes: a range needs 'sampling'; or give linspace or logspace")
        if self.sampling is not None and not self.axes:
            raise ValueError("axes: is empty, but there is a sampling; give at least one axis")
        keys = {key for axis in self.axes for key in axis.keys}
        for name, chosen in self.subsets.items():
            if unknown := sorted(set(chosen) - keys):
                known = ", ".join(sorted(keys))
                raise ValueError(f"subsets.{name}: no axis sets {unknown[0]!r}; known: {known}")
        return self
