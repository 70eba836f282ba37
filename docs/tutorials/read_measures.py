"""
Read a study's measures
=======================

A finished study has a file ``results/<name>/measures.csv``: one row for each measure of each
subject at each visit. This script makes up such a file; in yours, leave the first step out.
"""

import csv
import io

import matplotlib.pyplot as plt
import numpy as np

from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.figures import condition_style, use_style
from cortex_sim.outcome.result import Row
from cortex_sim.outcome.summary import resampling

# %%
# Made-up numbers, in the format of the file: six subjects, three visits. The column ``arm`` is
# empty in the common past, ``day`` is that of the course, ``repeat`` counts the measurements at a
# visit, ``session`` holds the id of the session that the number comes from.

visits = (
    ("", "healthy", 180), ("", "clbp", 360),
    ("motor_control_training", "motor_control_training", 372),
)  # fmt: skip
rng = np.random.default_rng(5)
person = rng.normal(0, 0.05, 6)
text = io.StringIO()
writer = csv.writer(text)
writer.writerow(Row._fields)
for (*visit, day), mean in zip(visits, (0.25, 0.55, 0.35), strict=True):
    for subject in range(6):
        value = mean + person[subject] + rng.normal(0, 0.03)
        key = (subject + 1, *visit, day, "map_structural", 1, "overlap", "DM-LES")
        writer.writerow([*key, f"{value:.3f}", "", "made-up"])
print(text.getvalue()[:250], "...", sep="")

# %%
# Read it. For a real file: ``open("results/smudging/measures.csv", newline="")``.

rows = list(csv.DictReader(io.StringIO(text.getvalue())))


def values(phase, measure="overlap", muscle="DM-LES", assessment="map_structural"):
    """Return a measure at a visit, the first of each subject, in the order of subjects."""
    wanted = {"phase": phase, "measure": measure, "muscle": muscle, "assessment": assessment}
    wanted["repeat"] = "1"
    found = [row for row in rows if wanted.items() <= row.items()]
    return np.array([float(r["value"]) for r in sorted(found, key=lambda r: int(r["subject"]))])


for _, phase, _ in visits:
    print(f"{phase:24} {values(phase).mean():.2f} ± {values(phase).std(ddof=1):.2f}")

# %%
# Subjects are compared with themselves. g_z is in units of the SD of the changes, g_av in units of
# the SD between subjects; the literature's group comparisons belong beside g_av.

for before, after in (("healthy", "clbp"), ("clbp", "motor_control_training")):
    e = paired_effect(values(before), values(after), rng=resampling())
    print(f"{before} → {after}: {e.mean_difference:+.2f} [{e.ci_low:.2f}, {e.ci_high:.2f}],")
    print(f"    g_z {e.hedges_g_z:+.1f}, g_av {e.hedges_g_av:+.1f}, p {e.p_permutation:.3f}")

# %%
# One line a subject, never the mean alone.

phases = [phase for _, phase, _ in visits]
with use_style():
    figure, panel = plt.subplots(figsize=(3.6, 2.6))
    panel.plot(phases, [values(phase) for phase in phases], color="0.7", linewidth=0.8)
    for phase in phases:
        colour = condition_style(phase).colour
        panel.plot([phase] * 6, values(phase), "o", color=colour)
    panel.set(ylabel="DM–LES overlap (made up)", ylim=(0, 1))
    panel.set_xticks(phases, [phase.replace("_", "\n") for phase in phases])
    plt.show()
