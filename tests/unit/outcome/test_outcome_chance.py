"""What noise alone makes of measures: known from counting, and from how the rules are made."""

import math

import pytest
from click.testing import CliRunner
from fixtures.tiny_lab import CONFIG

from cortex_sim.analysis.excitability import FIT_ALPHA
from cortex_sim.cli.chance import chance
from cortex_sim.config.load import load_study
from cortex_sim.outcome.chance import chances
from cortex_sim.outcome.measures.answers import LEVEL

SMALL = (
    "assessments={baseline: null, cued_movement: {trials: 12}, map_in_phase: null, "
    "map_structural: null, threshold: null, "
    "amt: {kind: recruitment, intensities_mv: [10, 14, 18, 22, 26], grid: 3, search_pulses: 1, "
    "background: {steps: 4, duration: 200 ms}}, map: {kind: tms_map, grid: 5, "
    "pulses: 4, intensity_mv: 20, background: {steps: 4, duration: 200 ms}}, pairs: {kind: lici, "
    "threshold_from: amt, pulses: 10, test_pulses: 20, background: {steps: 4, duration: 200 ms}}}"
)
VISITS = [f"phases.{name}.visit=[amt, map, pairs]" for name in ("healthy", "clbp")]
VISITS += [f"phases.{name}.visit=[map]" for name in ("motor_control_training", "no_training")]


@pytest.fixture(scope="module")
def study():
    return load_study(CONFIG, [SMALL, *VISITS])


@pytest.fixture(scope="module")
def noise(study):
    return {(c.assessment, c.measure): c for c in chances(study, 40)}


def test_silence_has_no_threshold_no_fit_no_overlap_and_no_ratio(study):
    silent = {(c.assessment, c.measure): c for c in chances(study, 2, silent=True)}
    names = (("amt", "amt"), ("amt", "s50"), ("map", "overlap"), ("pairs", "lici"))
    for name in (*names, ("cued_movement", "onset")):
        assert silent[name].share == 0.0
        assert math.isnan(silent[name].median)
    assert silent["map", "peaks"].high == 0.0


def test_noise_seldom_has_a_threshold_and_a_fit_as_often_as_its_test_allows(noise):
    """A threshold needs half of ten pulses above mean + 3 SD; a fit p below its limit."""
    assert noise["amt", "amt"].n == 40 * 2
    assert noise["amt", "amt"].share < 0.05
    assert noise["amt", "s50"].share < FIT_ALPHA + 3 * math.sqrt(FIT_ALPHA / 80)


def test_noise_seldom_has_an_onset_and_as_often_as_its_test_allows(noise):
    onset, n_muscles = noise["cued_movement", "onset"], 4
    assert onset.n == 40 * n_muscles
    assert onset.share < LEVEL + 3 * math.sqrt(LEVEL / onset.n)
    assert not onset.low < 0, "an onset lies after the cue"


def test_maps_of_noise_have_peaks_and_an_overlap_but_no_reliability(noise):
    assert noise["map", "overlap"].share == 1.0
    assert 0.02 < noise["map", "overlap"].median < 0.4
    assert noise["map", "peaks"].median >= 1
    assert noise["map", "icc"].low < 0 < noise["map", "icc"].high


def test_the_same_noise_gives_the_same_chances(study, noise):
    again = {(c.assessment, c.measure): c for c in chances(study, 40)}
    assert again["map", "overlap"] == noise["map", "overlap"]


def test_the_command_lists_every_measure(study, tmp_path):
    changes = [part for change in (SMALL, *VISITS) for part in ("--set", change)]
    done = CliRunner().invoke(chance, [str(CONFIG), "--draws", "2", *changes])
    assert done.exit_code == 0, done.output
    listed = {tuple(line.split()[:2]) for line in done.output.splitlines()}
    shown = {("amt", "amt"), ("amt", "s50"), ("map", "overlap"), ("pairs", "lici")}
    assert shown | {("cued_movement", "onset")} <= listed


def test_a_map_at_matched_meps_is_done_at_the_strongest_intensity(study):
    """Noise brings no MEP of the wanted size, as a muscle that stays silent does."""
    curve = "{kind: recruitment, method: curve, grid: 3, search_pulses: 1}"
    matched = "{kind: tms_map, grid: 3, pulses: 1, threshold_from: amt, matched_mep: 5}"
    changed = [SMALL, f"assessments.amt={curve}", f"assessments.matched={matched}", *VISITS]
    values = chances(load_study(CONFIG, changed), 1)
    assert "overlap" in {one.measure for one in values if one.assessment == "matched"}
