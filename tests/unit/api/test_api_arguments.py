"""Whatever a person hands to the face is taken or refused in words, never a raw error."""

from pathlib import Path

import numpy as np
import pytest
from fixtures.tiny_lab import CONFIG
from hypothesis import given
from hypothesis import strategies as st

import cortex_sim as cs
from cortex_sim.api.pulses import pulses_of
from cortex_sim.api.subject import Subject
from cortex_sim.errors import ConfigError, CortexSimError, ResultError

ODD = (3, 2.5, None, True, b"tiny", ["tiny"], {"a": 1}, object(), np.arange(3), np.nan, Path())

CALLS = {
    "load_study": lambda odd: cs.load_study(odd),
    "overrides": lambda odd: cs.load_study("tiny", odd),
    "load_sweep": lambda odd: cs.load_sweep(odd),
    "open_results": lambda odd: cs.open_results(odd),
    "results": lambda odd: cs.open_results("tiny", odd),
    "run": lambda odd: cs.run(odd, quiet=True),
    "cost": lambda odd: cs.load_study("tiny").cost(odd),
    "sweep results": lambda odd: cs.load_sweep("tiny").run(odd, executor="no such"),
    "executor": lambda odd: cs.load_sweep("tiny").run(executor="no such" if odd is None else odd),
}


@pytest.mark.parametrize("call", CALLS)
def test_an_argument_of_another_kind_is_refused_in_words(call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for odd in ODD:
        try:
            CALLS[call](odd)
        except CortexSimError as error:
            assert str(error)  # noqa: PT017
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: cs.load_study("tiny", ["x"]), r"overrides: got \['x'\] \(list\), expected a map"),
        (lambda: cs.load_study(3), r"study: got 3 \(int\), expected a path or a name"),
        (lambda: cs.run("tiny"), r"study: got 'tiny' \(str\), expected a Study; .*load_study"),
    ],
)
def test_the_message_says_what_is_expected(call, said):
    with pytest.raises(ConfigError, match=said):
        call()


ODD_NUMBERS = st.one_of(
    st.none(),
    st.text(max_size=6),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.binary(max_size=3),
    st.lists(st.floats() | st.text(max_size=2) | st.lists(st.floats(), max_size=2), max_size=3),
)


@given(sites=ODD_NUMBERS, intensity=ODD_NUMBERS, interval=ODD_NUMBERS, times=ODD_NUMBERS)
def test_pulses_are_given_or_refused_in_words(sites, intensity, interval, times):
    try:
        pulses = pulses_of(sites, intensity, interval, times, 512)
    except ConfigError:
        return
    assert np.isfinite(pulses.times).all()
    assert np.isfinite(pulses.intensity).all()


def test_a_quantity_with_its_unit_is_refused_with_the_unit():
    with pytest.raises(ConfigError, match=r"intensity_mv: got '28 mV' .* in mV, without the unit"):
        pulses_of((0, 0), "28 mV", 120.0, None, 512)


@pytest.mark.parametrize("gain", ["0.7", None, -1, np.inf, [0.7]])
def test_a_gain_is_one_number_of_0_or_more(gain):
    with pytest.raises(ConfigError, match=r"gain: got .*, expected "):
        Subject(None, None, 1, "clbp").with_gaba_gain(gain)


def test_a_pair_in_the_wrong_order_is_answered_with_the_right_one(results):
    with pytest.raises(ResultError, match="did you mean 'DM-LES'"):
        results.effect("overlap", "LES-DM", "healthy", "clbp")


@pytest.mark.parametrize("odd", [3.5, None, ["x"], ("healthy",), b"x"])
def test_names_of_results_of_another_kind_are_refused(results, odd):
    calls = (
        lambda: results.maps("map_structural", subjects=odd, visits=odd),
        lambda: results.effect("overlap", odd, odd, odd),
        lambda: results.spikes(odd, odd, odd),
        lambda: results.weights(odd),
    )
    for call in calls:
        try:
            call()
        except ResultError as error:
            assert "there are" in str(error) or "did you mean" in str(error)  # noqa: PT017


def test_a_run_says_what_nothing_refers_to(tmp_path, capsys, monkeypatch):
    written = tmp_path / "child.yaml"
    written.write_text(
        f"extends: {CONFIG}\nname: child\nphases: {{holidays: {{gaba_gain: 0.9}}}}\n"
    )
    study = cs.load_study(written)
    assert study.unused == "unused: phases holidays"

    def stop(*_, **__):
        raise cs.CortexSimError("no further")

    monkeypatch.setattr("cortex_sim.api.run.run_plan", stop)
    for quiet, said in ((False, "unused: phases holidays\n"), (True, "")):
        with pytest.raises(cs.CortexSimError, match="no further"):
            cs.run(study, tmp_path / "results", quiet=quiet)
        assert said in capsys.readouterr().err
