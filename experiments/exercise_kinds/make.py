"""Dose and timing of kinds of exercise: what bouts leave of BDNF and of the GABA_A gain.

python experiments/exercise_kinds/make.py [--results DIR]

The average person with the slow clock and the modulators that ship, without a network. Takes
seconds; writes <results>/exercise_kinds/figures/exercise_kinds.* and prints the table.
"""

from kinds import GAPS, KINDS, RHYTHMS, WEEKS, rhythm, study, timing

from cortex_sim.config.interventions import label_of
from cortex_sim.figures.palette import condition_styles
from cortex_sim.figures.style import ONE_COLUMN_MM, new_figure, use_style
from cortex_sim.figures.text import add_caption
from cortex_sim.pictures.files import save_figure
from cortex_sim.report.experiment import experiment_parser, run_experiment

BDNF, GAIN = "mature BDNF (1: no bout)", "GABA_A gain (1: health)"
PANELS = (
    ("timing", timing, GAPS, "end of bout before practice (h)", BDNF, (0.95, 1.25)),
    ("rhythm", rhythm, RHYTHMS, f"bouts a week, for {WEEKS} weeks", GAIN, (0.5, 1.05)),
)
"""Name, function, doses, labels, and the range of the axis: health, or no bout, is in sight."""

CAPTION = (
    "The average person after half a year of full load, then under a load of .5; doses as the "
    "interventions that ship; lines of equal kinds lie under each other. No network, no "
    "subjects: what the slow clock hands to practice. Grey: no bout, and health."
)


def main(chosen):
    styles, table = condition_styles(KINDS), []
    with use_style():
        figure = new_figure(2 * ONE_COLUMN_MM, 80)
        figure.set_layout_engine("constrained")
        for axes, (name, follow, doses, x, y, span) in zip(
            figure.subplots(1, 2), PANELS, strict=True
        ):
            for kind in KINDS:
                values, style = follow(kind), styles[kind]
                look = {"color": style.colour, "marker": style.marker, "ls": style.linestyle}
                axes.plot(doses, values, label=label_of(kind, study().interventions), **look)
                table += [
                    {"panel": name, "kind": kind, "dose": dose, "value": value}
                    for dose, value in zip(doses, values, strict=True)
                ]
            axes.axhline(1, color="0.6", linewidth=0.8, zorder=0)
            axes.set(xlabel=x, ylabel=y, ylim=span)
        axes.legend(frameon=False)
        add_caption(figure, CAPTION)
    for row in table:
        print(f"{row['panel']:7} {row['kind']:14} {row['dose']:5g} {row['value']:.3f}")
    folder = chosen.results / "exercise_kinds" / "figures"
    for path in save_figure(figure, folder, "exercise_kinds", table):
        print(path)


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
