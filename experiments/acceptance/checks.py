"""The checks that the default model must pass, from stored results."""

from collections.abc import Sequence
from math import inf
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import stats

from cortex_sim.analysis.shares import share_of_change
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.runner import run_plan
from cortex_sim.course.visit import COMMON, Visit
from cortex_sim.figures.decomposition import Restored, share_of_rise
from cortex_sim.outcome.internal import selectivity_by_subject
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.summary import effect
from cortex_sim.store.paths import SessionStore

CONFIGS = Path(__file__).resolve().parent.parent.parent / "configs"
HEALTHY, CLBP = Visit(COMMON, "healthy"), Visit(COMMON, "clbp")
TRAINED = ("motor_control_training", "motor_control_training")
UNTRAINED = ("no_training", "no_training")
ILL, TREATED = (HEALTHY, CLBP), (CLBP, TRAINED)
RESUMED = ("movement_resumed", "movement_resumed")
LATERAL = "exc_exc5"


class Check(NamedTuple):
    """A line that the model should keep, and what was seen."""

    name: str
    """A sentence; that of a detail, which is reported and may fail, begins with a space."""

    holds: bool | None
    """Whether the value is on the right side; None where no line was drawn."""

    seen: str

    is_open: bool = False
    """Whether the interval lies on both sides of the line, so that noise decides ``holds``."""

    @property
    def is_judged(self):
        return self.holds is not None and not self.name.startswith(" ")


def in_band(name, value, interval, band, seen, *, also=True):
    """Return the check that a value, known to within an interval, lies in a band."""
    (low, high), (bottom, top) = interval, band
    is_whole = bottom <= low and high <= top
    is_apart = high < bottom or low > top
    holds = bool(bottom <= value <= top and also)
    return Check(name, holds, seen, bool(low <= high) and not (is_whole or is_apart))


def rises(name, e, seen):
    """Return the check of a rise by a g_z of .8 whose interval excludes 0."""
    interval = e.g_z_low, e.g_z_high
    return in_band(name, e.hedges_g_z, interval, (0.8, inf), seen, also=e.g_z_low > 0)


def falls(name, e, seen):
    """Return the check of a fall by a g_z of .8 whose interval excludes 0."""
    interval = e.g_z_low, e.g_z_high
    return in_band(name, e.hedges_g_z, interval, (-inf, -0.8), seen, also=e.g_z_high < 0)


def changes_within(name, e, seen, band):
    """Return the check that the mean change lies in a band of the measure's unit."""
    return in_band(name, e.mean_difference, (e.ci_low, e.ci_high), band, seen)


def certainly_falls(name, e, seen):
    """Return the check that a measure falls, by an interval that excludes 0."""
    interval = e.ci_low, e.ci_high
    return in_band(name, e.mean_difference, interval, (-inf, 0), seen, also=e.ci_high < 0)


def recovers(name, share, least, seen):
    """Return the check that training undoes at least a share of a change."""
    return in_band(name, share.value, (share.low, share.high), (least, inf), seen)


def load(name: str, store: SessionStore, overrides: Sequence[str] = ()) -> StudyResult:
    plan = make_plan(load_study(CONFIGS / f"{name}.yaml", overrides))
    report = run_plan(plan, store)
    if report.failed or report.is_interrupted:
        raise SystemExit(f"{name}: {len(report.failed)} sessions failed; see cortex-sim run")
    return StudyResult(plan, store)


def change(result, assessment, measure, muscle, pair):
    e = effect(result, assessment, measure, muscle, pair)
    text = (
        f"{e.mean_difference:+.3g} [{e.ci_low:.3g}, {e.ci_high:.3g}], "
        f"g_z {e.hedges_g_z:+.2f} [{e.g_z_low:.2f}, {e.g_z_high:.2f}], {e.n_same_sign}/{e.n}"
    )
    return e, text


def smudging_checks(r):
    for name in ("map_in_phase", "map_structural"):
        yield rises(f"{name}: overlap rises", *change(r, name, "overlap", "DM-LES", ILL))
        yield falls(f"{name}: training lowers it", *change(r, name, "overlap", "DM-LES", TREATED))
        share, seen = recovery(r, name, "overlap", "DM-LES")
        yield recovers(f"{name}: nearer to healthy after training", share, 0.5, seen)
        stay = change(r, name, "overlap", "DM-LES", (CLBP, UNTRAINED))
        yield changes_within(f"{name}: stays without training", *stay, (-0.05, 0.05))
        apart, seen = change(r, name, "cog_distance", "DM-LES", ILL)
        yield changes_within(f"{name}: CoGs approach", apart, seen, (-inf, 0))
        yield Check(f"  {name}: the interval excludes 0", apart.ci_high < 0, seen)
        back, seen = change(r, name, "cog_distance", "DM-LES", TREATED)
        yield changes_within(f"{name}: CoGs part with training", back, seen, (0, inf))
        yield Check(f"  {name}: the interval excludes 0", back.ci_low > 0, seen)
    yield from weight_checks(r)
    for muscle in ("DM", "TrA"):
        late = change(r, "cued_movement", "onset", muscle, ILL)
        yield changes_within(f"{muscle} onset later in CLBP by 10 ms", *late, (10, inf))
        early = change(r, "cued_movement", "onset", muscle, TREATED)
        yield changes_within(f"{muscle} onset earlier with training", *early, (-inf, -10))
    for name, measure in (
        ("DM onset recovers by 60 %", "onset"),
        ("  DM centre of mass recovers by 60 %", "centre_of_mass"),
    ):
        share, seen = recovery(r, "cued_movement", measure, "DM")
        yield recovers(name, share, 0.6, seen)
    les = change(r, "cued_movement", "onset", "LES", ILL)
    yield changes_within("LES onset changes by 40 ms at most", *les, (-40, 40))
    yield from mep_checks(r)
    yield from rate_checks(r)
    yield from locus_checks(r)


def weight_checks(r):
    """Yield what weights say, which have no noise of measurement."""
    name, measure = "map_structural", f"weight_ratio_{LATERAL}"
    yield rises("ratio of weights rises", *change(r, name, measure, "DM-LES", ILL))
    fall, seen = change(r, name, measure, "DM-LES", TREATED)
    yield certainly_falls("ratio of weights: training lowers it", fall, seen)
    stay = change(r, name, measure, "DM-LES", (CLBP, UNTRAINED))
    yield changes_within("ratio of weights: stays without training", *stay, (-0.05, 0.05))
    other, seen = change(r, name, "overlap", "DM-LES", (RESUMED, TRAINED))
    yield certainly_falls("overlap: training parts more than movement resumed", other, seen)
    yield rises("cross response rises", *change(r, name, "cross_response", "DM-LES", ILL))
    back = change(r, name, "cross_response", "DM-LES", TREATED)
    yield falls("cross response: training lowers it", *back)


def recovery(r, assessment, measure, muscle):
    """Return the share of the change in CLBP that training undoes, and it with its means."""
    healthy, clbp, trained = (
        r.values(assessment, measure, muscle, *v) for v in (HEALTHY, CLBP, TRAINED)
    )
    share = share_of_change(clbp - trained, clbp - healthy, seed=1)
    means = ", ".join(f"{np.nanmean(seen):.3g}" for seen in (healthy, clbp, trained))
    return share, f"{percent(share)}: {means}"


def percent(share):
    return f"{share.value:.0%} [{share.low:.0%}, {share.high:.0%}]"


def mep_checks(r):
    for measure in ("largest_mep", "raw_volume"):
        for muscle in r.study.primary_pair:
            before, after = (
                r.values("map_structural", measure, muscle, *v) for v in (HEALTHY, TRAINED)
            )
            share = share_of_change(after - before, before, seed=1)
            inside = np.abs(after / before - 1) <= 0.2
            seen = f"{percent(share)}; {inside.sum()} of {len(inside)} subjects within"
            name = f"{measure} of {muscle} after training within 20 %"
            yield in_band(name, share.value, (share.low, share.high), (-0.2, 0.2), seen)
            yield Check("  in every subject", bool(inside.all()), seen)


def rate_checks(r):
    share, seen = recovery(r, "baseline", "rate_session_exc5", "")
    yield recovers("L5 rate in sessions: 60 % of the change undone", share, 0.6, seen)
    rates = [r.values("baseline", "rate_session_motoneuron", "", *v) for v in r.visits]
    means = [seen.mean() for seen in rates if np.isfinite(seen).all()]  # rest has no sessions
    text = ", ".join(f"{mean:.1f}" for mean in means) + " Hz"
    yield Check("motoneurons below 20 Hz, mean of visits", bool(np.mean(means) < 20), text)
    yield Check("  in every visit", max(means) < 20, text)
    for measure, low, high in (
        ("rate_movement_exc", 1, 10),
        ("rate_session_exc", 1, 10),
        ("rate_rest_exc", 0.1, 10),
        ("rate_movement_pv", 10, 40),
    ):
        rates = np.concatenate([r.values("baseline", measure, "", *v) for v in r.visits])
        rates = rates[np.isfinite(rates)]
        seen = f"{rates.min():.2f} to {rates.max():.2f} Hz, mean {rates.mean():.2f}"
        is_inside = bool(low <= rates.mean() <= high)
        yield Check(f"{measure}: mean {low}-{high} Hz", is_inside, seen)
        inside = np.mean((rates >= low) & (rates <= high))
        yield Check(f"  {measure}: at every visit of every subject", inside == 1, f"{inside:.0%}")
    cv = np.nanmean([r.values("baseline", "cv_session_exc", "", *v) for v in r.visits])
    yield Check("irregular: CV of E 0.7-1.3", bool(0.7 <= cv <= 1.3), f"{cv:.2f}")


def locus_checks(r):
    healthy = r.values("map_structural", "overlap", "DM-LES", *HEALTHY)
    clbp = r.values("map_structural", "overlap", "DM-LES", *CLBP)
    for name, settings in r.study.assessments.items():
        put_back = r.values(name, "overlap", "DM-LES", *CLBP)
        if settings.restore and np.isfinite(put_back).any():
            share = percent(share_of_rise(Restored(name, put_back), healthy, clbp))
            yield Check(f"{name}: share of the rise removed", None, share)


def control_checks(r):
    def weights(arm, phase):
        return [r.weights(subject, arm, phase) for subject in r.subjects]

    before, after = weights(COMMON, "healthy"), weights("plasticity_off", "plasticity_off")
    same = all(
        np.array_equal(a[name], b[name]) for a, b in zip(before, after, strict=True) for name in a
    )
    yield Check("plasticity off: weights bit-identical", same, f"{len(before)} subjects")
    pair = (HEALTHY, ("no_cause", "no_cause"))
    nothing, seen = change(r, "map_structural", "overlap", "DM-LES", pair)
    name = "no delay and normal GABA_A do not smudge"
    yield changes_within(name, nothing, seen, (-inf, 0.04))
    yield Check("  they change nothing", nothing.ci_low <= 0 <= nothing.ci_high, seen)
    chosen = [selectivity_by_subject(r, LATERAL, *v).mean() for v in pair]
    is_same = bool(abs(chosen[1] - chosen[0]) <= 0.05)
    yield Check("  the same by weights (internal)", is_same, f"{chosen[0]:.3f} to {chosen[1]:.3f}")


def dose_checks(r):
    for cause, arms in (
        ("GABA_A gain", ["gaba_100", "gaba_085", "gaba_070", "gaba_055", "gaba_040"]),
        ("delay", ["delay_000", "delay_040", "gaba_055", "delay_120"]),
    ):
        overlap = [r.values("map_structural", "overlap", "DM-LES", a, a).mean() for a in arms]
        chosen = [selectivity_by_subject(r, LATERAL, a, a).mean() for a in arms]
        for title, values in (("overlap", overlap), ("selectivity (internal)", chosen)):
            rho = stats.spearmanr(range(len(arms)), values).statistic
            seen = f"rho {rho:+.2f}: " + " ".join(f"{value:.3f}" for value in values)
            yield Check(f"monotone dose of {cause}: {title}", bool(abs(rho) >= 0.9), seen)
