"""
Run a sweep
===========

A sweep runs a study at many points: all combinations of values of some of its fields. Here it asks
which of two causes of CLBP moves a number, the loss of GABA_A or late deep muscles. The network is
tiny and has one subject, so the numbers mean nothing; ``cortex-sim sweep run gaba_by_delay`` asks
the same of the default model.
"""

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

import cortex_sim as cs
from cortex_sim.errors import ConfigError

# %%
# The file names a study, what holds at all points (``set``), and the axes. An axis lists values of
# a field, or of several fields that go together. To begin with, make the course as short as the
# question allows: points share every session on which they agree, so the healthy phase runs once.

SWEEP = """
name: two_causes
study: tiny.yaml
subjects: 1
set:
  phases.healthy.practice: [{sequence: healthy, duration: 300 ms, interval: 30 days}]
  phases.healthy.visit: []
  phases.clbp.practice: [{sequence: clbp, duration: 300 ms, interval: 30 days}]
  phases.clbp.visit: [cued_movement]
  course: {phases: [healthy, clbp], arms: {motor_control_training: null, no_training: null}}
axes:
  - {key: phases.clbp.gaba_gain, values: [0.5, 1.0], label: GABA_A gain}
  - {key: [sequences.clbp.muscles.TrA.delay, sequences.clbp.muscles.DM.delay],
     values: [0 ms, 100 ms], label: delay of the deep muscles}
"""

folder = Path(tempfile.mkdtemp())
file = folder / "two_causes.yaml"
file.write_text(SWEEP)
sweep = cs.load_sweep(file)
sweep

# %%
# A field that changes no session is refused when the file is loaded, with the nearest name. So is a
# value that cannot be.

slip = folder / "slip.yaml"
slip.write_text(SWEEP.replace("phases.clbp.gaba_gain", "phases.clpb.gaba_gain"))
try:
    cs.load_sweep(slip)
except ConfigError as error:
    print(str(error).replace(str(folder), "."))

# %%
# What it would cost, and then do it. The same call goes on where it stopped. ``executor="local"``
# runs points at once on this machine, ``"slurm"`` on a cluster. On the command line:
# ``cortex-sim sweep plan two_causes.yaml``, then ``sweep run`` and ``sweep status``.

results_folder = folder / "results"
print(sweep.cost(results_folder))
results = sweep.run(results_folder, executor="serial", quiet=True)
results

# %%
# One table holds every measure of every point, with a column for each field that varies. The
# values of an axis are text, as in the file.

table = results.table()
gaba_gain, delay = "phases.clbp.gaba_gain", "sequences.clbp.muscles.DM.delay"
peaks = table[(table.measure == "peak_rate") & (table.muscle == "LES")]
grid = peaks.pivot_table(index=delay, columns=gaba_gain, values="value")
grid.round(1)

# %%
# A line for each delay. With several subjects, look at each one's change between points: subjects
# are the same people at every point.

figure, panel = plt.subplots(figsize=(3.6, 2.6))
for late, row in grid.iterrows():
    panel.plot(row.index.astype(float), row, "o-", label=f"delay {late}")
panel.set(xlabel="GABA_A gain in CLBP", ylabel="peak rate of LES (Hz)", ylim=(0, None))
panel.legend()
figure.tight_layout()
plt.show()
