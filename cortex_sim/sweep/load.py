"""From a sweep file to its points."""

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cortex_sim.config.canonical import canonical_json, content_hash
from cortex_sim.config.layers import load_layers
from cortex_sim.config.load import study_of
from cortex_sim.config.problems import explain_validation_error, known_keys
from cortex_sim.config.recordings import with_recordings
from cortex_sim.config.shipped import find_beside, find_sweep
from cortex_sim.config.study import NOT_SCIENCE, Study
from cortex_sim.config.yaml_loader import apply_overrides
from cortex_sim.course.compared import check_contrasts
from cortex_sim.course.unused import refuse_slips
from cortex_sim.errors import ConfigError
from cortex_sim.sweep.acting import possible, refuse_idle_axes, refuse_idle_setting
from cortex_sim.sweep.config import SweepFile, said_elsewhere
from cortex_sim.sweep.points import Point, expand

_NOT_IN_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


@dataclass(frozen=True)
class Sweep:
    """A sweep, expanded: what it varies, from which base, at which points."""

    file: SweepFile
    base: dict[str, Any]
    """Data of the study before any axis, and what null left (`cortex_sim.config.merge`)."""

    base_hash: str
    points: tuple[Point, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Fields that vary, in the order of the axes."""
        return tuple(key for axis in self.file.axes for key in axis.keys)

    def study(self, point: Point, workers: int = 0) -> Study:
        """Return the study at a point, see `study_at`."""
        return study_at(self.base, point, workers)


def load_sweep(path: Path | str) -> Sweep:
    """Return the sweep of a file, its points expanded.

    Parameters
    ----------
    path
        YAML file; ``extends`` works as in a study.

    Raises
    ------
    ConfigError
        If the file, the study or an axis says something impossible.
    """
    path = find_sweep(path)
    layers = load_layers(path)
    if "study" not in layers.data and {"phases", "course", "cohort"} & layers.data.keys():
        raise ConfigError(
            f"{path}: is a study, not a sweep; run it with 'cortex-sim run {path}', or write a "
            "sweep file that names it under 'study' and has 'axes'"
        )
    for problem in said_elsewhere(layers.data):
        raise ConfigError(f"{path}: {problem}")
    try:
        file = SweepFile.model_validate_json(canonical_json(layers.data))
    except ValidationError as error:
        raise explain_validation_error(error, layers.origins, path, known_keys(SweepFile)) from None
    study_file = find_beside(file.study, layers.origins["study"])
    written = load_layers(study_file)
    plain = with_recordings(written.marked, written.origins)
    data = _base(plain, file)
    base_hash = base_identity(data)
    sweep = Sweep(file, data, base_hash, expand(file.axes, file.sampling, data, base_hash))
    _check_fields(sweep, plain)
    ends = _ends(sweep)
    refuse_slips(study_file, ends, (*sweep.keys, *file.set))
    for study in ends:
        check_contrasts(study, study_file)
    return sweep


def _base(plain: dict[str, Any], file: SweepFile, without: str | None = None) -> dict[str, Any]:
    """Return a study's data with what holds for all points, but for one field of it."""
    changes = {key: value for key, value in file.set.items() if key != without}
    if file.subjects is not None:
        changes["cohort.subjects"] = file.subjects
    return apply_overrides(plain, as_overrides(changes))


def _check_fields(sweep: Sweep, plain: dict[str, Any]) -> None:
    """Refuse a sweep over fields that do not exist, or that change no session.

    One impossible value is a point's matter.
    """
    if not _ends(sweep):
        sweep.study(sweep.points[-1])
    refuse_idle_axes(sweep.points, sweep.study)
    for key, value in sweep.file.set.items():
        without = partial(study_at, _base(plain, sweep.file, key))
        refuse_idle_setting(f"set '{key}'", key, value, sweep.points, without, sweep.study)


def _ends(sweep: Sweep) -> list[Study]:
    """Return the studies at the first and the last point, where they are possible."""
    studies = (possible(sweep.study, point) for point in (sweep.points[0], sweep.points[-1]))
    return [study for study in studies if study is not None]


def study_at(base: dict[str, Any], point: Point, workers: int = 0) -> Study:
    """Return the study at a point.

    Parameters
    ----------
    base
        The study's data before any axis.
    point
        What is set on top.
    workers
        Processes that its sessions may use at once; 0 leaves it to the study.

    Raises
    ------
    ConfigError
        If the study is impossible there.
    """
    overrides = as_overrides(point.overrides)
    if workers:
        overrides.append(f"execution.workers={workers}")
    return study_of(apply_overrides(base, overrides), {}, f"point {point.point_id}")


def base_identity(data: dict[str, Any]) -> str:
    """Return the hash of all of a study's data that can change a result."""
    return content_hash({key: value for key, value in data.items() if key not in NOT_SCIENCE})


def as_overrides(assignment: dict[str, Any]) -> list[str]:
    """Return overrides ``key=value`` for `apply_overrides`; JSON is YAML, almost.

    YAML takes some characters for line breaks, or refuses them, that JSON leaves
    as they are; these are escaped.
    """
    return [f"{key}={_as_yaml(value)}" for key, value in assignment.items()]


def _as_yaml(value: Any) -> str:
    return _NOT_IN_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", canonical_json(value))
