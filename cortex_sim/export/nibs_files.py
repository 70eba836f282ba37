"""The pulses of a session as tables of the BIDS proposal for brain stimulation (BEP037)."""

from pathlib import Path

from cortex_sim import __version__
from cortex_sim.emg.surface import Electrode
from cortex_sim.export.names import table
from cortex_sim.export.pulse_tables import Pulse
from cortex_sim.store.study import write_json_atomic, write_text_atomic

HEADER = (
    "stim_id", "stim_count", "tms_stim_mode", "protocol_name", "inter_stimulus_interval",
    "pulse_intensity_mV", "stim_validation", "response_above_background",
    "response_channel_name", "response_channel_type",
)  # fmt: skip


def write_pulses(folder: Path, stem: str, pulses: list[Pulse], electrode: Electrode) -> None:
    """Write ``*_nibs.tsv``, ``*_markers.tsv`` and a sidecar into a folder ``nibs/``."""
    rows, markers = [], []
    for number, pulse in enumerate(pulses, start=1):
        marker = f"pulse{number}"
        if pulse.place_mm is not None:
            markers.append((marker, *pulse.place_mm, 0.0))
        mode = "single" if pulse.interval_ms != pulse.interval_ms else "dual"
        rows += [
            (marker, number, mode, pulse.protocol, pulse.interval_ms, pulse.intensity_mv, "good",
             response * electrode.unit_mv * 1e3, muscle, "EMG")
            for muscle, response in pulse.responses.items()
        ]  # fmt: skip
    write_text_atomic(folder / f"{stem}_nibs.tsv", table(HEADER, rows))
    if markers:
        names = ("stim_id", "coil_x", "coil_y", "coil_z")
        write_text_atomic(folder / f"{stem}_markers.tsv", table(names, markers))
    write_json_atomic(folder / f"{stem}_nibs.json", _sidecar(electrode))


def _sidecar(electrode: Electrode) -> dict[str, object]:
    return {
        "Manufacturer": "none: simulated",
        "SoftwareVersions": f"cortex_sim {__version__}",
        "pulse_intensity_mV": {
            "Description": "Depolarisation under the virtual coil.", "Units": "mV",
        },
        "inter_stimulus_interval": {"Description": "Between the pulses of a pair.", "Units": "ms"},
        "response_above_background": {
            "Description": (
                "Motoneuron spikes in the window after the pulse above the mean background, each "
                f"counted with the size of its unit as {electrode.unit_mv * 1e3:g} uV, the peak-"
                "to-peak potential of the mean unit. Negative where fewer fired than on average."
            ),
            "Units": "uV",
        },
    }  # fmt: skip
