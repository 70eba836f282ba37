"""
Simulate, plot and compare two arms
===================================

The whole way from a study to a comparison, with :doc:`twelve names </python>`. The network is
tiny, so its numbers mean nothing. With ``"arms"`` instead of ``"tiny"`` and more subjects, they do.
"""

import tempfile

import matplotlib.pyplot as plt

import cortex_sim as cs

study = cs.load_study("tiny", {"cohort.subjects": 3})
study

# %%
# What it would cost, and then do it. Interrupted, the same call goes on where it stopped; here the
# folder is thrown away in the end, you would write ``"results"``.

folder = tempfile.mkdtemp()
print(study.cost(folder))
results = cs.run(study, folder, quiet=True)
results

# %%
# Every measure is a row of a table, with the subject's traits beside it.

table = results.measures()
is_overlap = (table.measure == "overlap") & (table.muscle == "DM-LES")
overlap = table[is_overlap & (table.assessment == "map_structural")]
overlap.pivot(index="subject", columns="visit", values="value").round(2)

# %%
# The two arms, each against the end of the common past: one line a subject.

arms = tuple(study.config.course.arms)
figure, panels = plt.subplots(1, 2, figsize=(6, 2.6), sharey=True)
for panel, arm in zip(panels, arms, strict=True):
    course = overlap[overlap.visit.isin(["healthy", "clbp", arm])]
    for subject, own in course.groupby("subject"):
        panel.plot(own.visit, own.value, "o-", label=f"subject {subject}")
    panel.set(title=arm.replace("_", " "), ylim=(0, 1))
    panel.set_xticks(range(3), ["healthy", "CLBP", "after"])
panels[0].set_ylabel("DM–LES overlap")
panels[0].legend(fontsize="small")
plt.show()

# %%
# The change in each arm, within subjects.

for arm in arms:
    change = results.effect("overlap", "DM-LES", "clbp", arm, assessment="map_structural")
    print(arm, change[["n", "change", "low", "high"]].round(3), sep="\n")

# %%
# A subject in the hand: the same pulse, stronger and stronger, before and after. The subject is
# frozen; what is tried here changes nothing that is stored.

for visit in ("clbp", *arms):
    subject = results.subject(study.subjects[0], visit)
    meps = [subject.stimulate((0, 0), [mv] * 10, seed=mv).meps().mean("pulse") for mv in (15, 30)]
    print(f"{visit:24}", *(f"{float(mep.sel(muscle='DM')):5.1f} spikes" for mep in meps))
