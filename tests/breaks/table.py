"""What a break is, and the tests that several tables name."""

from dataclasses import dataclass

REFERENCE = "tests/conformance/test_conformance_reference.py"
PUBLISHED = "tests/conformance/test_conformance_published.py"
CELLS = "tests/model/test_model_cells.py"
ENGINE = "tests/engine/test_engine_runs.py"
BRIAN2 = "tests/conformance/test_conformance_brian2.py"
CONDUCTANCES = "tests/conformance/test_conformance_conductances.py"
WORKERS = "tests/engine/test_engine_kernel_workers.py"


@dataclass(frozen=True)
class Break:
    """One piece of text replaced by another, and the tests of which some should notice."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    needed: int = 2
    """Tests that must notice."""


Change = tuple[str, str, str, str]
"""Of a break of one room: name, file of the package, text and what replaces it."""


def of(file: str, *names: str) -> tuple[str, ...]:
    return tuple(f"{file}::test_{name}" for name in names)


def of_rooms(rooms: dict[tuple[str, ...], tuple[Change, ...]]) -> tuple[Break, ...]:
    """Return the breaks of rooms, given by the tests of the room: one test must notice."""
    return tuple(
        Break(name, f"cortex_sim/{file}", old, new, tests, needed=1)
        for tests, changes in rooms.items()
        for name, file, old, new in changes
    )


TRAINS = of(REFERENCE, "noise_driven_trains_give_the_weights_of_the_reference")
SAME = of(BRIAN2, "practice_gives_the_same_spikes_and_weights",
          "assessments_with_pulses_give_the_same_spikes")  # fmt: skip
RULES = (
    *TRAINS,
    *of(REFERENCE, "weights_that_hit_both_bounds_agree",
        "volleys_agree_also_where_arrival_and_spike_share_a_step"),
    PUBLISHED,
)  # fmt: skip
