"""
Measure a session of a person
=============================

`cortex_sim.read_stimuli` reads a table of pulses that were given to a person and returns the
measures that virtual subjects have. The file here is made up, in the layout of a public data set
(Sinitsyn et al. 2019, doi 10.3390/brainsci9040088): subject, session, place of the field's maximum
in space, MEP in microvolt; semicolons, no header.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import matplotlib.pyplot as plt
import numpy as np

import cortex_sim as cs

# %%
# Make the file: a grid of 7 × 7 sites, turned and tilted on a head, the coil 1 mm off at each
# pulse, 1 to 19 pulses a site, MEPs that scatter.

rng = np.random.default_rng(7)
spacing, turn, tilt = 7.6, np.deg2rad(20), np.deg2rad(40)
lines = []
for site in range(49):
    u, v = spacing * (site % 7 - 3), spacing * (site // 7 - 3)
    true = 900 * np.exp(-((u + 4) ** 2 + (v - 2) ** 2) / (2 * 9**2))
    for _ in range(rng.integers(1, 20)):
        a, b = np.array([u, v]) + rng.normal(0, 1, 2)
        x, y = a * np.cos(turn) - b * np.sin(turn), a * np.sin(turn) + b * np.cos(turn)
        place = (120 + x, 200 + y * np.cos(tilt), 100 + y * np.sin(tilt))
        mep = true * rng.lognormal(-0.1, 0.45)
        lines.append(f"1;1;{place[0]:.1f};{place[1]:.1f};{place[2]:.1f};{mep:.1f}")
folder = TemporaryDirectory()
path = Path(folder.name) / "person.csv"
path.write_text("\n".join(lines) + "\n")
print(len(lines), "pulses, such as", lines[170])

# %%
# Say what the columns are, as a mapping file would (`cortex-sim measure person.csv --columns ...`).

columns = {
    "delimiter": ";",
    "header": False,
    "columns": {"subject": "1", "session": "2", "x": "3", "y": "4", "z": "5"},
    "mep": {"APB": "6"},
    "units": {"mep": "uV"},
    "constant": {"protocol": "map"},
}
sessions = cs.read_stimuli(path, columns)
print(sessions)

# %%
# Measure it. The pulses are sorted into cells of the grid's spacing; the notes say what that and
# the projection to a plane cost.

table = sessions.measures(spacing_mm=spacing)
print(table[["measure", "muscle", "value", "unit"]].to_string(index=False))
print(*table.attrs["notes"], sep="\n")

# %%
# What the area rests on: halves of the pulses, drawn at random, give nearly the same one.

areas = []
pulses = np.array(lines)
for _ in range(20):
    half = rng.random(len(pulses)) < 0.5
    path.write_text("\n".join(pulses[half]) + "\n")
    values = cs.read_stimuli(path, columns).measures(spacing_mm=spacing).set_index("measure").value
    areas.append(values["area_mm2"])
whole = table.set_index("measure").value["area_mm2"]
print(f"area {whole:.0f} mm²; from halves {np.mean(areas):.0f} ± {np.std(areas):.0f} mm²")

figure, panel = plt.subplots(figsize=(3.6, 2.2))
panel.hist(areas, bins=8, color="0.6")
panel.axvline(whole, color="#D55E00", label="all pulses")
panel.set(xlabel="area (mm²)", ylabel="halves of the pulses")
panel.legend()
figure.tight_layout()
plt.show()
folder.cleanup()
