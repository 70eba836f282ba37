"""
From a navigator's export and an EMG to one page
================================================

The whole way of a session: pulses with places, MEPs, an EMG with movements, measures, a page. The
files are made here, because the public data sets in these layouts have no licence that lets a
package carry them: the map is in the layout of the data of NeuroMeasure (doi
10.3389/fninf.2019.00023; columns x, y, z and MEP in microvolt, no header); the EMG is an EDF with a
BIDS table of events.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import edfio
import matplotlib.pyplot as plt
import numpy as np

import cortex_sim as cs

rng = np.random.default_rng(11)
folder = TemporaryDirectory()
home = Path(folder.name)

# %%
# **The map.** Four stimuli at each of some 45 places that were chosen by eye: no grid.

lines = []
for x, y in rng.uniform(-30, 30, (45, 2)):
    true = 800 * np.exp(-((x - 4) ** 2 + (y + 6) ** 2) / (2 * 13**2))
    for _ in range(4):
        a, b = np.array([x, y]) + rng.normal(0, 0.4, 2)
        lines.append(f"{160 + a:.3f},{140 + b:.3f},{235 - 0.004 * (a**2 + b**2):.3f},"
                     f"{true * rng.lognormal(-0.1, 0.4):.3f}")  # fmt: skip
(home / "anna_map.csv").write_text("\n".join(lines) + "\n")
columns = {
    "header": False,
    "columns": {"x": "1", "y": "2", "z": "3"},
    "mep": {"LES": "4"},
    "units": {"mep": "uV"},
    "constant": {"protocol": "map"},
}
sessions = cs.read_stimuli(home / "anna_map.csv", columns)

# %%
# Sites are cells of 8 mm. Beside them the map is interpolated: the notes hold the sites' value.

table = sessions.measures(spacing_mm=8, interpolation="natural-neighbour")
chosen = table[table.measure.isin(["area_mm2", "cog_x", "cog_y", "hot_spot_x", "volume_mm2"])]
print(chosen[["assessment", "measure", "value", "unit", "note"]].to_string(index=False))
print(*table.attrs["notes"], sep="\n")

# %%
# **The EMG.** Twenty cued movements; transversus abdominis 60 ms after the cue, longissimus 95 ms.

rate, onsets = 2000.0, 2.0 + 2.0 * np.arange(20)
signals = []
for delay in (0.060, 0.095):
    signal = rng.normal(0, 0.004, round(rate * (onsets[-1] + 3)))
    for cue in onsets:
        first = round((cue + delay + rng.normal(0, 0.006)) * rate)
        signal[first : first + 600] += rng.normal(0, 0.08, 600)
    signals.append(signal)
recording = edfio.Edf(
    [
        edfio.EdfSignal(s * 1e3, rate, label=name, physical_dimension="uV")
        for name, s in zip(["TrA", "LES"], signals, strict=True)
    ]
)
recording.write(home / "anna_emg.edf")
rows = ["onset\ttrial_type", *(f"{cue:.3f}\tmovement" for cue in onsets)]
(home / "anna_events.tsv").write_text("\n".join(rows) + "\n")
moved = cs.read_stimuli(home / "anna_events.tsv").with_emg(cs.read_emg(home / "anna_emg.edf"))
for method in ("hodges-bui", "teager-kaiser"):
    found = moved.measures(onset=method).set_index(["measure", "muscle"]).value
    print(f"{method}: TrA {found['onset', 'TrA']:.0f} ms, LES {found['onset', 'LES']:.0f} ms")

# %%
# Hodges & Bui date these strong bursts 26 and 27 ms early, as published: the onset is the start of
# the first 25 ms whose mean exceeds the threshold, and a strong burst lifts the mean as soon as its
# first milliseconds are in. The order of the muscles and the time between them stay.

# %%
# On the command line the same is one line for each file, and `--page` writes the page:
# ``cortex-sim measure anna_map.csv --columns map.yaml --spacing 8 --interpolate natural-neighbour
# --page anna.html``.

pulses = sessions.to_xarray()
figure, panel = plt.subplots(figsize=(3.6, 2.8))
dots = panel.scatter(pulses.x, pulses.y, c=pulses.mep[:, 0], s=12, cmap="viridis")
panel.set(xlabel="x (mm)", ylabel="y (mm)", aspect="equal", title="LES, each pulse")
figure.colorbar(dots, label="MEP (mV)")
figure.tight_layout()
plt.show()
folder.cleanup()
