"""The peers' network in this package; prints one JSON line.

python run_own.py NETWORK SECONDS SEED BUILDS BACKEND PRECISION
"""

import json
import resource
import sys
from pathlib import Path

import numpy as np

from cortex_sim.config.cohort import Compiler
from cortex_sim.config.projections import Fan
from cortex_sim.engine.backends import ensure_program
from cortex_sim.engine.kernel.worker import close_workers
from cortex_sim.model.wiring import draw_wiring
from cortex_sim.seeds import rng_for

MS, MV = 1e-3, 1e-3
TRACES = {"exc": ["o1", "o2", "r1", "z"], "inh": ["z"]}


def structure_of(network):
    """Return the network's structure, as `cortex_sim.model.structure` writes it."""
    sizes = {name: row["size"] for name, row in network["populations"].items()}
    receptor = {"exc": "ampa", "inh": "gaba_a"}
    return {
        "plastic": True,
        "coil": False,
        "dt": network["dt_ms"] * MS,
        "spike_pairing": "all_to_all",
        "noise_interval": network["noise_interval_ms"] * MS,
        "input_interval": 4 * MS,
        "max_trials": 1,
        "max_pulses": 1,
        "n_muscles": 1,
        "populations": {
            name: {
                "size": size,
                "kind": "cell",
                "conductances": ["ampa", "gaba_a"],
                "traces": TRACES[name],
                "coil": False,
            }
            for name, size in sizes.items()
        },
        "projections": {
            name: {
                "source": row["source"],
                "target": row["target"],
                "synapses": row["in_degree"] * sizes[row["target"]],
                "delay": row["delay_ms"] * MS,
                "receptors": [receptor[row["source"]]],
                "depresses": False,
                "rule": row["rule"],
            }
            for name, row in network["projections"].items()
        },
    }


def population_inputs(name, row, network, rng):
    """Return the inputs of a population."""
    excitation, inhibition = network["excitation"], network["inhibition"]
    size = row["size"]
    values = {
        "E_L": network["resting_mv"] * MV,
        "tau_m": row["tau_m_ms"] * MS,
        "v_reset": row["reset_mv"] * MV,
        "refractory_period": row["refractory_ms"] * MS,
        "noise_sd": row["noise_mv"] * MV,
        "adaptation_step": 0.0,
        "tau_adaptation": 0.1,
        "bias": np.full(size, row["bias_mv"] * MV),
        "v_threshold": np.full(size, network["threshold_mv"] * MV),
        "v": rng.uniform(network["resting_mv"], network["threshold_mv"], size) * MV,
        "E_ampa": excitation["reversal_mv"] * MV,
        "tau_ampa": excitation["decay_ms"] * MS,
        "E_gaba_a": inhibition["reversal_mv"] * MV,
        "tau_gaba_a": inhibition["decay_ms"] * MS,
        **{key: np.ones(size) for key in ("gaba_gain", "tms_gain")},
        **{key: np.zeros(size) for key in ("x", "y")},
        "tau_z": network["inhibitory"]["tau_ms"] * MS,
    }
    if name == "exc":
        triplet = network["triplet"]
        values["tau_r1"] = triplet["tau_pre_ms"] * MS
        values["tau_o1"] = triplet["tau_post_ms"] * MS
        values["tau_o2"] = triplet["tau_post_slow_ms"] * MS
    return {f"{name}.{key}": value for key, value in values.items()}


def projection_inputs(name, row, network, synapses):
    """Return the inputs of a projection."""
    receptor = "ampa" if row["source"] == "exc" else "gaba_a"
    plain = row["gain"] * (row["weight"] if row["rule"] is None else 1)
    values = {f"gain_{receptor}": plain}
    if row["rule"] is not None:
        values["w"] = np.full(synapses, row["weight"])
    if row["rule"] == "triplet":
        rule = network["triplet"]
        values |= {"learning_rate": 1.0, "ltd": rule["ltd"], "ltp": rule["ltp"], "softness": 0.0}
        values |= dict.fromkeys(("ltp_pair", "heterosynaptic", "decay", "latent_weight"), 0.0)
        values |= {"bdnf_ltp": 1.0, "bdnf_ltd": 1.0}
    elif row["rule"] == "inhibitory":
        rule = network["inhibitory"]
        values["learning_rate"] = rule["learning_rate"]
        values["alpha"] = 2 * rule["target_hz"] * rule["tau_ms"] * MS
    return {f"{name}.{key}": value for key, value in values.items()}


def session_of(network, seed):
    """Return structure, inputs and wiring of a session."""
    structure = structure_of(network)
    rng = rng_for(seed, "benchmark")
    inputs, wiring = {}, {}
    for name, row in network["populations"].items():
        inputs |= population_inputs(name, row, network, rng)
    places = {n: np.full((r["size"], 2), np.nan) for n, r in network["populations"].items()}
    for name, row in network["projections"].items():
        inputs |= projection_inputs(name, row, network, structure["projections"][name]["synapses"])
        source, target = row["source"], row["target"]
        fan = Fan(count=row["in_degree"])
        wiring[name] = draw_wiring(
            fan, places[source], places[target], is_recurrent=source == target, rng=rng
        )
    tables = {
        f"{table}.values": np.zeros(1) for table in ("trial_onset", "trial_length", "trial_drive")
    }
    inputs |= tables
    return structure, inputs, wiring


def main(path, seconds, seed, builds, backend, precision):
    """Build, warm up, simulate, report."""
    network = json.loads(Path(path).read_text())
    structure, inputs, wiring = session_of(network, seed)
    compiler = Compiler(backend=backend, precision=precision)
    program = ensure_program(structure, compiler, Path(builds))
    warm_up = network["warm_up_s"]
    # what the first half second costs and fires is taken off, as is the start of the process
    before, first = measured(program, inputs, wiring, warm_up, seed)
    used, spikes = measured(program, inputs, wiring, warm_up + seconds, seed)
    rates = {
        name: (spikes[name] - first[name]) / row["size"] / seconds
        for name, row in network["populations"].items()
    }
    print(json.dumps({"seconds": used - before, "rates": rates}))


def measured(program, inputs, wiring, duration, seed):
    """Return processor seconds of the process that simulates, and spikes by population."""
    names = [
        name.removesuffix("_spikes.N") for name in program.outputs if name.endswith("_spikes.N")
    ]
    start = processor_seconds()
    outputs = [f"{name}_spikes.N" for name in names]
    found = program.run(inputs, wiring, duration=duration, seed=seed, outputs=outputs)
    close_workers()
    used = processor_seconds() - start
    return used, {name: float(found[f"{name}_spikes.N"][0]) for name in names}


def processor_seconds():
    """Return the processor seconds of all processes that this one has started and seen end."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:7])
