"""Planted results: what must pass, what must fail, and what must be refused."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.analysis.power import power_two_sample
from cortex_sim.errors import ResultError
from cortex_sim.evidence.score import (
    UNKNOWN,
    FindingScore,
    PartScore,
    _with_holm,
    count_verdicts,
    score_ledger,
)
from cortex_sim.evidence.table import forest_groups, ledger_rows
from cortex_sim.evidence.verdict import Verdict

NOISE = 0.3 * np.cos(np.arange(12))


def score(results, ledger):
    results = results if isinstance(results, list) else [results]
    return {s.finding.id: s for s in score_ledger(results, ledger)}


def with_overlap(result, healthy, clbp):
    return result.plant("overlap", "DM-LES", "healthy", healthy).plant(
        "overlap", "DM-LES", "clbp", clbp
    )


def test_an_effect_of_the_published_size_is_reproduced(planted, ledger, spread):
    found = score(with_overlap(planted(), spread, spread + 1 + NOISE), ledger)
    assert found["overlap_rises"].verdict is Verdict.REPRODUCED
    assert found["overlap_rises"].study == "planted"


def test_no_effect_is_not_called_reproduced(planted, ledger, spread):
    found = score(with_overlap(planted(), spread, np.roll(spread, 5)), ledger)
    assert found["overlap_rises"].verdict is not Verdict.REPRODUCED
    assert found["overlap_rises"].verdict is not Verdict.CONTRADICTED
    assert (
        "no change at all"
        in score(with_overlap(planted(), spread, spread), ledger)["overlap_rises"].reason
    )


def test_contradictory_findings_are_scored_side_by_side(planted, ledger, spread):
    found = score(with_overlap(planted(), spread, spread - 1 + NOISE), ledger)
    assert found["overlap_rises"].verdict is Verdict.CONTRADICTED
    assert found["overlap_falls"].verdict is Verdict.REPRODUCED


def test_the_same_contrast_has_the_same_numbers_in_two_findings(planted, ledger, spread):
    found = score(with_overlap(planted(), spread, spread + 1 + NOISE), ledger)
    rises, falls = (found[key].parts[0].estimate for key in ("overlap_rises", "overlap_falls"))
    assert rises == falls


def test_an_effect_far_above_the_band_has_the_sign_only(planted, ledger, spread):
    found = score(with_overlap(planted(), spread, spread + 9 + NOISE), ledger)
    assert found["overlap_rises"].verdict is Verdict.SIGN_ONLY
    assert "above the published band" in found["overlap_rises"].reason


def test_a_finding_without_its_control_arm_is_not_scored(planted, ledger, spread):
    result = with_overlap(planted(), spread, spread + 1)
    result.plant("overlap", "DM-LES", "motor_control_training", spread)
    found = score(result, ledger)["training_helps"]
    assert found.verdict is Verdict.NOT_SCORED
    assert "unspecific_exercise: configs/arms.yaml" in found.reason


def test_group_by_time_needs_more_than_the_control_arm_gets(planted, ledger, spread):
    arms = ("motor_control_training", "unspecific_exercise")
    result = with_overlap(planted(arms=arms), spread, spread + 1)
    result.plant("overlap", "DM-LES", "motor_control_training", spread + NOISE)
    result.plant("overlap", "DM-LES", "unspecific_exercise", spread + 1 - NOISE)
    assert score(result, ledger)["training_helps"].verdict is Verdict.REPRODUCED
    result.plant("overlap", "DM-LES", "unspecific_exercise", spread - 1 - NOISE)
    assert score(result, ledger)["training_helps"].verdict is Verdict.CONTRADICTED


def test_a_missing_assessment_is_named_with_its_config(planted, ledger):
    found = score(planted(), ledger)["sici"]
    assert found.verdict is Verdict.NOT_SCORED
    assert found.reason == "needs assessment paired_pulse at healthy: configs/arms.yaml"


def test_what_is_not_modelled_is_said_to_be_so(planted, ledger):
    found = score(planted(), ledger)["unheard_of"]
    assert (found.verdict, found.reason, found.study) == (
        Verdict.NOT_MODELLED,
        "no volley",
        "",
    )


def test_one_subject_makes_no_claim(planted, ledger):
    found = score(with_overlap(planted(n=1), 0.1, 0.5), ledger)["overlap_rises"]
    assert found.verdict is Verdict.NOT_SCORED
    assert "no claim from one seed" in found.reason


@pytest.mark.parametrize("n", [2, 3, 5])
def test_few_subjects_show_a_sign_at_most(n, planted, ledger, spread):
    result = with_overlap(planted(n=n), spread[:n], spread[:n] + 1 + NOISE[:n])
    assert score(result, ledger)["overlap_rises"].verdict is Verdict.SIGN_ONLY


def test_subjects_without_a_value_are_counted(planted, ledger, spread):
    clbp = spread + 1 + NOISE
    clbp[:2] = np.nan
    found = score(with_overlap(planted(), spread, clbp), ledger)["overlap_rises"]
    assert found.parts[0].estimate.n == 10
    assert "2 of 12 subjects without a value" in found.reason


def test_a_measure_that_most_subjects_lack_is_not_scored(planted, ledger, spread):
    clbp = spread + 1 + NOISE
    clbp[:7] = np.nan
    found = score(with_overlap(planted(), spread, clbp), ledger)["overlap_rises"]
    assert found.verdict is Verdict.NOT_SCORED


def test_a_measure_that_no_subject_has_is_not_scored(planted, ledger):
    found = score(planted(), ledger)["overlap_rises"]
    assert found.verdict is Verdict.NOT_SCORED
    assert "no value of overlap" in found.reason


def test_a_finding_is_scored_on_the_first_study_that_can(planted, ledger, spread):
    first = with_overlap(planted(name="first"), spread, spread + 1 + NOISE)
    arms = ("motor_control_training", "unspecific_exercise")
    second = with_overlap(planted(name="second", arms=arms), spread, spread - 1)
    second.plant("overlap", "DM-LES", "motor_control_training", spread - 2 + NOISE)
    second.plant("overlap", "DM-LES", "unspecific_exercise", spread - 1)
    found = score([first, second], ledger)
    assert found["overlap_rises"].study == "first"
    assert found["overlap_rises"].verdict is Verdict.REPRODUCED
    assert found["training_helps"].study == "second"


def test_two_studies_of_one_name_are_refused(planted, ledger):
    with pytest.raises(ResultError, match="each once"):
        score_ledger([planted(), planted()], ledger)


def test_only_primary_contrasts_are_corrected(planted, ledger, spread):
    arms = ("motor_control_training", "unspecific_exercise")
    result = with_overlap(planted(arms=arms), spread, spread + 1 + NOISE)
    result.plant("overlap", "DM-LES", "motor_control_training", spread)
    result.plant("overlap", "DM-LES", "unspecific_exercise", spread + 1 - NOISE)
    found = score(result, ledger)
    p = [found[key].parts[0].estimate.p for key in ("overlap_rises", "training_helps")]
    holm = [found[key].parts[0].p_holm for key in ("overlap_rises", "training_helps")]
    assert min(holm) == pytest.approx(2 * min(p))
    assert np.isnan(found["overlap_falls"].parts[0].p_holm)


def test_power_of_the_published_n_grows_with_the_effect(planted, ledger, spread):
    powers = [
        score(with_overlap(planted(), spread, spread + d + NOISE), ledger)["overlap_rises"]
        .parts[0]
        .power
        for d in (0.5, 1.5)
    ]
    assert 0.05 < powers[0] < 0.5 < powers[1] < 1


def test_subjects_needed_have_just_the_power_that_they_are_needed_for(planted, ledger, spread):
    result = with_overlap(planted(), spread, spread + 0.5 + NOISE)
    part = score(result, ledger)["overlap_rises"].parts[0]
    n, g = part.n_needed, part.estimate.g_av
    assert power_two_sample(g, n - 1, n - 1) < 0.8 <= power_two_sample(g, n, n)


def test_no_number_of_subjects_shows_what_is_not_there(planted, ledger, spread):
    result = with_overlap(planted(), spread, spread)
    assert score(result, ledger)["overlap_rises"].parts[0].n_needed is None


def test_rows_hold_every_part_and_its_published_band(planted, ledger, spread):
    result = with_overlap(planted(), spread, spread + 1 + NOISE)
    scores = score_ledger([result], ledger)
    rows = ledger_rows(scores, ledger)
    assert len(rows) == 5
    assert (rows[0]["published_low"], rows[0]["published_high"]) == (0.4, 1.6)
    assert rows[0]["contrast"] == "healthy → clbp"
    assert "Someone A 1999 (Journal of Tests) [found]" in str(rows[0]["sources"])


def test_forest_plots_leave_out_what_was_not_estimated(planted, ledger, spread):
    result = with_overlap(planted(), spread, spread + 1 + NOISE)
    groups = forest_groups(score_ledger([result], ledger))
    assert [len(effects) for effects in groups.values()] == [1, 1]
    assert groups["forest_findings"][0][-3:] == ((0.4, 1.6), 12, ())


def test_verdicts_of_numbered_findings_are_counted(planted, ledger, spread):
    result = with_overlap(planted(), spread, spread + 1 + NOISE)
    counts = count_verdicts(score_ledger([result], ledger))
    assert counts[Verdict.REPRODUCED] == 1
    assert counts[Verdict.NOT_SCORED] == 2
    assert counts[Verdict.NOT_MODELLED] == 0


def test_rows_without_a_number_do_not_enter_the_correction():
    part = SimpleNamespace(primary=True, decides=True)
    numbers = {"one": 1, "two": 2, "row": None}
    scores = [
        FindingScore(
            SimpleNamespace(id=name, number=number), "", Verdict.NOT_SCORED,
            (PartScore("p", part, Verdict.NOT_SCORED, "", replace(UNKNOWN, p=0.01)),),
        )
        for name, number in numbers.items()
    ]  # fmt: skip
    adjusted = {score.finding.id: score.parts[0].p_holm for score in _with_holm(scores)}
    assert (adjusted["one"], adjusted["two"]) == pytest.approx((0.02, 0.02))
    assert np.isnan(adjusted["row"])
