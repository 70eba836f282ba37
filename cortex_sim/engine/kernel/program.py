"""A structure's program in the kernel: a plan for a worker; nothing of it is compiled."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cortex_sim.engine.built import BINARY
from cortex_sim.engine.kernel.frames import Values, packed, unpacked
from cortex_sim.engine.kernel.interface import output_names, plan_text
from cortex_sim.engine.kernel.worker import worker_of
from cortex_sim.engine.program import Inputs, Outputs, Program, Wiring
from cortex_sim.errors import RunError


@dataclass(frozen=True)
class KernelProgram(Program):
    """Simulates networks of one structure in a worker of the kernel."""

    structure: dict[str, Any]
    precision: str

    @property
    def binary(self) -> Path:
        """Path of the executable."""
        return self.folder / BINARY

    @property
    def outputs(self) -> frozenset[str]:
        """Names of all arrays that a session can return."""
        return output_names(self.structure)

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
        learning = {name: self._learns(name, inputs) for name in self.synapses}
        # weights that cannot move come back as they were given, whatever the precision
        at_rest = {f"{name}.w" for name, learns in learning.items() if not learns}
        asked = [name for name in outputs if name not in at_rest]
        plan = plan_text(
            self.structure,
            precision=self.precision,
            seed=seed,
            duration=duration,
            outputs=asked,
            learning=learning,
        )
        found = self._ask({"plan": plan, **_arrays(self.structure, inputs, wiring)}, timeout)
        for name in outputs:
            if name in at_rest:
                size = self.inputs[name]
                found[name] = np.broadcast_to(np.asarray(inputs[name], float).ravel(), size).copy()
        return {name: found[name] for name in outputs}

    def _learns(self, projection: str, inputs: Inputs) -> bool:
        """Return whether a projection's weights can move: its rate, or bounds they are beyond."""
        rate = f"{projection}.learning_rate"
        if rate not in inputs or not self.synapses[projection]:
            return False
        weights = np.asarray(inputs[f"{projection}.w"])
        return bool(np.any(np.asarray(inputs[rate]) != 0) or weights.min() < 0 or weights.max() > 1)

    def _ask(self, entries: Values, timeout: float) -> Outputs:
        with worker_of(self.binary) as worker:
            answer = unpacked(worker.ask(packed(entries), timeout))
        if (error := answer.get("error")) is not None:
            raise RunError(f"the simulation failed: {error}")
        return {name: self._output(name, values) for name, values in answer.items()}

    def _output(self, name: str, values: NDArray[Any] | str) -> NDArray[Any]:
        """Return an entry of an answer; the kernel counts times of spikes in steps."""
        if name.endswith("_spikes.t"):
            return np.asarray(values, float) * float(self.structure["dt"])
        return np.array(values)


def _arrays(structure: dict[str, Any], inputs: Inputs, wiring: Wiring) -> Values:
    """Return what a session is given, as the kernel takes it."""
    arrays = {"dt": np.array([structure["dt"]], float)}
    for name, value in inputs.items():
        arrays[name] = np.asarray(value, float).ravel()
    for name, (sources, targets) in wiring.items():
        arrays[f"{name}.sources"] = np.asarray(sources, np.int32)
        arrays[f"{name}.targets"] = np.asarray(targets, np.int32)
    return arrays
