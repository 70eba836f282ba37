"""
Add a modulator and an intervention in YAML
===========================================

A slow modulator is a scalar of the milieu: something moves it over minutes to months, and it scales
a part of the model. An intervention is what sessions give: channels, a bout of exercise, a context.
New ones are a few lines of a study's own file, and no Python. Here they are a stress hormone and a
breathing exercise, which the package does not have. Nothing is simulated but the milieu; the
numbers are made up.
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
      sources: {load: 0.3, context: {stress: 1, breathing: -0.5}}
      time: {on: 3 days, off: 2 weeks}
      acts_on: {consolidation: {gain: -0.5}}
      works: {to_consolidation: {supports: [made_up]}}
interventions:
  breathing: {label: breathing exercise, context: {breathing: 1}}
phases:
  no_training: {context: {stress: 0.8}}
  breathing:
    based_on: no_training
    interventions: [breathing]
course:
  arms: {breathing: [breathing]}
"""

folder = Path(tempfile.mkdtemp())
(folder / "stress.yaml").write_text(STUDY)
study = load_study(folder / "stress.yaml")
print("\n".join(modulator_lines(study.slow_clock.modulators)))

# %%
# The intervention has no list of effects. It brings a context to the sessions of the phases that
# name it, and the hormone listens to that context. Beside it stands the phase without it.

print({name: study.phases[name].context for name in ("no_training", "breathing")})
print(list(study.course.arms))

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
# The milieu alone over ten weeks: four of stress, six without, in both arms. ``cortex-sim run
# stress.yaml`` does the same between sessions, stores the factor of every modulator in every
# practice session, and lists them in ``results/stress/modulators.csv``.

clock, person, day = study.slow_clock, Person(), 86400.0


def followed(phase):
    """Return the factor on consolidation on each of 70 days."""
    milieu, factors = Milieu(), []
    for number in range(70):
        now = Around(context=study.phases[phase].context if number < 28 else {})
        milieu = advance(milieu, clock, person, Stretch(day, around=now))
        budget = budget_of(milieu, clock, person, Stretch(0.0, around=now))
        factors.append(factors_of(budget)["consolidation"])
    return factors


with use_style():
    figure, panel = plt.subplots(figsize=(4, 2.6))
    panel.axvspan(0, 28, color="0.92")
    for phase in ("no_training", "breathing"):
        panel.plot(range(1, 71), followed(phase), label=study.phases[phase].label or phase)
    panel.legend(frameon=False)
    panel.set(xlabel="days (grey: stress)", ylabel="factor on consolidation", ylim=(0.5, 1.02))
    plt.show()
