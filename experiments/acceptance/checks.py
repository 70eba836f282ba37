"""The checks that the default model must pass, from stored results: name, holds, seen."""

from collections.abc import Sequence
from pathlib import Path

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
RESUMED = ("movement_resumed", "movement_resumed")
LATERAL = "exc_exc5"


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
        rise, text = change(r, name, "overlap", "DM-LES", (HEALTHY, CLBP))
        yield f"{name}: overlap rises", rise.g_z_low > 0 and rise.hedges_g_z >= 0.8, text
        fall, text = change(r, name, "overlap", "DM-LES", (CLBP, TRAINED))
        yield f"{name}: training lowers it", fall.g_z_high < 0 and fall.hedges_g_z <= -0.8, text
        reversal, seen = recovery(r, name, "overlap", "DM-LES")
        yield f"{name}: nearer to healthy after training", reversal > 0.5, seen
        stay, text = change(r, name, "overlap", "DM-LES", (CLBP, UNTRAINED))
        yield f"{name}: stays without training", abs(stay.mean_difference) <= 0.05, text
        apart, text = change(r, name, "cog_distance", "DM-LES", (HEALTHY, CLBP))
        yield f"{name}: CoGs approach", apart.mean_difference < 0, text
        yield f"  {name}: the interval excludes 0", apart.ci_high < 0, text
        back, text = change(r, name, "cog_distance", "DM-LES", (CLBP, TRAINED))
        yield f"{name}: CoGs part with training", back.mean_difference > 0, text
        yield f"  {name}: the interval excludes 0", back.ci_low > 0, text
    yield from weight_checks(r)
    for muscle in ("DM", "TrA"):
        late, text = change(r, "cued_movement", "onset", muscle, (HEALTHY, CLBP))
        yield f"{muscle} onset later in CLBP by 10 ms", late.mean_difference >= 10, text
        early, text = change(r, "cued_movement", "onset", muscle, (CLBP, TRAINED))
        yield f"{muscle} onset earlier with training", early.mean_difference <= -10, text
    recovered, text = recovery(r, "cued_movement", "onset", "DM")
    yield "DM onset recovers by 60 %", recovered >= 0.6, text
    recovered, text = recovery(r, "cued_movement", "centre_of_mass", "DM")
    yield "  DM centre of mass recovers by 60 %", recovered >= 0.6, text
    les, text = change(r, "cued_movement", "onset", "LES", (HEALTHY, CLBP))
    yield "LES onset changes by 40 ms at most", abs(les.mean_difference) <= 40, text
    yield from mep_checks(r)
    yield from rate_checks(r)
    yield from locus_checks(r)


def weight_checks(r):
    """Yield what weights say, which have no noise of measurement."""
    name, measure = "map_structural", f"weight_ratio_{LATERAL}"
    rise, text = change(r, name, measure, "DM-LES", (HEALTHY, CLBP))
    yield "ratio of weights rises", rise.g_z_low > 0 and rise.hedges_g_z >= 0.8, text
    fall, text = change(r, name, measure, "DM-LES", (CLBP, TRAINED))
    yield "ratio of weights: training lowers it", fall.g_z_high < 0, text
    stay, text = change(r, name, measure, "DM-LES", (CLBP, UNTRAINED))
    yield "ratio of weights: stays without training", abs(stay.mean_difference) <= 0.05, text
    other, text = change(r, name, "overlap", "DM-LES", (RESUMED, TRAINED))
    yield "overlap: training parts more than movement resumed", other.ci_high < 0, text
    cross, text = change(r, name, "cross_response", "DM-LES", (HEALTHY, CLBP))
    yield "cross response rises", cross.g_z_low > 0 and cross.hedges_g_z >= 0.8, text
    back, text = change(r, name, "cross_response", "DM-LES", (CLBP, TRAINED))
    yield "cross response: training lowers it", back.g_z_high < 0 and back.hedges_g_z <= -0.8, text


def recovery(r, assessment, measure, muscle):
    """Return the share of the change in CLBP that training undoes, and it with its interval."""
    healthy, clbp, trained = (
        r.values(assessment, measure, muscle, *v) for v in (HEALTHY, CLBP, TRAINED)
    )
    share = share_of_change(clbp - trained, clbp - healthy, seed=1)
    means = ", ".join(f"{np.nanmean(seen):.3g}" for seen in (healthy, clbp, trained))
    return share.value, f"{percent(share)}: {means}"


def percent(share):
    return f"{share.value:.0%} [{share.low:.0%}, {share.high:.0%}]"


def mep_checks(r):
    for measure in ("largest_mep", "raw_volume"):
        for muscle in r.study.primary_pair:
            before, after = (
                r.values("map_structural", measure, muscle, *v) for v in (HEALTHY, TRAINED)
            )
            ratio, inside = after.mean() / before.mean(), np.abs(after / before - 1) <= 0.2
            text = f"{ratio - 1:+.0%}; {inside.sum()} of {len(inside)} subjects within"
            yield f"{measure} of {muscle} after training within 20 %", abs(ratio - 1) <= 0.2, text
            yield "  in every subject", bool(inside.all()), text


def rate_checks(r):
    recovered, text = recovery(r, "baseline", "rate_session_exc5", "")
    yield "L5 rate in sessions: 60 % of the change undone", recovered >= 0.6, text
    rates = [r.values("baseline", "rate_session_motoneuron", "", *v) for v in r.visits]
    means = [seen.mean() for seen in rates if np.isfinite(seen).all()]  # rest has no sessions
    text = ", ".join(f"{mean:.1f}" for mean in means) + " Hz"
    yield "motoneurons below 20 Hz, mean of visits", np.mean(means) < 20, text
    yield "  in every visit", max(means) < 20, text
    for measure, low, high in (
        ("rate_movement_exc", 1, 10),
        ("rate_session_exc", 1, 10),
        ("rate_rest_exc", 0.1, 10),
        ("rate_movement_pv", 10, 40),
    ):
        seen = np.concatenate([r.values("baseline", measure, "", *v) for v in r.visits])
        seen = seen[np.isfinite(seen)]
        text = f"{seen.min():.2f} to {seen.max():.2f} Hz, mean {seen.mean():.2f}"
        inside = np.mean((seen >= low) & (seen <= high))
        yield f"{measure}: mean {low}-{high} Hz", low <= seen.mean() <= high, text
        yield f"  {measure}: at every visit of every subject", inside == 1, f"{inside:.0%}"
    cv = np.concatenate([r.values("baseline", "cv_session_exc", "", *v) for v in r.visits])
    yield "irregular: CV of E 0.7-1.3", 0.7 <= np.nanmean(cv) <= 1.3, f"{np.nanmean(cv):.2f}"


def locus_checks(r):
    healthy = r.values("map_structural", "overlap", "DM-LES", *HEALTHY)
    clbp = r.values("map_structural", "overlap", "DM-LES", *CLBP)
    for name, settings in r.study.assessments.items():
        put_back = r.values(name, "overlap", "DM-LES", *CLBP)
        if settings.restore and np.isfinite(put_back).any():
            share = percent(share_of_rise(Restored(name, put_back), healthy, clbp))
            yield f"{name}: share of the rise removed", None, share


def control_checks(r):
    def weights(arm, phase):
        return [r.weights(subject, arm, phase) for subject in r.subjects]

    before, after = weights(COMMON, "healthy"), weights("plasticity_off", "plasticity_off")
    same = all(
        np.array_equal(a[name], b[name]) for a, b in zip(before, after, strict=True) for name in a
    )
    yield "plasticity off: weights bit-identical", same, f"{len(before)} subjects"
    pair = (HEALTHY, ("no_cause", "no_cause"))
    nothing, text = change(r, "map_structural", "overlap", "DM-LES", pair)
    yield "no delay and normal GABA_A do not smudge", nothing.mean_difference <= 0.04, text
    yield "  they change nothing", nothing.ci_low <= 0 <= nothing.ci_high, text
    chosen = [selectivity_by_subject(r, LATERAL, *v).mean() for v in pair]
    text = f"{chosen[0]:.3f} to {chosen[1]:.3f}"
    yield "  the same by weights (internal)", abs(chosen[1] - chosen[0]) <= 0.05, text


def dose_checks(r):
    for cause, arms in (
        ("GABA_A gain", ["gaba_100", "gaba_085", "gaba_070", "gaba_055", "gaba_040"]),
        ("delay", ["delay_000", "delay_040", "gaba_055", "delay_120"]),
    ):
        overlap = [r.values("map_structural", "overlap", "DM-LES", a, a).mean() for a in arms]
        chosen = [selectivity_by_subject(r, LATERAL, a, a).mean() for a in arms]
        for title, values in (("overlap", overlap), ("selectivity (internal)", chosen)):
            rho = stats.spearmanr(range(len(arms)), values).statistic
            text = f"rho {rho:+.2f}: " + " ".join(f"{value:.3f}" for value in values)
            yield f"monotone dose of {cause}: {title}", abs(rho) >= 0.9, text
