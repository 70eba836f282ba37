from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cortex_sim.errors import ConfigError, SweepError
from cortex_sim.sweep.config import Axis, Range, Sampling, Spacing
from cortex_sim.sweep.load import load_sweep
from cortex_sim.sweep.points import choose_subset, expand, find_point
from cortex_sim.sweep.sampling import shares
from cortex_sim.sweep.values import draw, linspace, logspace, number_and_unit

CONFIGS = Path(__file__).resolve().parents[3] / "configs"

BASE = {"cohort": {"subjects": 2, "first_seed": 5}}


def points(*axes, sampling=None, base_hash="base"):
    return expand(axes, sampling, BASE, base_hash)


def axis(key="a.b", **kind):
    return Axis(key=key, **kind)


def overrides(found):
    return [point.overrides for point in found]


def test_two_axes_form_their_product_in_order():
    found = points(axis("a", values=(1, 2)), axis("b", values=("x", "y")))
    assert overrides(found) == [
        {"a": 1, "b": "x"}, {"a": 1, "b": "y"}, {"a": 2, "b": "x"}, {"a": 2, "b": "y"},
    ]  # fmt: skip


def test_zipped_axes_go_side_by_side():
    pair = Axis(zip=(axis("a", values=(1, 2)), axis("b", values=(3, 4))))
    assert overrides(points(pair)) == [{"a": 1, "b": 3}, {"a": 2, "b": 4}]


def test_zipped_axes_of_unequal_length_are_refused_by_name():
    with pytest.raises(ConfigError, match="a: 2, b: 1"):
        points(Axis(zip=(axis("a", values=(1, 2)), axis("b", values=(3,)))))


def test_several_keys_of_an_axis_get_the_same_value():
    assert overrides(points(axis(("a", "b"), values=(1,)))) == [{"a": 1, "b": 1}]


def test_no_axis_gives_the_study_itself():
    assert overrides(points()) == [{}]


def test_a_point_names_the_seeds_of_its_subjects():
    assert points()[0].seeds == (5, 6)


def test_an_axis_over_the_cohort_changes_the_seeds():
    found = points(axis("cohort.first_seed", values=(1, 9)))
    assert [point.seeds for point in found] == [(1, 2), (9, 10)]


def test_an_id_depends_on_base_and_values_and_on_nothing_else():
    one, two = points(axis("a", values=(1, 2)))
    assert one.point_id != two.point_id
    assert one.point_id == points(axis("a", values=(7, 1)))[1].point_id
    assert one.point_id != points(axis("a", values=(1,)), base_hash="other")[0].point_id


def test_equal_points_count_once():
    assert len(points(axis("a", values=(1, 1, 2)))) == 2


def test_linspace_keeps_the_unit_and_both_ends():
    assert linspace(Spacing(start="0 ms", stop="1 ms", count=5)) == [
        "0 ms", "0.25 ms", "0.5 ms", "0.75 ms", "1 ms",
    ]  # fmt: skip


def test_linspace_of_numbers_has_no_rounding_noise():
    assert linspace(Spacing(start=0.4, stop=1.0, count=4)) == [0.4, 0.6, 0.8, 1.0]


def test_logspace_has_equal_ratios():
    assert logspace(Spacing(start="1 mV", stop="8 mV", count=4)) == [
        "1 mV", "2 mV", "4 mV", "8 mV",
    ]  # fmt: skip


def test_ends_in_different_units_are_refused():
    with pytest.raises(ConfigError, match="same unit"):
        linspace(Spacing(start="0 ms", stop="1 s", count=2))


def test_a_log_scale_from_zero_is_refused():
    with pytest.raises(ConfigError, match="above 0"):
        logspace(Spacing(start=0, stop=1, count=2))


@given(st.floats(0, 1))
def test_a_draw_stays_in_its_range(share):
    assert 2.0 <= draw(Range(low=2, high=3), share) <= 3.0
    assert 0.1 <= draw(Range(low=0.1, high=10, scale="log"), share) <= 10.0
    assert draw(Range(low=2, high=5, integer=True), share) in (2, 3, 4, 5)


def test_the_middle_of_a_log_range_is_the_geometric_mean():
    assert draw(Range(low=1, high=100, scale="log"), 0.5) == pytest.approx(10.0)


def test_a_draw_with_a_unit_is_text():
    assert draw(Range(low="10 ms", high="20 ms"), 0.5) == "15 ms"


@pytest.mark.parametrize("method", ["random", "latin_hypercube", "sobol"])
def test_a_sample_depends_on_its_seed_alone(method):
    one = shares(Sampling(method=method, count=6, seed=1), 3)
    assert one.shape == (6, 3)
    assert (one == shares(Sampling(method=method, count=6, seed=1), 3)).all()
    assert (one != shares(Sampling(method=method, count=6, seed=2), 3)).any()


def test_a_latin_hypercube_has_one_value_in_each_stratum():
    sample = shares(Sampling(method="latin_hypercube", count=10, seed=3), 2)
    for column in sample.T:
        assert sorted(int(value * 10) for value in column) == list(range(10))


def test_a_sobol_sequence_fills_all_quarters_evenly():
    sample = shares(Sampling(method="sobol", count=16, seed=3), 2)
    assert ((sample[:, 0] < 0.5) & (sample[:, 1] < 0.5)).sum() == 4


def test_a_morris_step_changes_one_axis():
    pytest.importorskip("SALib")
    sample = shares(Sampling(method="morris", count=2, seed=1), 3)
    assert sample.shape == (8, 3)
    changes = (sample[1:4] != sample[:3]).sum(axis=1)
    assert changes.tolist() == [1, 1, 1]


def test_a_sampling_picks_from_listed_values_too():
    found = points(axis("a", values=("x", "y")), sampling=Sampling(method="sobol", count=8))
    assert {point.overrides["a"] for point in found} == {"x", "y"}


def test_a_subset_is_named_by_values():
    found = points(axis("a", values=(1, 2)), axis("b", values=(3, 4)))
    assert overrides(choose_subset(found, {"a": (2,)})) == [{"a": 2, "b": 3}, {"a": 2, "b": 4}]


def test_a_point_is_found_by_id_and_by_number():
    found = points(axis("a", values=(1, 2)))
    assert find_point(found, "#1") == found[1]
    assert find_point(found, found[0].point_id[:9]) == found[0]
    with pytest.raises(SweepError, match="fits 0 points"):
        find_point(found, "nobody")


@pytest.mark.parametrize(
    "wrong",
    [
        {"key": "a"},
        {"key": "a", "values": (1,), "linspace": {"start": 0, "stop": 1, "count": 2}},
        {"key": "name", "values": ("x",)},
        {"key": "execution.workers", "values": (1,)},
        {"values": (1,)},
        {"key": "a", "values": ()},
    ],
)
def test_an_axis_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="validation error"):
        Axis(**wrong)


def test_a_study_given_as_a_sweep_is_named_as_such():
    with pytest.raises(ConfigError, match=r"is a study, not a sweep; run it with 'cortex-sim run"):
        load_sweep(CONFIGS / "smudging.yaml")


@pytest.mark.parametrize(
    ("text", "read"),
    [("20 ms", (20.0, "ms")), (".5", (0.5, "")), ("-1.e-3 V", (-1e-3, "V")), ("7.", (7.0, ""))],
)
def test_a_value_is_a_number_and_perhaps_a_unit(text, read):
    assert number_and_unit(text) == read


@pytest.mark.parametrize("text", [".Y", ".", "1.2.3 ms", "..5", "ms", "", "e5", "1e ms x"])
def test_a_text_without_a_number_is_no_value(text):
    with pytest.raises(ConfigError, match="expected a number"):
        number_and_unit(text)
