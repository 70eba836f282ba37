"""Imagery: a cue without afferents and with motoneurons held down, in a tiny network."""

import numpy as np
import pytest
from fixtures.tiny_course import finish
from fixtures.tiny_lab import CONFIG, OVERRIDES

from cortex_sim.config.channels import Channels
from cortex_sim.config.load import load_study
from cortex_sim.errors import ConfigError
from cortex_sim.outcome.result import StudyResult
from cortex_sim.report.described import practice_text

pytestmark = pytest.mark.compiled

ROW = "{sequence: motor_control_training, duration: 1200 ms, channels: %s}"
IMAGERY = "{cue: 0.6, afferents: 0, motoneurons: -6 mV}"
SHAM = "{cue: 0, afferents: 0, motoneurons: -6 mV}"


def arm(name, channels):
    return f"phases.{name}={{practice: [{ROW % channels}]}}"


@pytest.fixture(scope="module")
def sessions(lab, tmp_path_factory):
    given = {"plain": "{cue: 1}", "imagery": IMAGERY, "sham": SHAM}
    arms = ", ".join(f"{name}: [{name}]" for name in given)
    changes = [
        "cohort.subjects=1",
        "course.phases=[healthy]",
        f"course.arms={{{arms}}}",
        "phases.healthy.visit=[]",
        *(arm(name, channels) for name, channels in given.items()),
    ]
    study = load_study(CONFIG, [*OVERRIDES, *changes])
    finished = finish(study, lab.results(tmp_path_factory.mktemp("channels") / "r"))
    result = StudyResult(finished.plan, finished.store)
    return {n: result.record(result.session(1, n, n, "practice")).arrays for n in given}


def rate(arrays, population):
    return float(arrays[f"rate/{population}"].values)


def test_imagery_moves_motoneurons_and_cortex_less_than_practice(sessions):
    assert rate(sessions["plain"], "motoneuron") > rate(sessions["imagery"], "motoneuron")
    assert rate(sessions["plain"], "exc") > rate(sessions["imagery"], "exc")


def test_the_sham_of_imagery_lacks_its_cue(sessions):
    assert rate(sessions["imagery"], "exc") > rate(sessions["sham"], "exc")
    name = "state/weights/cue_exc"
    changed = sessions["imagery"][name].values - sessions["sham"][name].values
    assert np.any(changed != 0)


def test_channels_at_rest_are_refused_and_others_are_told():
    row = "phases.no_training.practice=[{sequence: null, duration: 1 s, channels: {cue: 0.5}}]"
    with pytest.raises(ConfigError, match="cue and afferents have no effect at rest"):
        load_study("base", [row])
    study = load_study("base", [f"phases.no_training.practice=[{ROW % IMAGERY}]"])
    (practice,) = study.phases["no_training"].practice
    assert practice.channels == Channels(cue=0.6, afferents=0, motoneurons="-6 mV")
    assert "cue × 0.6, afferents × 0, motoneurons -6 mV" in practice_text(practice)
