"""Spikes of stored sessions as NWB files (Neurodata Without Borders), one for each session.

Cells are units, with population, muscle and size; trials of cued movements are trials. Nobody was
measured: the files say so, and their date is the day of the course after 1 January 2000.
"""

import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from cortex_sim import __version__
from cortex_sim.clinic.probe import motoneuron_pool
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.study import Study
from cortex_sim.course.plan import Place, Session
from cortex_sim.errors import StorageError
from cortex_sim.export.folder import check_new
from cortex_sim.export.names import labels
from cortex_sim.extras import extra_package
from cortex_sim.model.motor_units import unit_sizes
from cortex_sim.model.subject import draw_individual
from cortex_sim.outcome.folder import config_hash
from cortex_sim.outcome.result import StudyResult
from cortex_sim.store.record import SessionRecord

DAY_0 = datetime(2000, 1, 1, tzinfo=UTC)
"""Of every course."""

ADULT = "P18Y/"
"""Age of every virtual subject: an adult, of no stated age."""

Tell = Callable[[str], None]


def export_nwb(result: StudyResult, folder: Path, *, tell: Tell = lambda _: None) -> list[Path]:
    """Write the spikes of a study and return the files.

    Parameters
    ----------
    result
        The finished study.
    folder
        Where to; it must not be there yet, or be empty.
    tell
        Gets a line for each subject.

    Raises
    ------
    StorageError
        If the folder holds something, or no session of the study has spikes.
    MissingPackageError
        If pynwb is not installed.
    """
    check_new(folder)
    package = extra_package("pynwb", "NWB files", "export")
    visits = labels([visit.key for visit in result.visits])
    names = labels(list(result.study.assessments))
    keys = {(visit.arm, visit.phase): visits[visit.key] for visit in result.visits}
    files: list[Path] = []
    for subject in result.subjects:
        tell(f"subject {subject}")
        for place, session in result.by_place.items():
            if place.subject != subject or place.name not in names:
                continue
            record = result.record(session)
            if not record.spikes:
                continue
            stem = f"sub-{subject}_ses-{keys[place.arm, place.phase]}_task-{names[place.name]}"
            stem += f"_run-{place.repeat}" if place.repeat > 1 else ""
            path = folder / f"sub-{subject}" / f"{stem}.nwb"
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(package, path, _file(package, result, place, session, record))
            files.append(path)
    if not files:
        raise StorageError(
            "no session of the study stores spikes; those of kind cued_movement and baseline do"
        )
    return files


def _write(package: Any, path: Path, content: Any) -> None:
    part = path.with_name(f".part_{path.name}")
    try:
        with package.NWBHDF5IO(str(part), "w") as file:
            file.write(content)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _file(
    package: Any, result: StudyResult, place: Place, session: Session, record: SessionRecord
) -> Any:
    study = result.study
    person = asdict(draw_individual(study.cohort.traits, place.subject))
    traits = ", ".join(f"{name} {value:.3f}" for name, value in person.items())
    content = package.NWBFile(
        session_description=(
            f"Simulated: {place.name} of virtual subject {place.subject} at "
            f"{place.arm or 'the common past'}/{place.phase}, day {place.day:g} of the course"
        ),
        identifier=session.session_id,
        session_start_time=DAY_0 + timedelta(days=place.day),
        session_id=f"{place.phase}_{place.name}",
        experiment_description=study.description or f"Study {study.name}",
        keywords=["simulation", "motor cortex", "chronic low back pain"],
        source_script=f"cortex_sim {__version__}, configuration {config_hash(study)}",
        source_script_file_name="cortex-sim export nwb",
        experimenter="cortex_sim",
        institution="none: simulated",
        lab="none: simulated",
        subject=package.file.Subject(
            subject_id=str(place.subject), species="Homo sapiens", sex="U", age=ADULT,
            description=f"Virtual subject, nobody was measured; traits: {traits}",
        ),
    )  # fmt: skip
    _add_units(package, content, study, record)
    settings = study.assessments[place.name]
    if isinstance(settings, CuedMovement):
        for number in range(settings.trials):
            start = number * settings.trial_duration
            content.add_trial(start_time=start, stop_time=start + settings.trial_duration)
    return content


def _add_units(package: Any, content: Any, study: Study, record: SessionRecord) -> None:
    """Add every cell that fired."""
    pool, per_muscle = motoneuron_pool(study)
    sizes = unit_sizes(per_muscle, study.network.populations[pool].unit_range)
    content.units = package.misc.Units(
        name="units", description="cells that fired", resolution=float(study.network.dt)
    )
    content.add_unit_column("population", "population of the network")
    content.add_unit_column("cell", "index of the cell in its population")
    content.add_unit_column("muscle", "muscle of a motoneuron; none for cells of the cortex")
    content.add_unit_column(
        "unit_size", "size of the motor unit, 1 in the mean unit; nan elsewhere"
    )
    for population, spikes in record.spikes.items():
        cells = spikes.node_ids.astype(np.int64)
        order = np.argsort(cells, kind="stable")
        fired, first = np.unique(cells[order], return_index=True)
        trains = np.split(spikes.timestamps_ms[order] / 1e3, first[1:])
        for cell, train in zip(fired.tolist(), trains, strict=True):
            is_unit = population == pool
            content.add_unit(
                spike_times=train,
                population=population,
                cell=cell,
                muscle=study.muscle_names[cell // per_muscle] if is_unit else "none",
                unit_size=float(sizes[cell % per_muscle]) if is_unit else float("nan"),
            )
