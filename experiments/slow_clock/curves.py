"""Overlap and, beside it, map size over weeks by arm: a collapse must not pass for recovery."""

from itertools import cycle
from typing import NamedTuple

import numpy as np

from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.course.collect import StudyResult
from cortex_sim.course.plan import COMMON
from cortex_sim.figures.manifest import Picture
from cortex_sim.figures.style import TWO_COLUMNS_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import add_caption

MAP = "map_structural"
EXERCISE = "_exercise"
"""End of the name of an arm that is another one with exercise: its colour, but dashed."""

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = "osv^DPX"
SPREAD = 0.012
"""Shift of an arm against the next, as a share of the time axis, so that bars can be told apart."""

CAPTION = (
    "n = {n} subjects, the same in every arm{missing}. Points: mean; bars: 95 % interval of "
    "the paired change since week 0, the end of CLBP (BCa bootstrap). Grey: healthy mean. "
    "Map size: summed MEPs of DM and LES over all sites, relative to the subject's own in health. "
    "Structural map (18 mV, GABA_A gain 1). An overlap that falls because the maps vanish is no "
    "recovery: compare the rows."
)


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


def measures(result, arm, phase):
    """Return each measure of a visit by subject; map sizes relative to the reference phase."""
    pair = sorted(result.study.primary_pair, key=result.study.muscle_names.index)
    reference = result.study.reference_phase
    size, healthy = (
        np.array([result.values(MAP, "raw_volume", m, *where) for m in pair])
        for where in ((arm, phase), (COMMON, reference))
    )
    deep = result.study.primary_pair[0]
    return {
        "overlap": result.values(MAP, "overlap", "-".join(pair), arm, phase),
        "map_size": size.sum(axis=0) / healthy.sum(axis=0),
        **{f"map_size_{m}": s / h for m, s, h in zip(pair, size, healthy, strict=True)},
        "largest_mep": result.values(MAP, "largest_mep", deep, arm, phase),
        "onset_ms": result.values("cued_movement", "onset", deep, arm, phase),
        "centre_of_mass_ms": result.values("cued_movement", "centre_of_mass", deep, arm, phase),
    }


def table(variants):
    """Return a row for each subject and visit; the healthy visit has no week."""
    rows = []
    for label, result in variants:
        reference = result.study.reference_phase
        visits = {"": [(COMMON, reference, np.nan)], **series(Variant(label, result))}
        for arm, places in visits.items():
            for where, phase, week in places:
                columns = measures(result, where, phase)
                for index, subject in enumerate(result.subjects):
                    bdnf, gain = slow_state(result, subject, where, phase)
                    rows.append({"variant": label, "arm": arm, "phase": phase,
                                 "week": round(week, 3), "subject": subject,
                                 **{name: float(v[index]) for name, v in columns.items()},
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
            _draw(grid[1, column], own, "map_size")
            grid[0, column].set_title(variant.label)
            grid[1, column].set_xlabel("weeks since CLBP")
        grid[0, 0].set_ylabel("DM–LES overlap (0 to 1)")
        grid[1, 0].set_ylabel("size of the maps\n(healthy = 1)")
        grid[1, 0].set_ylim(bottom=0)
        handles, labels = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=4)
        add_caption(figure, _caption(variants, rows))
        fix_layout(figure)
    panels = {
        variant.label or stem: [
            row.session for row in variant.result.rows
            if (row.assessment, row.measure) == (MAP, "overlap")
        ]
        for variant in variants
    }  # fmt: skip
    return Picture(stem, "Overlap and map size over weeks", figure, rows, panels)


def _caption(variants, rows):
    missing = sum(np.isnan(row["overlap"]) for row in rows)
    text = f" ({missing} maps without a response left out)" if missing else ""
    return CAPTION.format(n=len(variants[0].result.subjects), missing=text)


def _draw(axes, rows, measure):
    healthy = [row[measure] for row in rows if not row["arm"]]
    axes.axhline(np.nanmean(healthy), color="0.6", linewidth=0.8, zorder=0)
    arms = list(dict.fromkeys(row["arm"] for row in rows if row["arm"]))
    last = max(row["week"] for row in rows if row["arm"])
    for number, (arm, look) in enumerate(_looks(arms).items()):
        shift = (number - (len(arms) - 1) / 2) * SPREAD * last
        weeks, mean, down, up = _curve([row for row in rows if row["arm"] == arm], measure)
        label = arm.replace("_", " ")
        at = [week + shift if week else 0.0 for week in weeks]
        axes.errorbar(
            at, mean, [down, up], label=label, elinewidth=0.6, capsize=1.5, markersize=3, **look
        )


def _curve(rows, measure):
    """Return weeks, means and how far the interval of the change reaches down and up."""
    weeks = sorted({row["week"] for row in rows})
    values = [np.array([r[measure] for r in rows if r["week"] == week]) for week in weeks]
    found = []
    for week, now in zip(weeks, values, strict=True):
        effect = paired_effect(values[0], now, rng=np.random.default_rng(1))
        change = effect.mean_difference
        reach = (change - effect.ci_low, effect.ci_high - change)
        known = week > 0 and np.all(np.isfinite(reach))
        found.append((np.nanmean(now), *(np.maximum(reach, 0) if known else (0.0, 0.0))))
    return weeks, *np.transpose(found)


def _looks(arms):
    """Return colour, marker and line of each arm; with exercise it is the same colour, dashed."""
    free, found = cycle(zip(COLOURS, MARKERS, strict=True)), {}
    for arm in arms:
        plain = arm.removesuffix(EXERCISE)
        is_other = plain != arm and plain in found
        same = found[plain] if is_other else None
        colour, marker = (same["color"], same["marker"]) if same else next(free)
        face = "white" if same else colour
        line = "--" if same else "-"
        found[arm] = {
            "color": colour, "marker": marker, "linestyle": line, "markerfacecolor": face,
        }  # fmt: skip
    return found
