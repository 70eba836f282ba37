"""A public EMG with TMS the whole way, beside what its own toolbox found in the same sweeps.

Run: python benchmarks/public_emg.py DATA [PAGES], with the folder ``data`` of greenhouselab/Veta
(Jackson & Greenhouse 2019, 10.3389/fnins.2019.00975) and mat-io, which reads MATLAB's tables. The
sweeps go behind each other into an EDF, their pulses or cues into a table of events, and
``cortex-sim measure`` reads both. A page for each recording is written into PAGES.
"""

import csv
import io
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import edfio
import numpy as np
from click.testing import CliRunner
from matio import load_from_mat

from cortex_sim.cli.main import commands

RATE = 5000.0
"""Samples a second. The file's volts stand behind a gain of 1000: they are mV at the skin."""


class Recording(NamedTuple):
    """Sweeps of one file and channel, and what the toolbox says of each."""

    file: str
    channel: str
    protocol: str
    at: str
    """Column with the time of the pulse or cue in the sweep, in s; 0 where there is none."""

    theirs: tuple[tuple[str, str], ...]
    """By measure of this package, the toolbox's, a pandas expression."""

    chosen: str = "artloc > 0"
    """Which sweeps."""

    state: str = "rest"


LATENCY, AMPLITUDE = ("mep_latency", "1e3 * ch1_MEP_latency"), ("test_mep", "ch1_MEP_amplitude")
RECORDINGS = (
    Recording("SICI", "ch1", "test", "artloc", (AMPLITUDE, LATENCY)),
    Recording(
        "CSP", "ch1", "silent_period", "artloc",
        (("silent_period", "1e3 * (ch1_CSP_offset - artloc)"),),
        "ch1_CSP_offset > artloc", "active",
    ),
    Recording("CSP", "ch1", "test", "artloc", (AMPLITUDE, LATENCY), state="active"),
    *(
        Recording(
            "Delayed_Response_Task", channel, "movement", "stim_onset",
            (("onset", f"1e3 * {channel}_EMG_RT"),),
            f"go_or_catch == 'go' and left_or_right == '{side}' and {channel}_EMG_RT > 0",
        )
        for channel, side in (("ch1", "left"), ("ch2", "right"))
    ),
)  # fmt: skip


def sweeps_of(data, recording):
    """Return the sweeps of a recording that its toolbox accepted, as a data frame."""
    table = load_from_mat(str(data / f"{recording.file}_example_data_preprocessed.mat"))["trials"]
    for column in ("go_or_catch", "left_or_right"):
        if column in table:
            table[column] = [str(np.ravel(cell)[0]) for cell in table[column]]
    return table.query(f"trial_accept == 1 and ({recording.chosen})")


def measured(folder, sweeps, recording, *options):
    """Return the measures of sweeps by the command, by name."""
    signal = np.concatenate([np.ravel(sweep) for sweep in sweeps[recording.channel]])
    length = len(signal) / len(sweeps) / RATE
    trace = edfio.EdfSignal(signal, RATE, label=recording.channel, physical_dimension="mV")
    edfio.Edf([trace], data_record_duration=length).write(folder / "one_emg.edf")
    onsets = sweeps[recording.at].to_numpy() + length * np.arange(len(sweeps))
    rows = ["onset\ttrial_type", *(f"{onset:.4f}\t{recording.protocol}" for onset in onsets)]
    (folder / "one_events.tsv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    asked = ["measure", str(folder / "one_emg.edf"), "--state", recording.state, *options]
    done = CliRunner().invoke(commands, asked, catch_exceptions=False)
    if done.exit_code:
        raise SystemExit(done.output)
    return {row["measure"]: float(row["value"]) for row in csv.DictReader(io.StringIO(done.stdout))}


def main(data: str, pages: str = "") -> None:
    """Print a row for each recording and measure: the command's value and the toolbox's."""
    print("recording, channel, measure, sweeps, here, toolbox mean, toolbox median")
    for recording in RECORDINGS:
        sweeps = sweeps_of(Path(data), recording)
        methods = ("hodges-bui", "teager-kaiser") if recording.protocol == "movement" else ("",)
        for method in methods:
            options = ["--onset", method] if method else []
            if pages:
                name = "_".join(filter(None, (*recording[:3], method)))
                options += ["--page", str(Path(pages) / f"{name}.html")]
            with tempfile.TemporaryDirectory() as folder:
                found = measured(Path(folder), sweeps, recording, *options)
            for measure, expression in recording.theirs:
                own = sweeps.eval(expression)
                print(
                    f"{recording.file} {recording.channel} {measure} {method}".ljust(50),
                    f"{len(own)} {found[measure]:.4g} {own.mean():.4g} {own.median():.4g}",
                )


if __name__ == "__main__":
    main(*sys.argv[1:])
