"""Overlap and, beside it, map size over weeks by arm: a collapse must not pass for recovery."""

from typing import NamedTuple

import numpy as np

from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.course.collect import StudyResult
from cortex_sim.course.plan import COMMON
from cortex_sim.figures.manifest import Picture
from cortex_sim.figures.pages import page_stem
from cortex_sim.figures.palette import condition_styles
from cortex_sim.figures.style import ONE_COLUMN_MM, fix_layout, new_figure, use_style
from cortex_sim.figures.text import add_caption, caption_height_mm

MAP = "map_structural"
ROW_MM, FRAME_MM, LEGEND_MM = 34.0, 12.0, 4.0
LEGEND_COLUMNS = 2
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


def pages(variants, stem):
    """Yield the pictures, three variants on a page."""
    for number, at in enumerate(range(0, len(variants), 3), start=1):
        yield picture(variants[at : at + 3], page_stem(stem, number))


def picture(variants, stem):
    """Return the picture: two panels for each variant, overlap above map size."""
    rows = table(variants)
    caption = _caption(variants, rows)
    arms = list(dict.fromkeys(row["arm"] for row in rows if row["arm"]))
    n_rows = 2 * len(variants)
    with use_style():
        legend = LEGEND_MM * -(-len(arms) // LEGEND_COLUMNS)
        height = n_rows * ROW_MM + FRAME_MM + legend + caption_height_mm(caption, ONE_COLUMN_MM)
        figure = new_figure(ONE_COLUMN_MM, height)
        grid = figure.subplots(n_rows, 1, squeeze=False, sharex=True)[:, 0]
        for number, variant in enumerate(variants):
            own = [row for row in rows if row["variant"] == variant.label]
            overlap, size = grid[2 * number : 2 * number + 2]
            _draw(overlap, own, "overlap")
            _draw(size, own, "map_size")
            overlap.set_title(variant.label)
            overlap.set_ylabel("DM–LES overlap\n(0 to 1)")
            size.set_ylabel("size of the maps\n(healthy = 1)")
        for axes in grid[1::2]:
            axes.sharey(grid[1])
            axes.set_ylim(bottom=0)
        for axes in grid[2::2]:
            axes.sharey(grid[0])
        grid[-1].set_xlabel("weeks since CLBP")
        handles, labels = grid[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=LEGEND_COLUMNS)
        add_caption(figure, caption)
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
    for number, (arm, style) in enumerate(condition_styles(arms).items()):
        shift = (number - (len(arms) - 1) / 2) * SPREAD * last
        weeks, mean, down, up = _curve([row for row in rows if row["arm"] == arm], measure)
        at = [week + shift if week else 0.0 for week in weeks]
        axes.errorbar(
            at, mean, [down, up], label=style.label, elinewidth=0.6, capsize=1.5, markersize=3.5,
            color=style.colour, marker=style.marker, linestyle=style.linestyle,
        )  # fmt: skip


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
