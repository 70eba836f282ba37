"""Generate the C++ source of a network structure. Runs in a process of its own.

Brian2 installs an exception hook, opens log files and keeps global state, so
the rest of the package never imports it: `cortex_sim.engine.brian2.build` calls
``python -m cortex_sim.engine.brian2.generate STRUCTURE.json FOLDER`` instead.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

DURATION_CALL = re.compile(r"(\bnetwork\.run\()([0-9.eE+-]+)(, )")
SEED_CODE = """
if (const char* text = std::getenv("CORTEX_SIM_SEED")) {
    for (auto& generator : brian::_random_generators)
        generator.seed(std::strtoul(text, nullptr, 10));
} else {
    std::cerr << "CORTEX_SIM_SEED is not set" << std::endl;
    std::exit(97);
}
"""


def generate(structure: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Write the program's source to ``folder`` and return its manifest.

    Returns
    -------
    dict
        ``arrays``: for each ``owner.variable`` the file, type and length of the
        result; ``inputs``: the same for each input that a session must give;
        ``projections``: number of synapses of each projection.
    """
    import brian2 as b2

    from cortex_sim.engine.brian2 import guards
    from cortex_sim.engine.brian2.makefile import write_makefile
    from cortex_sim.model.network import build_network

    b2.prefs.logging.display_brian_error_message = False
    # each coil synapse writes to its own cell, so the order does not matter
    b2.BrianLogger.suppress_hierarchy("brian2.codegen.generators.base")
    b2.set_device("cpp_standalone", build_on_run=False, directory=str(folder))
    device = b2.get_device()
    # the generators exist only after brian_start(), hence not before_start
    device.insert_code("after_start", SEED_CODE)
    network = build_network(structure)
    guards.refuse_unsupported(network)
    network.run(1 * b2.second, namespace={})
    device.build(directory=str(folder), compile=False, run=False, with_output=False)
    _take_duration_from_environment(folder / "main.cpp")
    write_makefile(folder)
    return _manifest(device, network, structure, (folder / "objects.cpp").read_text())


def _take_duration_from_environment(main: Path) -> None:
    text, hits = DURATION_CALL.subn(
        r'\1std::atof(std::getenv("CORTEX_SIM_DURATION"))\3', main.read_text()
    )
    if hits != 1:
        raise RuntimeError(f"main.cpp has {hits} run calls, expected 1: unknown Brian2 version?")
    main.write_text("#include <cstdlib>\n#include <iostream>\n" + text)


def _manifest(device: Any, network: Any, structure: dict[str, Any], code: str) -> dict[str, Any]:
    synapses = {name: row["synapses"] for name, row in structure["projections"].items()}
    arrays = {}
    for variable in device.arrays:
        owner = variable.owner.name if variable.owner is not None else ""
        arrays[f"{owner}.{variable.name}"] = {
            "file": Path(device.get_array_filename(variable)).name,
            "dtype": variable.dtype.__name__,
            "size": _size(variable, synapses.get(owner, 0)),
        }
    inputs = {name: arrays[name] for name in _required_inputs(network, arrays)}
    rows = {
        "trial": structure["max_trials"] * structure["n_muscles"],
        "pulse": structure["max_pulses"],
    }
    if "echo" in structure:
        rows["echo"] = structure["echo"]["rows"] * structure["echo"]["columns"]
    if "given" in structure:
        rows["given"] = structure["given"]["rows"]
    for table in _tables(structure):
        name = f"{table}.values"
        # a network that reads a table nowhere has no such variable
        is_read = f'"{name}"' in code
        inputs[name] = {"dtype": "float64", "size": rows[table.split("_")[0]], "is_read": is_read}
    return {"arrays": arrays, "inputs": inputs, "projections": synapses}


def _size(variable: Any, n_synapses: int) -> int:
    from brian2.core.variables import DynamicArrayVariable

    if isinstance(variable, DynamicArrayVariable):
        return n_synapses
    return int(variable.size)


def _required_inputs(network: Any, arrays: dict[str, Any]) -> list[str]:
    """Return all constants of the equations, initial potentials and weights."""
    from cortex_sim.model import coil

    required = []
    for obj in network.objects:
        equations = getattr(obj, "equations", None)
        if equations is None or obj.name == "coil":
            continue
        for name, equation in equations.items():
            if "constant" in equation.flags or name in ("w", "v"):
                required.append(f"{obj.name}.{name}")
    required += [f"coil.{name}" for name in coil.INPUTS]  # of the frozen program alone
    return [name for name in required if name in arrays]


def _tables(structure: dict[str, Any]) -> list[str]:
    from cortex_sim.model import coil, inputs

    pulses = list(coil.PULSE_TABLES) if structure["coil"] else []
    echoes = list(inputs.ECHO_TABLES) if "echo" in structure else []
    given = list(inputs.GIVEN_TABLES) if "given" in structure else []
    return [*inputs.TRIAL_TABLES, *pulses, *echoes, *given]


def main() -> None:
    """Read a structure, write source and manifest (the process's entry)."""
    structure = json.loads(Path(sys.argv[1]).read_text())
    folder = Path(sys.argv[2])
    manifest = generate(structure, folder)
    (folder / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))


if __name__ == "__main__":
    main()
