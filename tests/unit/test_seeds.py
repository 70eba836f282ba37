"""Random streams are named, stable and do not disturb each other."""

import hashlib
import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cortex_sim
from cortex_sim.config.canonical import canonical_json
from cortex_sim.errors import ConfigError
from cortex_sim.seeds import derive_seed, rng_for, streams_id

ROOT = Path(cortex_sim.__file__).parent

parts = st.lists(st.text() | st.integers(), min_size=1, max_size=4)


@given(parts)
def test_a_seed_is_the_start_of_the_hash_of_its_parts(names: list[str | int]) -> None:
    digest = hashlib.sha256(canonical_json(names).encode()).hexdigest()
    assert derive_seed(*names) == int(digest[:8], 16)
    assert derive_seed(*names, bits=256) == int(digest, 16)


@given(st.integers(1, 256))
def test_a_seed_fits_its_bits(bits: int) -> None:
    assert 0 <= derive_seed("noise", bits=bits) < 2**bits


@given(parts, parts)
def test_other_parts_give_another_seed(one: list[str | int], other: list[str | int]) -> None:
    same = derive_seed(*one, bits=256) == derive_seed(*other, bits=256)
    assert same == (one == other)


def test_a_number_differs_from_its_text() -> None:
    assert derive_seed(1) != derive_seed("1")


def test_numpy_integers_are_integers() -> None:
    assert derive_seed(np.int64(7), "a") == derive_seed(7, "a")


def test_streams_are_the_same_on_every_machine() -> None:
    assert derive_seed(1, "wiring") == 2952745825
    assert rng_for(1, "wiring").bit_generator.random_raw() == 10229603907080717073


def test_the_same_name_gives_the_same_stream() -> None:
    assert np.array_equal(rng_for(3, "noise", 1).random(9), rng_for(3, "noise", 1).random(9))


def test_another_consumer_does_not_shift_the_others() -> None:
    alone = rng_for(3, "wiring").random(9)
    rng_for(3, "new").random(1000)
    rng_for(3, "wiring", "new").random(1000)
    assert np.array_equal(rng_for(3, "wiring").random(9), alone)


@pytest.mark.parametrize("other", [(4, "noise"), (3, "wiring"), (3, "noise", 0), (3, "noise", "0")])
def test_streams_of_other_names_are_uncorrelated(other: tuple[int, str]) -> None:
    n = 20_000
    one, two = rng_for(3, "noise").standard_normal(n), rng_for(*other).standard_normal(n)
    # fixed seeds; with random ones |r| > 5/sqrt(n) would happen once in 2e6 times
    assert abs(np.corrcoef(one, two)[0, 1]) < 5 / np.sqrt(n)


@pytest.mark.parametrize("seed", [-1, True, 1.0, "1", None])
def test_a_seed_that_is_no_natural_number_is_refused(seed: object) -> None:
    with pytest.raises(ConfigError, match="expected"):
        rng_for(seed, "noise")  # type: ignore[arg-type]


@pytest.mark.parametrize("part", [1.5, None, True, ("a",), b"a"])
def test_a_part_is_text_or_integer(part: object) -> None:
    with pytest.raises(ConfigError, match="expected text or an integer"):
        derive_seed("a", part)  # type: ignore[arg-type]


@pytest.mark.parametrize(("names", "bits"), [((), 32), (("a",), 0), (("a",), 257)])
def test_impossible_requests_are_refused(names: tuple[str, ...], bits: int) -> None:
    with pytest.raises(ConfigError, match="derive_seed: got"):
        derive_seed(*names, bits=bits)


def test_numpy_draws_the_numbers_that_results_were_made_with():
    """Another value means other random numbers: every id moves, and every result with it."""
    assert streams_id() == "467d1c62d870d6d6"


def test_every_way_of_drawing_that_a_session_uses_is_part_of_the_streams():
    used = {
        method
        for room in ("model", "clinic", "slow", "course")
        for file in (ROOT / room).rglob("*.py")
        for method in re.findall(r"\b(?:rng|rng_for\(.*\))\.(\w+)\(", file.read_text())
    }
    covered = set(re.findall(r"rng\.(\w+)\(", inspect.getsource(streams_id.__wrapped__)))
    assert {"random", "permutation"} < used
    assert used == covered
