"""A finished study as a BIDS data set: one subject for each virtual subject, one session a visit.

EMGs of cued movements follow BIDS 1.11; the pulses of TMS sessions are in tables of the proposal
BEP037, which is not released and therefore listed in ``.bidsignore``.
"""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from cortex_sim import __version__
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.course.visit import Visit
from cortex_sim.emg.surface import Electrode
from cortex_sim.export.emg_files import TASK, write_emg
from cortex_sim.export.folder import check_new
from cortex_sim.export.names import labels, table
from cortex_sim.export.nibs_files import write_pulses
from cortex_sim.export.pulse_tables import PULSES
from cortex_sim.model.subject import draw_individual
from cortex_sim.outcome.folder import config_hash
from cortex_sim.outcome.result import StudyResult
from cortex_sim.store.study import write_json_atomic, write_text_atomic

BIDS_VERSION = "1.11.0"

Tell = Callable[[str], None]


def export_bids(
    result: StudyResult,
    folder: Path,
    electrode: Electrode | None = None,
    *,
    tell: Tell = lambda _: None,
) -> Path:
    """Write a study as a BIDS data set and return its folder.

    Parameters
    ----------
    result
        The finished study.
    folder
        Where to; it must not be there yet, or be empty.
    electrode
        How the EMG is recorded; by default as `Electrode`.
    tell
        Gets a line for each subject.

    Raises
    ------
    StorageError
        If the folder holds something, or cannot be written.
    MissingPackageError
        If the study has an EMG to write and edfio is not installed.
    """
    check_new(folder)
    electrode = electrode or Electrode()
    _write_top(result, folder)
    sessions = labels([visit.key for visit in result.visits])
    for subject in result.subjects:
        tell(f"subject {subject}")
        _write_subject(result, subject, folder / f"sub-{subject:03d}", sessions, electrode)
    return folder


def _write_top(result: StudyResult, folder: Path) -> None:
    study = result.study
    write_json_atomic(
        folder / "dataset_description.json",
        {
            "Name": f"Virtual subjects of the study {study.name}",
            "BIDSVersion": BIDS_VERSION,
            "DatasetType": "raw",
            "License": "n/a",
            "Authors": ["cortex_sim"],
            "GeneratedBy": [
                {
                    "Name": "cortex_sim",
                    "Version": __version__,
                    "Description": (
                        "Simulated subjects with a spiking motor cortex; nobody was measured. "
                        f"Hash of the configuration: {config_hash(study)}"
                    ),
                }
            ],
        },
    )
    write_text_atomic(folder / "README.md", _readme(result))
    write_text_atomic(folder / ".bidsignore", "**/nibs\n")
    traits = {seed: asdict(draw_individual(study.cohort.traits, seed)) for seed in result.subjects}
    names = list(next(iter(traits.values())))
    rows = [(f"sub-{seed:03d}", seed, "n/a", *traits[seed].values()) for seed in result.subjects]
    header = ("participant_id", "seed", "age", *(f"trait_{name}" for name in names))
    write_text_atomic(folder / "participants.tsv", table(header, rows))
    described = {f"trait_{n}": {"Description": f"{n}, 1 in the average subject"} for n in names}
    write_json_atomic(
        folder / "participants.json",
        {"seed": {"Description": "Seed of the virtual subject"}, **described},
    )


def _readme(result: StudyResult) -> str:
    study = result.study
    return (
        f"# {study.name}\n\n{study.description}\n\nVirtual subjects, simulated with cortex_sim "
        f"{__version__}; nobody was measured. `emg/` holds the surface EMG of cued movements, "
        "computed from the spikes of motoneurons. `nibs/` holds the pulses of TMS sessions with "
        "the responses of the muscles, in the layout of the proposal BEP037. Sessions are visits "
        "of the study; `*_sessions.tsv` names arm and phase.\n"
    )


def _write_subject(
    result: StudyResult, subject: int, folder: Path, sessions: dict[str, str], electrode: Electrode
) -> None:
    rows = []
    for visit in result.visits:
        label = f"ses-{sessions[visit.key]}"
        stem = f"{folder.name}_{label}"
        if _write_visit(result, subject, visit, folder / label, stem, electrode):
            rows.append((label, visit.arm or "n/a", visit.phase))
    header = ("session_id", "arm", "phase")
    write_text_atomic(folder / f"{folder.name}_sessions.tsv", table(header, rows))
    write_json_atomic(
        folder / f"{folder.name}_sessions.json",
        {
            "arm": {"Description": "Arm of the study; n/a in the common past"},
            "phase": {"Description": "Phase at whose end the subject was examined"},
        },
    )


def _write_visit(
    result: StudyResult,
    subject: int,
    visit: Visit,
    folder: Path,
    stem: str,
    electrode: Electrode,
) -> bool:
    """Write all that a visit has; return whether it has anything."""
    study, wrote = result.study, False
    there = [p.name for p in result.by_place if (p.subject, p.arm, p.phase) == (subject, *visit)]
    names = labels(list(study.assessments))
    for name in dict.fromkeys(there):
        settings = study.assessments.get(name)
        if settings is None:
            continue
        record = result.record(result.session(subject, *visit, name))
        if isinstance(settings, CuedMovement):
            task = f"{stem}_task-{TASK}{names[name].removeprefix('cuedmovement')}"
            write_emg(folder / "emg", task, record, study, settings, electrode)
            wrote = True
        elif settings.kind in PULSES:
            pulses = PULSES[settings.kind](record, study, name)
            write_pulses(folder / "nibs", f"{stem}_task-{names[name]}", pulses, electrode)
            wrote = True
    return wrote
