"""
Draw a sequence
===============

A *sequence* says when each muscle is active after the go cue. A practice session draws a table of
trials from it, and that table is all that the network's afferents get to see. Look at it before
you run anything.
"""

import matplotlib.pyplot as plt
import numpy as np

from cortex_sim import seeds
from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.load import load_study
from cortex_sim.figures import muscle_colour, use_style
from cortex_sim.model.sequences import draw_trials

# %%
# A study is a YAML file. Sequences inherit from each other (``based_on``); `resolve_sequence`
# fills in what is inherited.

study = load_study("../../configs/base.yaml")  # relative to this script
muscles = study.muscle_names
for name in study.sequences:
    sequence = resolve_sequence(study.sequences, name)
    onsets = {m: round(1e3 * (a.onset + a.delay)) for m, a in sequence.muscles.items()}
    print(f"{name:24}", "onset in ms:", onsets)

# %%
# Draw the trials of a session. Random numbers come by name from the subject's seed, so subject 201
# gets the same trials each time. Times are in seconds, one column a muscle.


def trials_of(name, n_trials=12):
    sequence = resolve_sequence(study.sequences, name)
    return draw_trials(sequence, muscles, n_trials, rng=seeds.rng_for(201, "tutorial", name))


table = trials_of("clbp")
print("        ", *(f"{muscle:>6}" for muscle in muscles))
for row in range(3):
    cells = np.where(table.drive[row] > 0, np.round(1e3 * table.onset[row]), np.nan)
    print(f"trial {row + 1}:", *(f"{cell:6.0f}" for cell in cells), "(nan: takes no part)")

# %%
# A bar is the activity of a muscle in a trial. In CLBP the deep muscles start late, together with
# the superficial ones, which take part in more of the trials; training has trials in which the deep
# muscles are active alone.

names = ("healthy", "clbp", "motor_control_training")
with use_style():
    figure, panels = plt.subplots(1, 3, figsize=(7, 2.8), sharex=True, sharey=True)
    for panel, name in zip(panels, names, strict=True):
        table = trials_of(name)
        for column, muscle in enumerate(muscles):
            (active,) = np.nonzero(table.drive[:, column])
            panel.barh(
                active + 0.2 * column,
                width=1e3 * table.length[active, column],
                left=1e3 * table.onset[active, column],
                height=0.2,
                color=muscle_colour(muscle),
                label=muscle,
            )
        panel.set(title=name.replace("_", " "), xlabel="time after the go cue (ms)", xlim=(0, 400))
    panels[0].set_ylabel("trial")
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower center", ncols=4)
    plt.show()

# %%
# Whether this is the practice that you mean, the table can tell: how often do the deep and the
# superficial muscle of the primary pair take part in the same trial?

deep, superficial = (muscles.index(muscle) for muscle in study.primary_pair)
for name in names:
    active = trials_of(name, 1000).drive > 0
    together = np.mean(active[:, deep] & active[:, superficial])
    print(f"{name:24} {study.primary_pair[0]} and {study.primary_pair[1]}: {together:.0%}")
