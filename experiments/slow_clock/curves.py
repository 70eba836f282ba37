"""Overlap and, beside it, map size over weeks by arm: a collapse must not pass for recovery."""

from itertools import cycle
from typing import NamedTuple

import numpy as np

from cortex_sim.course.collect import StudyResult
from cortex_sim.course.plan import COMMON
from cortex_sim.figures.manifest import Picture
from cortex_sim.figures.style import TWO_COLUMNS_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import add_caption

MAP = "map_structural"
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = "osv^Dx+"
DASHES = ("-", "--", ":", "-.")


class Variant(NamedTuple):
    """One study of an experiment."""

    label: str
    result: StudyResult


def series(variant):
    """Return by arm the visits from the end of CLBP on: phase and week since then."""
    result = variant.result
    subject, last = result.subjects[0], result.study.course.phases[-1]
    start = result.session(subject, COMMON, last, MAP).place.day
    found = {}
    for arm, phases in result.study.course.arms.items():
        visits = [(COMMON, last, 0.0)]
        for phase in phases:
            day = result.session(subject, arm, phase, MAP).place.day
            visits.append((arm, phase, (day - start) / 7))
        found[arm] = visits
    return found


def slow_state(result, subject, arm, phase):
    """Return mean BDNF and last GABA_A gain of a phase's last practice, nan without any."""
    if not result.study.phases[phase].practice:
        return np.nan, np.nan
    arrays = result.record(result.session(subject, arm, phase, "practice"), ["slow"]).arrays
    return arrays["slow/bdnf"].values.mean(), arrays["slow/gaba_gain"].values[-1]


def table(variants):
    """Return a row for each subject and visit."""
    rows = []
    for variant in variants:
        result = variant.result
        pair = "-".join(sorted(result.study.primary_pair, key=result.study.muscle_names.index))
        deep = result.study.primary_pair[0]
        healthy = result.values(MAP, "raw_volume", deep, COMMON, result.study.reference_phase)
        for arm, visits in series(variant).items():
            for where, phase, week in visits:
                values = {
                    "overlap": result.values(MAP, "overlap", pair, where, phase),
                    "deep_map_size": result.values(MAP, "raw_volume", deep, where, phase) / healthy,
                    "deep_largest_mep": result.values(MAP, "largest_mep", deep, where, phase),
                    "deep_onset_ms": result.values("cued_movement", "onset", deep, where, phase),
                }
                for index, subject in enumerate(result.subjects):
                    bdnf, gain = slow_state(result, subject, where, phase)
                    numbers = {key: float(column[index]) for key, column in values.items()}
                    rows.append({"variant": variant.label, "arm": arm, "phase": phase,
                                 "week": round(week, 3), "subject": subject, **numbers,
                                 "bdnf_in_last_session": float(bdnf),
                                 "gaba_gain_in_last_session": float(gain)})  # fmt: skip
    return rows


def picture(variants, stem):
    """Return the picture: two panels for each variant, overlap above map size."""
    rows = table(variants)
    with use_style():
        figure = new_figure(TWO_COLUMNS_MM, 118)
        grid = figure.subplots(2, len(variants), squeeze=False, sharex=True, sharey="row")
        for column, variant in enumerate(variants):
            own = [row for row in rows if row["variant"] == variant.label]
            _draw(grid[0, column], own, "overlap")
            _draw(grid[1, column], own, "deep_map_size")
            grid[0, column].set_title(variant.label)
            grid[1, column].set_xlabel("weeks since the end of CLBP")
        grid[0, 0].set_ylabel("DM–LES overlap")
        grid[1, 0].set_ylabel("size of the DM map\n(healthy = 1)")
        grid[1, 0].set_ylim(bottom=0)
        handles, labels = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=4)
        n = len(variants[0].result.subjects)
        add_caption(figure, (
            f"n = {n} subjects, the same ones in every arm; points: mean, bars: SD over subjects. "
            "Week 0: end of CLBP. An overlap that falls while the map shrinks is no recovery."
        ))  # fmt: skip
        fix_layout(figure)
    panels = {
        variant.label or stem: [
            row.session for row in variant.result.rows
            if (row.assessment, row.measure) == (MAP, "overlap")
        ]
        for variant in variants
    }  # fmt: skip
    return Picture(stem, "Overlap and map size over weeks", figure, rows, panels)


def _draw(axes, rows, measure):
    arms = list(dict.fromkeys(row["arm"] for row in rows))
    looks = zip(arms, cycle(COLOURS), cycle(MARKERS), cycle(DASHES), strict=False)
    for arm, colour, marker, dash in looks:
        weeks = sorted({row["week"] for row in rows if row["arm"] == arm})
        values = [
            np.array([r[measure] for r in rows if (r["arm"], r["week"]) == (arm, week)])
            for week in weeks
        ]
        axes.errorbar(
            weeks,
            [np.nanmean(v) for v in values],
            [v.std(ddof=1) if len(v) > 1 else 0.0 for v in values],
            color=colour,
            linestyle=dash,
            marker=marker,
            label=arm.replace("_", " "),
            elinewidth=0.6,
            capsize=1.5,
        )
