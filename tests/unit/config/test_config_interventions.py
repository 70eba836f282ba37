"""Interventions written out into rows, phases and arms; their shams; what is refused."""

import json

import pytest

from cortex_sim.config.channels import CoilTrain, Volleys
from cortex_sim.config.interventions import sham_of, written_out
from cortex_sim.config.load import load_study, study_as_data, study_as_yaml
from cortex_sim.config.study import Study
from cortex_sim.errors import ConfigError

TDCS = "interventions.tdcs={label: tDCS, channels: {polarisation: {exc5: 0.08 mV}}}"
PES = (
    "interventions.pes={channels: {volleys: {muscles: [DM], rate: 40 Hz, spikes: 1}}, "
    "context: {education: 1}}"
)
ITBS = (
    "interventions.itbs={channels: {coil: {muscle: DM, relative_intensity: 0.8, pulses: 600, "
    "rate: 5 Hz, burst: 3, on: 2 s, off: 8 s}}}"
)
CALM = "slow_clock.modulators.calm={sources: {context: {education: 1, stress: 1}}}"
WALK = "interventions.walk={bout: {kind: aerobic, start: -40 min}}"


def treated(names, *more, sequence="null", duration="200 s"):
    row = f"{{sequence: {sequence}, duration: {duration}, interventions: [{names}]}}"
    phase = f"phases.treated={{practice: [{row}]}}"
    return load_study("base", [CALM, TDCS, PES, ITBS, WALK, phase, *more])


def test_theta_bursts_come_at_the_published_times():
    """Huang et al. 2005: three pulses at 50 Hz every 200 ms, 2 s on and 8 s off, 600 in 192 s."""
    coil = treated("itbs").phases["treated"].practice[0].channels.coil
    times = [round(time - coil.start, 6) for time in coil.times]
    assert times[:4] == [0, 0.02, 0.04, 0.2]
    assert times[29:31] == [1.84, 10]
    assert len(times) == 600
    assert times[-1] == pytest.approx(191.84)


def test_continuous_pulses_go_on_without_a_break():
    coil = CoilTrain(muscle="DM", relative_intensity=0.9, pulses=30, rate="10 Hz", start="0 s")
    assert coil.times[-1] == pytest.approx(2.9)
    assert coil.duration == pytest.approx(3)


def test_trains_of_volleys_fill_a_session_and_a_sham_has_none():
    volleys = Volleys(muscles=("DM",), rate="30 Hz", spikes=1, on="4 s", off="6 s")
    assert list(volleys.pieces(12.0)) == [(0, 4, True), (4, 10, False), (10, 12, True)]
    assert len(list(volleys.pieces(62.0))) == 13
    for whole in ({"spikes": 0.0}, {"on": None, "off": 0.0}):
        assert list(volleys.model_copy(update=whole).pieces(12.0)) == [(0, 12, True)]
    with pytest.raises(ValueError, match="rest between trains"):
        Volleys(muscles=("DM",), rate="30 Hz", spikes=1, off="6 s")


def test_an_intervention_gives_its_channels_to_row_and_phase():
    phase = treated("pes, walk").phases["treated"]
    assert phase.practice[0].channels.volleys.muscles == ("DM",)
    assert phase.context == {"education": 1}
    assert [dose.kind for dose in phase.exercise] == ["aerobic"]


def test_a_sham_has_contacts_time_and_context_but_no_dose():
    real, sham = (treated(name).phases["treated"] for name in ("itbs", "sham_itbs"))
    coil, without = real.practice[0].channels.coil, sham.practice[0].channels.coil
    assert without == coil.model_copy(update={"relative_intensity": 0.0})
    assert treated("sham_tdcs").phases["treated"].practice[0].channels.polarisation == {"exc5": 0}
    told = treated("sham_pes").phases["treated"]
    assert told.context == {"education": 1}
    assert told.practice[0].channels.volleys.spikes == 0
    assert treated("sham_walk").phases["treated"].exercise[0].intensity == 0


def test_the_sham_of_imagery_has_no_cue():
    assert sham_of({"channels": {"cue": 0.6, "afferents": 0}}) == {
        "channels": {"cue": 0, "afferents": 0}
    }


def test_an_arm_that_names_interventions_crosses_them():
    study = treated("tdcs, pes", "course.arms.crossed=[tdcs, pes]")
    crossed = [arm for arm in study.course.arms if "pes" in arm]
    assert crossed == [
        "tdcs_and_pes",
        "tdcs_and_sham_pes",
        "sham_tdcs_and_pes",
        "sham_tdcs_and_sham_pes",
    ]
    given = {arm: study.phases[arm].practice[0].channels for arm in crossed}
    doses = {a: (c.polarisation["exc5"] > 0, c.volleys.spikes > 0) for a, c in given.items()}
    assert list(doses.values()) == [(True, True), (True, False), (False, True), (False, False)]
    assert study.phases["sham_tdcs_and_pes"].label == "sham tDCS + pes"
    assert "crossed" not in study.course.arms


def test_an_arm_of_one_intervention_has_its_sham_beside_it():
    study = treated("tdcs", "course.arms.trial=[tdcs]")
    assert [arm for arm in study.course.arms if "tdcs" in arm] == ["tdcs", "sham_tdcs"]


def test_what_is_written_out_stays_as_it_is(tmp_path):
    study = treated("tdcs, pes, walk", "course.arms.crossed=[tdcs, pes]")
    path = tmp_path / "again.yaml"
    path.write_text(study_as_yaml(study))
    assert load_study(path) == study
    data = study_as_data(study)
    assert Study.model_validate_json(json.dumps(written_out(data))) == study


def test_data_without_interventions_are_not_touched():
    data = {"phases": {"a": {"practice": 3}}}
    assert written_out(data) is data


@pytest.mark.parametrize(
    ("names", "more", "message"),
    [
        ("tdc", (), "did you mean 'tdcs'"),
        ("tdcs, tdcs", (), "names tdcs twice"),
        ("sham_nothing", (), "unknown intervention 'sham_nothing'"),
        ("tdcs", ("interventions.sham_x={context: {stress: 1}}",), "the tool's word for its sham"),
        ("tdcs", ("interventions.none_={}",), "is empty; give channels"),
        ("sham_told", ("interventions.told={context: {stress: 1}}",), "has no dose to leave out"),
        (
            "tdcs, more",
            ("interventions.more={channels: {polarisation: {exc5: 1 mV}}}",),
            "gives another value than the row",
        ),
        ("tdcs", ("course.arms.crossed=[tdcs, pes]",), "no phase does"),
        (
            "tdcs, pes",
            ("course.arms.crossed=[tdcs, pes]", "phases.tdcs_and_pes={}"),
            "which is there",
        ),
        ("pes", ("interventions.pes.channels.volleys.muscles=[DMM]",), "did you mean 'DM'"),
        ("pes", ("interventions.pes.channels.volleys.width=1 ms",), "volleys would be lost"),
        ("itbs", ("interventions.itbs.channels.coil.threshold_from=threshhold",), "'threshold'"),
        ("itbs", ("interventions.itbs.channels.coil.pulses=5000",), "make the session longer"),
        ("itbs", ("interventions.itbs.channels.coil.burst=20",), "does not end before the next"),
        ("tdcs", ("interventions.tdcs.channels.polarisation={cue: 1 mV}",), "unknown 'cue'"),
        (
            "itbs",
            ("course.arms.trial=[treated]", "interventions.itbs.channels.coil.muscle=OE"),
            "no visit before it measures the threshold of OE",
        ),
    ],
)
def test_a_bad_intervention_is_refused_with_its_place(names, more, message):
    with pytest.raises(ConfigError, match=message):
        treated(names, *more)


def test_an_intervention_that_no_row_names_is_not_checked_against_the_network():
    narrow = "interventions.pes.channels.volleys.width=1 ms"
    assert "pes" in treated("tdcs", narrow).interventions
    with pytest.raises(ConfigError, match="volleys would be lost"):
        treated("pes", narrow)


def test_interventions_of_a_phase_itself_are_sent_to_a_row():
    with pytest.raises(ConfigError, match="'interventions'; it is of a row") as refused:
        load_study("base", [TDCS, "phases.treated={interventions: [tdcs]}"])
    assert "did you mean" not in str(refused.value)


def test_volleys_fit_into_their_period():
    with pytest.raises(ValueError, match="does not fit into a period"):
        Volleys(muscles=("DM",), rate="40 Hz", spikes=1, width="30 ms")


def test_volleys_with_a_sequence_are_refused():
    with pytest.raises(ConfigError, match="the afferents follow the sequence already"):
        treated("pes", sequence="healthy")
