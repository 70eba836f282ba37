"""Scores every finding on the first study that has what it needs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from cortex_sim.analysis.statistics import holm, n_needed, power_paired, power_two_sample
from cortex_sim.catalog.findings import Finding, Ledger, Part
from cortex_sim.errors import ResultError
from cortex_sim.evidence.estimate import NONE, Estimate, estimate
from cortex_sim.evidence.readings import Missing, Result, Values, read
from cortex_sim.evidence.verdict import Verdict, judge, weakest

UNKNOWN = Estimate(0, 0, math.nan, NONE)
"""Estimate of a part that is not scored or not modelled."""


@dataclass(frozen=True)
class PartScore:
    """Verdict on one part of a finding."""

    name: str
    part: Part
    verdict: Verdict
    reason: str
    estimate: Estimate = UNKNOWN
    power: float = math.nan
    """Power of the published n to see the simulated effect, two-sided at 5 %."""

    n_needed: int | None = None
    """Subjects that a study of the published design needs to see the simulated effect with
    a power of 0.8: in each group if there were two, else in all; None where unknown."""

    p_holm: float = math.nan
    """p adjusted over the primary contrasts of all numbered findings; nan for others."""


@dataclass(frozen=True)
class FindingScore:
    """Verdict on a finding: that of the weakest part that decides."""

    finding: Finding
    study: str
    """Name of the study that it was scored on; empty if on none."""

    verdict: Verdict
    parts: tuple[PartScore, ...]

    @property
    def reason(self) -> str:
        """Why: the reasons of the parts that make the verdict."""
        reasons = [p.reason for p in self.parts if p.part.decides and p.verdict is self.verdict]
        return "; ".join(dict.fromkeys(reasons))


def score_ledger(results: Sequence[Result], ledger: Ledger) -> list[FindingScore]:
    """Return the score of every finding, in the order of the ledger.

    Parameters
    ----------
    results
        Of one or more studies. Each finding is scored on the first one that has all
        assessments, arms and muscles that it needs; studies are never pooled.
    ledger
        The findings.

    Raises
    ------
    ResultError
        If there is no result, or two studies have one name.
    """
    names = [result.study.name for result in results]
    if not names or len(set(names)) < len(names):
        raise ResultError(
            f"evidence: got the studies {', '.join(names) or '(none)'}; name at least one, "
            "and each once"
        )
    scores = [_first_scored(results, f, ledger) for f in ledger.findings.values()]
    return _with_holm(scores)


def _first_scored(results: Sequence[Result], finding: Finding, ledger: Ledger) -> FindingScore:
    scores = []
    for result in results:
        score = score_finding(result, finding, ledger)
        if score.verdict is not Verdict.NOT_SCORED:
            return score
        scores.append(score)
    return min(scores, key=_n_unscored)


def _n_unscored(score: FindingScore) -> int:
    return sum(part.verdict is Verdict.NOT_SCORED for part in score.parts)


def score_finding(result: Result, finding: Finding, ledger: Ledger) -> FindingScore:
    """Return the score of one finding on one study.

    Parameters
    ----------
    result
        Of the study.
    finding
        Of the ledger.
    ledger
        Says which config has what is missing.
    """
    parts = tuple(_score_part(result, name, part, ledger) for name, part in finding.parts.items())
    verdict = weakest([score.verdict for score in parts if score.part.decides])
    study = "" if verdict is Verdict.NOT_MODELLED else result.study.name
    return FindingScore(finding, study, verdict, parts)


def _score_part(result: Result, name: str, part: Part, ledger: Ledger) -> PartScore:
    if part.not_modelled:
        return PartScore(name, part, Verdict.NOT_MODELLED, part.not_modelled)
    readings = {role: read(result, reading) for role, reading in part.readings.items()}
    missing = [m for m in readings.values() if isinstance(m, Missing)]
    if missing:
        # one line for what is missing at several visits
        first = {m.what: m for m in reversed(missing)}
        reasons = [_with_config(m, ledger, result.study.name) for m in first.values()]
        reason = "; ".join(reasons)
        return PartScore(name, part, Verdict.NOT_SCORED, reason)
    values: dict[str, Values] = {
        role: value for role, value in readings.items() if not isinstance(value, Missing)
    }
    estimated = estimate(part, values)
    verdict, reason = judge(part, estimated)
    if estimated.n < estimated.n_total and verdict is not Verdict.NOT_SCORED:
        reason += (
            f" ({estimated.n_total - estimated.n} of {estimated.n_total} subjects without a value)"
        )
    return PartScore(
        name,
        part,
        verdict,
        reason,
        estimated,
        power(part, estimated),
        subjects_needed(part, estimated),
    )


def _with_config(missing: Missing, ledger: Ledger, study: str) -> str:
    config = ledger.runs.get(missing.what)
    return f"{missing.message}: {config}" if config else f"{missing.message} ({study} has none)"


def power(part: Part, e: Estimate) -> float:
    """Return the power of the published n to see the simulated effect, 0 to 1.

    Two groups: the two-sample t-test at g_av. One group: the paired t-test at g_z.
    nan where no n was published or there is no effect to see.
    """
    n, g = part.published.n, _effect_of_design(part, e)
    if math.isnan(g):
        return math.nan
    return power_two_sample(g, n[0], n[1]) if len(n) == 2 else power_paired(g, n[0])


def subjects_needed(part: Part, e: Estimate) -> int | None:
    """Return how many subjects give the published design a power of 0.8, see `PartScore`.

    None where `power` is nan, or where the effect is so small that no feasible study
    would see it.
    """
    try:
        return n_needed(_effect_of_design(part, e), paired=len(part.published.n) == 1)
    except ResultError:
        return None


def _effect_of_design(part: Part, e: Estimate) -> float:
    """Return g_av for two published groups and g_z for one, nan if there is nothing to see."""
    if part.sign in (0, None) or part.test in ("value", "ratio", "share"):
        return math.nan
    g = {2: e.g_av, 1: e.g_z}.get(len(part.published.n), math.nan)
    return g if math.isfinite(g) else math.nan


def _with_holm(scores: list[FindingScore]) -> list[FindingScore]:
    """Return the scores with Holm's p of the primary contrasts of the numbered findings."""
    family = [
        (score.finding.id, part.name)
        for score in scores
        for part in score.parts
        if score.finding.number is not None and part.part.primary
    ]
    p_of = {(s.finding.id, p.name): p.estimate.p for s in scores for p in s.parts}
    adjusted = holm(np.array([p_of[key] for key in family], dtype=np.float64))
    holm_of = {key: float(p) for key, p in zip(family, adjusted, strict=True)}
    return [
        replace(
            score,
            parts=tuple(
                replace(part, p_holm=holm_of.get((score.finding.id, part.name), math.nan))
                for part in score.parts
            ),
        )
        for score in scores
    ]


def count_verdicts(scores: Sequence[FindingScore]) -> dict[Verdict, int]:
    """Return how many numbered findings got each verdict."""
    numbered = [score.verdict for score in scores if score.finding.number is not None]
    return {verdict: numbered.count(verdict) for verdict in reversed(Verdict)}
