"""Trial tables: onsets, participation, isolation, and what sequences inherit."""

import numpy as np
import pytest

from cortex_sim.config.inheritance import resolve_sequence
from cortex_sim.config.muscles import MuscleActivation, Sequence
from cortex_sim.errors import ConfigError
from cortex_sim.model.sequences import draw_trials

MUSCLES = ("TrA", "DM", "LES", "OE")


def sequence(**fields):
    return Sequence(**fields)


def activation(**fields):
    return MuscleActivation(**fields)


def draw(given, n=2000, seed=0, **options):
    return draw_trials(given, MUSCLES, n, rng=np.random.default_rng(seed), **options)


def test_onsets_have_the_mean_and_sd_of_the_sequence():
    table = draw(sequence(muscles={"DM": activation(onset="100 ms", jitter="10 ms")}))
    assert table.onset[:, 1].mean() == pytest.approx(0.1, abs=1e-3)
    assert table.onset[:, 1].std() == pytest.approx(0.01, rel=0.1)


def test_delay_is_added_times_the_trait():
    late = sequence(muscles={"DM": activation(onset="100 ms", delay="110 ms", jitter="0 ms")})
    assert draw(late).onset[:, 1] == pytest.approx(0.21)
    assert draw(late, delay_factor=0.5).onset[:, 1] == pytest.approx(0.155)
    assert draw(late, delay_factor=0.0).onset[:, 1] == pytest.approx(0.1)


def test_onsets_are_never_before_the_go_cue():
    table = draw(sequence(muscles={"DM": activation(onset="0 ms", jitter="50 ms")}))
    assert table.onset.min() == 0.0


def test_muscle_that_is_not_named_never_takes_part():
    table = draw(sequence(muscles={"DM": activation()}))
    assert set(table.drive[:, 1]) == {1.0}
    assert not table.drive[:, [0, 2, 3]].any()


def test_participation_is_the_share_of_trials():
    table = draw(sequence(muscles={"DM": activation(participation=0.7, drive=2.0)}))
    assert (table.drive[:, 1] > 0).mean() == pytest.approx(0.7, abs=0.03)
    assert set(table.drive[:, 1]) == {0.0, 2.0}


def test_participation_follows_the_direction():
    by_direction = {"flexion": 1.0, "extension": 0.4}
    table = draw(sequence(muscles={"LES": activation(participation=by_direction)}))
    takes_part = table.drive[:, 2] > 0
    extension, flexion = table.direction == 0, table.direction == 1
    assert takes_part[flexion].all()
    assert takes_part[extension].mean() == pytest.approx(0.4, abs=0.05)
    assert flexion.mean() == pytest.approx(0.5, abs=0.05)


def test_muscle_that_belongs_to_one_direction_is_silent_in_the_other():
    only = {"flexion": 0.0, "extension": 1.0}
    table = draw(sequence(muscles={"OE": activation(participation=only)}))
    np.testing.assert_array_equal(table.drive[:, 3] > 0, table.direction == 0)


def test_directions_come_as_often_as_they_should():
    given = sequence(directions={"up": 0.1, "down": 0.9}, muscles={})
    assert (draw(given).direction == 0).mean() == pytest.approx(0.9, abs=0.03)


def test_isolated_trials_hold_the_isolated_muscles_alone():
    given = sequence(
        muscles={name: activation() for name in MUSCLES},
        isolated_muscles=("TrA", "DM"),
        isolated_probability=0.5,
    )
    table = draw(given)
    isolated = table.is_isolated
    assert isolated.mean() == pytest.approx(0.5, abs=0.05)
    assert (table.drive[isolated] == [1, 1, 0, 0]).all()
    assert (table.drive[~isolated] == 1).all()


def test_shuffled_onsets_keep_rates_and_lose_order():
    given = {
        "TrA": activation(onset="80 ms", jitter="0 ms"),
        "LES": activation(onset="220 ms", jitter="0 ms", participation=0.7),
    }
    plain = draw(sequence(muscles=given))
    shuffled = draw(sequence(muscles=given, shuffle_onsets=True))
    np.testing.assert_array_equal(plain.drive, shuffled.drive)
    np.testing.assert_array_equal(plain.length, shuffled.length)
    before = (shuffled.onset[:, 0] < shuffled.onset[:, 2]).mean()
    assert before == pytest.approx(0.5, abs=0.05)
    assert (shuffled.onset + shuffled.length <= 0.6 + 1e-12).all()


def test_same_seed_gives_the_same_trials():
    given = sequence(muscles={"DM": activation(participation=0.5)})
    one, same, other = draw(given, 20), draw(given, 20), draw(given, 20, seed=1)
    np.testing.assert_array_equal(one.onset, same.onset)
    assert not np.array_equal(one.onset, other.onset)


def test_what_one_muscle_does_leaves_the_others_alone():
    one = draw(sequence(muscles={"LES": activation()}), 20)
    two = draw(sequence(muscles={"LES": activation(), "DM": activation()}), 20)
    np.testing.assert_array_equal(one.onset[:, 2], two.onset[:, 2])


# --- inheritance ------------------------------------------------------------------


def test_sequence_inherits_what_it_does_not_say():
    given = {
        "healthy": sequence(
            trial_duration="800 ms",
            muscles={"DM": activation(onset="100 ms"), "LES": activation(onset="200 ms")},
        ),
        "clbp": sequence(based_on="healthy", muscles={"DM": activation(onset="210 ms")}),
        "training": sequence(based_on="clbp", cue=False),
    }
    found = resolve_sequence(given, "training")
    assert found.trial_duration == 0.8
    assert found.muscles["DM"].onset == 0.21
    assert found.muscles["LES"].onset == 0.2
    assert not found.cue
    assert found.based_on is None


def test_circular_inheritance_is_refused_with_the_circle():
    given = {"a": sequence(based_on="b"), "b": sequence(based_on="a")}
    with pytest.raises(ConfigError, match="a -> b -> a"):
        resolve_sequence(given, "a")


def test_sequence_based_on_itself_is_refused():
    with pytest.raises(ConfigError, match="circle"):
        resolve_sequence({"a": sequence(based_on="a")}, "a")
