"""The causes of CLBP taken apart: each alone, each removed, and the controls.

python experiments/causes/make.py [--results DIR]

Simulates what is missing of configs/causes.yaml, draws all pictures of the study, and the
share of the smudging that each cause accounts for.
"""

import argparse
from pathlib import Path

from cortex_sim.analysis.shares import share_of_change
from cortex_sim.course.outputs import study_folder
from cortex_sim.figures.cause_shares import CauseShare, cause_shares_table, make_cause_shares
from cortex_sim.figures.manifest import Picture, save_picture
from cortex_sim.figures.visits import session_ids
from cortex_sim.report.experiment import reproduce

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "causes.yaml"
MAP, PAIR = "map_structural", "DM-LES"
CAUSES = {
    "delay of the deep muscles": "delay",
    "co-contraction": "co_contraction",
    "loss of GABA_A gain": "gaba",
    "loss of BDNF": "bdnf",
}
CAPTION = (
    "n = {n} subjects. Overlap of DM and LES (structural map) above that after as much practice "
    "without any cause, as a share of that in CLBP: ratio of means. Bars: 95 % bootstrap interval "
    "over subjects. Shares need not sum to 100 %."
)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=Path, default=Path("results"))
    result = reproduce(CONFIG, parser.parse_args().results, print)
    # healthy practice alone goes on parting the maps: the control is the arm without a cause
    control = result.values(MAP, "overlap", PAIR, "no_cause", "no_cause")
    rise = {arm: result.values(MAP, "overlap", PAIR, arm, arm) - control
            for arm in result.study.course.arms}  # fmt: skip
    rows = []
    for label, key in CAUSES.items():
        alone = share_of_change(rise[f"{key}_alone"], rise["clbp"], seed=1)
        lost = rise["clbp"] - rise[f"without_{key}"]
        rows.append(CauseShare(label, alone, share_of_change(lost, rise["clbp"], seed=1)))
        print(f"{label}: alone {alone.value:.0%}, lost without it {rows[-1].removed.value:.0%}")
    arms = [n for k in CAUSES.values() for n in (f"{k}_alone", f"without_{k}")]
    arms = ["no_cause", "clbp", *arms]
    panels = {arm: list(session_ids(result, MAP, (arm, arm))) for arm in arms}
    figure = make_cause_shares(rows, caption=CAPTION.format(n=rows[0].alone.n))
    picture = Picture("cause_shares", "Causes", figure, cause_shares_table(rows), panels)
    folder = study_folder(result.store, result.study) / "figures"
    for path in save_picture(picture, folder, [result]):
        print(path)


if __name__ == "__main__":
    main()
