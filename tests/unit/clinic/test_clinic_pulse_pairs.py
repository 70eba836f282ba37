"""Pairs of pulses on spikes made by hand: SICI, ICF, SICF and LICI are the planted ratios."""

import math

import numpy as np
import pytest
from fixtures.assessments import AMT, NOTHING, HandMade, assess, examine, example, volley


def responding(size):
    """Return an answer: spikes to each pulse by time since the pulse before it, see `size`.

    ``size(intensity, before, since)``: of the pulse and the one before it in multiples of AMT, and
    the time between them in ms; one long ago counts as none.
    """

    def answer(subject, name, duration, pulses, rest):
        found = []
        strength = pulses.intensity / AMT
        for i, time in enumerate(pulses.times):
            since = 1e3 * (time - pulses.times[i - 1]) if i else math.inf
            before = strength[i - 1] if since < 300 else 0.0
            found.append(volley(time, size(strength[i], before, since if before else math.inf)))
        every = np.concatenate([NOTHING, *found])
        return [every] * len(subject.study.muscles)

    return answer


# --- paired pulses ---


def paired(strength, before, since):
    """A weak pulse 2-3 ms before halves a response of 10, one 10-15 ms before adds 5; a weak
    pulse up to 5 ms after a strong one adds 2. Weak pulses alone do nothing."""
    if strength < 1:
        return 2 if before > 1 and since < 5.5 else 0
    if since < 5 and before < 1:
        return 5
    return 15 if since < 20 and before < 1 else 10


def test_sici_icf_and_sicf_are_the_planted_ratios():
    found, _ = assess(example("paired_pulse"), responding(paired))
    for muscle in ("DM", "LES"):
        assert found["sici", muscle] == pytest.approx(0.5)
        assert found["icf", muscle] == pytest.approx(1.5)
        assert found["sicf", muscle] == pytest.approx(1.2)
        assert found["test_mep", muscle] == pytest.approx(10.0)


def test_sici_of_each_interval_is_that_of_its_own_pairs():
    by_interval = {2.0: 3, 3.0: 6}

    def size(strength, before, since):
        return 0 if strength < 1 else by_interval.get(round(since, 3), 10)

    found, _ = assess(example("paired_pulse"), responding(size))
    assert found["sici_2_ms", "DM"] == pytest.approx(0.3)
    assert found["sici_3_ms", "DM"] == pytest.approx(0.6)
    assert found["icf_10_ms", "DM"] == pytest.approx(1.0)


def test_conditioning_comes_before_the_test_pulse_in_sici_and_icf_and_after_it_in_sicf():
    settings = example("paired_pulse")
    _, subject = assess(settings, responding(paired))
    for protocol, strengths in (("sici", (0.7, 1.2)), ("icf", (0.7, 1.2)), ("sicf", (1.2, 0.9))):
        pairs = {trial for trial in settings.trials() if trial.protocol == protocol}
        assert {tuple(s for _, s in trial.pulses) for trial in pairs} == {strengths}
    _, _, pulses, _ = subject.recordings[-1]
    weak = np.isclose(pulses.intensity, 0.7 * AMT)
    gap = np.diff(pulses.times)[weak[:-1]]
    assert not weak[-1], "a conditioning pulse is followed by its test pulse"
    assert gap.max() < 0.016


@pytest.mark.parametrize("kind", ["paired_pulse", "lici", "silent_period"])
def test_pulses_are_given_over_the_muscles_own_hot_spot_at_its_own_threshold(kind):
    subject, settings = HandMade(), example(kind)
    needs, names = subject.needs, subject.study.muscle_names
    dm, les = names.index("DM"), names.index("LES")
    needs.measured.hot_spots_mm[dm], needs.measured.hot_spots_mm[les] = (3.0, 1.0), (-2.0, -4.0)
    needs.measured.amt["LES"] = 2 * AMT
    examine(subject, settings, needs)
    given = {name: pulses for name, _, pulses, _ in subject.recordings if len(pulses.times)}
    assert given[f"{kind}/DM"].sites_mm.mean(axis=0) == pytest.approx([3.0, 1.0], abs=0.1)
    assert given[f"{kind}/LES"].sites_mm.mean(axis=0) == pytest.approx([-2.0, -4.0], abs=0.1)
    strongest = {muscle: given[f"{kind}/{muscle}"].intensity.max() for muscle in ("DM", "LES")}
    assert strongest["LES"] == pytest.approx(2 * strongest["DM"])


# --- LICI ---

AFTER = {50.0: 8, 100.0: 2, 150.0: 4, 200.0: 10}
"""Spikes of a test response by the time since an equal pulse, in ms."""


def long_interval(strength, before, since):
    return AFTER.get(round(since, 3), 10)


def test_lici_is_the_response_to_the_second_pulse_over_that_to_a_single_one():
    found, _ = assess(example("lici"), responding(long_interval))
    for muscle in ("DM", "LES"):
        assert found["lici", muscle] == pytest.approx(0.6)
        assert found["test_mep", muscle] == pytest.approx(10.0)


@pytest.mark.parametrize(("interval", "spikes"), AFTER.items())
def test_lici_of_each_interval_is_that_of_its_own_pairs(interval, spikes):
    found, _ = assess(example("lici"), responding(long_interval))
    assert found[f"lici_{interval:g}_ms", "DM"] == pytest.approx(spikes / 10)


def test_both_pulses_of_lici_are_at_1_2_of_the_threshold():
    _, subject = assess(example("lici"), responding(long_interval))
    _, _, pulses, _ = subject.recordings[-1]
    assert pulses.intensity == pytest.approx(1.2 * AMT)


def test_the_background_is_taken_off_pairs_and_single_pulses_alike():
    """A steady rate of 100 spikes/s adds 4 to the windows before and after every pulse."""

    def answer(subject, name, duration, pulses, rest):
        steady = np.arange(0.0005, duration, 0.01)
        planted = responding(paired)(subject, name, duration, pulses, rest)
        return [np.sort(np.concatenate([steady, times])) for times in planted]

    found, _ = assess(example("paired_pulse"), answer)
    assert found["test_mep", "DM"] == pytest.approx(10.0, abs=0.3)
    assert found["sici", "DM"] == pytest.approx(0.5, abs=0.05)
