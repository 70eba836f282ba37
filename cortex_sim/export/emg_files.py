"""The virtual EMG of a session as a BIDS recording: BDF, sidecar, channels, events."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cortex_sim import __version__
from cortex_sim.clinic.probe import Recording, motoneuron_pool, unit_spikes_of
from cortex_sim.config.assessments.cued_movement import CuedMovement
from cortex_sim.config.study import Study
from cortex_sim.emg.surface import Electrode, muscles_emg
from cortex_sim.export.names import table
from cortex_sim.extras import extra_package
from cortex_sim.seeds import rng_for
from cortex_sim.store.atomic import write_bytes_atomic
from cortex_sim.store.record import SessionRecord
from cortex_sim.store.study import write_json_atomic, write_text_atomic

TASK = "cuedmovement"
PLACE = "above the muscle; virtual, without geometry"


def virtual_emg(
    record: SessionRecord, study: Study, settings: CuedMovement, electrode: Electrode
) -> NDArray[np.float64]:
    """Return the EMG of the muscles in a session of cued movements, ``(n_samples, n_muscles)``.

    The noise is drawn from the session's id, so the same session gives the same EMG.
    """
    population, _ = motoneuron_pool(study)
    spikes = record.spikes[population]
    raster = {population: (spikes.timestamps_ms / 1e3, spikes.node_ids.astype(np.int64))}
    duration = settings.trials * settings.trial_duration
    rng = rng_for(int(record.session_id[:12], 16), "emg")
    pools = unit_spikes_of(study, Recording(raster, duration))
    return muscles_emg(pools, duration, electrode, rng)


def write_emg(
    folder: Path,
    stem: str,
    record: SessionRecord,
    study: Study,
    settings: CuedMovement,
    electrode: Electrode,
) -> None:
    """Write the recording of a session of cued movements into its folder ``emg/``."""
    edfio = extra_package("edfio", "EDF and BDF", "people")
    signal = virtual_emg(record, study, settings, electrode)
    signals = [
        edfio.BdfSignal(
            column * 1e3, electrode.rate_hz, label=muscle, physical_dimension="uV",
            physical_range=_range(column * 1e3),
        )
        for muscle, column in zip(study.muscle_names, signal.T, strict=True)
    ]  # fmt: skip
    whole = _whole_seconds(len(signal), electrode.rate_hz)
    bdf = edfio.Bdf(signals, data_record_duration=whole)
    write_bytes_atomic(folder / f"{stem}_emg.bdf", bdf.to_bytes())
    write_json_atomic(folder / f"{stem}_emg.json", _sidecar(study, settings, electrode))
    rows = [
        (m, "EMG", "uV", m, electrode.rate_hz, electrode.rate_hz / 2, "good")
        for m in study.muscle_names
    ]
    header = ("name", "type", "units", "target_muscle", "sampling_frequency",
              "high_cutoff", "status")  # fmt: skip
    write_text_atomic(folder / f"{stem}_channels.tsv", table(header, rows))
    cues = settings.trial_duration * np.arange(settings.trials)
    events = [(float(onset), 0.0, "movement") for onset in cues]
    write_text_atomic(
        folder / f"{stem}_events.tsv", table(("onset", "duration", "trial_type"), events)
    )


def _range(signal: NDArray[np.float64]) -> tuple[float, float]:
    largest = float(np.ceil(max(np.abs(signal).max(), 1.0)))
    return -largest, largest


def _whole_seconds(n_samples: int, rate: float) -> float:
    """Return the length of a data record in s that divides the recording."""
    seconds = n_samples / rate
    for number in range(max(1, int(seconds)), n_samples + 1):
        if n_samples % number == 0:
            return n_samples / number / rate
    return seconds


def _sidecar(study: Study, settings: CuedMovement, electrode: Electrode) -> dict[str, object]:
    return {
        "TaskName": TASK,
        "TaskDescription": "The go cue alone is given; the virtual subject moves as it learnt to.",
        "EMGPlacementScheme": "Other",
        "EMGPlacementSchemeDescription": PLACE,
        "EMGReference": "none: the signal is a sum of simulated potentials",
        "EMGGround": "none",
        "SamplingFrequency": electrode.rate_hz,
        "PowerLineFrequency": "n/a",
        "SoftwareFilters": "n/a",
        "HardwareFilters": "n/a",
        "EMGChannelCount": len(study.muscle_names),
        "RecordingDuration": settings.trials * settings.trial_duration,
        "RecordingType": "continuous",
        "Manufacturer": "none: simulated",
        "DeviceSerialNumber": "none",
        "SoftwareVersions": f"cortex_sim {__version__}",
    }
