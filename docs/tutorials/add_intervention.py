"""
Add an intervention in YAML
===========================

An intervention is a bundle of at most three parts: channels to the network, a bout of exercise, a
context. It has no list of effects. A new one is a few lines of a study's own file, and no Python.
Here muscle vibration, which the package lacks, is crossed with a walk. Nothing is simulated; the
numbers are made up.
"""

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError
from cortex_sim.figures import use_style
from cortex_sim.report.described import channels_text

# %%
# The study: ``interventions`` names the bundles, a phase has both in a row, and an arm that names
# them stands for all four combinations of each with its sham.

STUDY = """
extends: [base.yaml, model/milieu.yaml]
name: vibration
interventions:
  vibration: {channels: {volleys: {muscles: [DM], rate: 80 Hz, spikes: 0.5, on: 5 s, off: 5 s}}}
  walk: {bout: {kind: aerobic, duration: 30 min, intensity: 0.9, start: -45 min}}
phases:
  treated:
    nociceptive_load: 0.5
    practice:
      - sequence: null
        sessions: 3
        duration: 20 s
        interval: 1 day
        interventions: [vibration, walk]
    visit: [map_structural]
course:
  arms: {motor_control_training: null, no_training: null, two_by_two: [vibration, walk]}
"""

folder = Path(tempfile.mkdtemp())
(folder / "vibration.yaml").write_text(STUDY)
study = load_study(folder / "vibration.yaml")
for arm in study.course.arms:
    phase = study.phases[arm]
    given = channels_text(phase.practice[0].channels).removeprefix(", ")
    print(f"{arm:30} {given}; bout at {phase.exercise[0].intensity:g}")

# %%
# What cannot be meant is refused when the file is loaded: an effect, a muscle that is not there, a
# sham of what has no dose.

for change in (
    "interventions.vibration.effects={overlap: -0.1}",
    "interventions.vibration.channels.volleys.muscles=[biceps]",
    "interventions.talk={context: {education: 1}}",
):
    told = "phases.treated.practice.0.interventions=[vibration, walk, sham_talk]"
    try:
        load_study(folder / "vibration.yaml", [change, told] if "talk" in change else [change])
    except ConfigError as error:
        print(str(error).splitlines()[-1].strip())

# %%
# When a session gives volleys, and when its sham does: the contacts alone, all the while.

with use_style():
    figure, panel = plt.subplots(figsize=(4, 1.6))
    for height, arm in enumerate(("vibration_and_walk", "sham_vibration_and_walk")):
        row = study.phases[arm].practice[0]
        volleys = row.channels.volleys
        pieces = volleys.pieces(row.duration)
        trains = [(start, end - start) for start, end, is_on in pieces if is_on and volleys.spikes]
        panel.broken_barh(trains, (height - 0.3, 0.6))
    panel.set(xlabel="time in the session (s)", xlim=(0, 20), ylim=(-0.6, 1.6))
    panel.set_yticks([0, 1], ["vibration", "its sham"])
    plt.show()
