"""
Add a modulator in YAML
=======================

A slow modulator is a scalar of the milieu: something moves it over minutes to months, and it scales
a part of the model. A new one is a few lines of a study's own file, and no Python. Here it is a
stress hormone that does not exist in the package. Nothing is simulated but the milieu; the numbers
are made up.
"""

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt

from cortex_sim.catalog.arrows import modulator_lines
from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError
from cortex_sim.figures import use_style
from cortex_sim.slow.milieu import Milieu, advance, budget_of, factors_of
from cortex_sim.slow.person import Person
from cortex_sim.slow.stretches import Around, Stretch

# %%
# The study: ``sources`` are what moves it, each with how far it moves the target while it is 1;
# ``time`` is how fast; ``acts_on`` is what it scales. ``context`` holds scalars of the scenario,
# with names of one's own; a phase says how strong they are. ``works`` names the evidence on both
# sides of an arrow, by keys of ``catalog/citations.yaml``; what is not there is shown as written.

STUDY = """
extends: base.yaml
name: stress
slow_clock:
  modulators:
    stress_hormone:
      sources: {load: 0.3, context: {stress: 1}}
      time: {on: 3 days, off: 2 weeks}
      acts_on: {consolidation: {gain: -0.5}}
      works: {to_consolidation: {supports: [made_up]}}
phases:
  no_training: {context: {stress: 0.8}}
"""

folder = Path(tempfile.mkdtemp())
(folder / "stress.yaml").write_text(STUDY)
study = load_study(folder / "stress.yaml")
print("\n".join(modulator_lines(study.slow_clock.modulators)))

# %%
# What cannot be meant is refused when the file is loaded: here a gain with which the factor would
# be negative, a source that is a measure, and a context that no modulator knows.

for change in (
    "slow_clock.modulators.stress_hormone.acts_on.consolidation.gain=-2",
    "slow_clock.modulators.stress_hormone.sources.overlap=1",
    "phases.no_training.context={stres: 0.8}",
):
    try:
        load_study(folder / "stress.yaml", [change])
    except ConfigError as error:
        print(str(error).splitlines()[-1].strip())

# %%
# The milieu alone over ten weeks: four of stress, six without. A run does the same between
# sessions, stores the factor of every modulator in every practice session, and lists them in
# ``results/stress/modulators.csv``.

clock, person, day = study.slow_clock, Person(), 86400.0
milieu, days, factors = Milieu(), [], []
for number in range(70):
    stress = Around(context={"stress": 0.8 if number < 28 else 0.0})
    milieu = advance(milieu, clock, person, Stretch(day, around=stress))
    budget = budget_of(milieu, clock, person, Stretch(0.0, around=stress))
    days.append(number + 1)
    factors.append(factors_of(budget)["consolidation"])

with use_style():
    figure, panel = plt.subplots(figsize=(4, 2.6))
    panel.axvspan(0, 28, color="0.92")
    panel.plot(days, factors)
    panel.set(xlabel="days (grey: stress)", ylabel="factor on consolidation", ylim=(0.5, 1.02))
    plt.show()
