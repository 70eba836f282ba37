"""A simulation program, whoever made it: inputs in, arrays out, nothing passes in silence.

What a session hands over is checked here, alike for every backend.
"""

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.errors import RunError

Inputs = dict[str, Any]
Wiring = dict[str, tuple[NDArray[np.int32], NDArray[np.int32]]]
Outputs = dict[str, NDArray[Any]]
LARGEST_SEED = 2**32 - 1
"""Brian2's generator takes 32 bits and would drop the others in silence."""


@dataclass(frozen=True)
class Program(ABC):
    """A program that simulates networks of one structure."""

    build_id: str
    """Hash of all that decides what it computes."""

    folder: Path
    """Where its executable is."""

    provenance: dict[str, str]
    """Compiler, flags and versions it was made with."""

    inputs: dict[str, int]
    """Number of values of every input that a session must give, by ``owner.variable``."""

    synapses: dict[str, int]
    """Number of synapses by projection."""

    def run(
        self,
        inputs: Inputs,
        wiring: Wiring,
        *,
        duration: float,
        seed: int,
        outputs: list[str],
        timeout: float = 3600.0,
    ) -> Outputs:
        """Run one session and return the arrays asked for.

        Parameters
        ----------
        inputs
            A float (for all elements) or an array for each of `inputs`, SI units;
            exactly those, no more, no less.
        wiring
            Source and target index of every synapse, by projection.
        duration
            Model time in s, finite and above 0.
        seed
            Seed of input, noise and everything else random in the program, 32 bits:
            0 to `LARGEST_SEED`.
        outputs
            Names ``owner.variable`` of the arrays to return.
        timeout
            Longest real time in s.

        Raises
        ------
        RunError
            If an input is missing, unknown, of the wrong size or not finite, if
            duration or seed are impossible, or if the program fails in any way, also
            where it claims success.
        """
        _check_session(duration, seed)
        self._check(inputs, wiring, outputs)
        return self._simulate(
            inputs, wiring, duration=duration, seed=seed, outputs=outputs, timeout=timeout
        )

    def _check(self, inputs: Inputs, wiring: Wiring, outputs: list[str]) -> None:
        """Raise a `RunError` unless a session gives and asks for what this program has."""
        _check_inputs(self.inputs, inputs)
        _check_wiring(self.synapses, wiring)
        _check_outputs(self.outputs, outputs)

    @property
    @abstractmethod
    def outputs(self) -> frozenset[str]:
        """Names of all arrays that a session can return."""

    @abstractmethod
    def _simulate(
        self,
        inputs: Inputs,
        wiring: Wiring,
        *,
        duration: float,
        seed: int,
        outputs: list[str],
        timeout: float,
    ) -> Outputs:
        """Run a session that has been checked."""


def spikes_of(outputs: Outputs, population: str) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return times (s) and cells of a population's spikes, ordered by time, then cell."""
    times = outputs[f"{population}_spikes.t"]
    cells = outputs[f"{population}_spikes.i"].astype(np.int64)
    if _are_ordered(times, cells):
        return times, cells
    order = np.lexsort((cells, times))
    return times[order], cells[order]


def _are_ordered(times: NDArray[np.float64], cells: NDArray[np.int64]) -> bool:
    """Return whether spikes are ordered already, as they are where no thread has mixed them."""
    pause, higher = np.diff(times), np.diff(cells) > 0
    return bool(np.all((pause > 0) | ((pause == 0) & higher)))


def _check_session(duration: float, seed: int) -> None:
    if not 0 < duration < math.inf:
        raise RunError(
            f"duration: got {duration!r}, expected a finite number of seconds above 0; "
            "the program would do nothing, or never end"
        )
    if not 0 <= seed <= LARGEST_SEED:
        raise RunError(
            f"seed: got {seed!r}, expected 0 to {LARGEST_SEED} (32 bits); "
            "derive it with cortex_sim.seeds.derive_seed"
        )


def _check_inputs(known: dict[str, int], inputs: Inputs) -> None:
    if missing := sorted(set(known) - set(inputs)):
        raise RunError(f"the program needs inputs that were not given: {', '.join(missing)}")
    if unknown := sorted(set(inputs) - set(known)):
        raise RunError(f"the program knows no such input: {', '.join(unknown)}")
    for name, value in inputs.items():
        array = np.asarray(value)
        if not np.all(np.isfinite(array)):
            raise RunError(f"input {name} is not finite")
        if array.ndim and array.size != known[name]:
            raise RunError(f"input {name} has {array.size} values, the program needs {known[name]}")


def _check_wiring(synapses: dict[str, int], wiring: Wiring) -> None:
    if set(wiring) != set(synapses):
        raise RunError(f"wiring names {sorted(wiring)}, the program has {sorted(synapses)}")
    for name, sides in wiring.items():
        for side in sides:
            if len(side) != synapses[name]:
                raise RunError(
                    f"wiring of {name} has {len(side)} synapses, the program {synapses[name]}"
                )


def _check_outputs(known: frozenset[str], outputs: list[str]) -> None:
    for name in outputs:
        if name not in known:
            raise RunError(f"the program has no array {name!r}; known: {', '.join(sorted(known))}")
