"""The peers' network in Brian2 as its documentation writes it: traces on synapses, event-driven.

python run_brian2.py NETWORK SECONDS SEED; prints one JSON line. C++ standalone, default settings.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import brian2 as b2
import numpy as np

CELLS = """
dv/dt = ((E_L - v) + g_e * (E_e - v) + g_i * (E_i - v) + bias + noise * held_noise) / tau_m
    : volt (unless refractory)
dg_e/dt = -g_e / tau_e : 1
dg_i/dt = -g_i / tau_i : 1
held_noise : 1
"""
TRIPLET = {
    "model": """
        w : 1
        dr1/dt = -r1 / tau_pre : 1 (event-driven)
        do1/dt = -o1 / tau_post : 1 (event-driven)
        do2/dt = -o2 / tau_slow : 1 (event-driven)
    """,
    "on_pre": "g_e_post += gain * w\nr1 += 1\nw = clip(w - ltd * o1, 0, 1)",
    "on_post": "w = clip(w + ltp * o2 * r1, 0, 1)\no1 += 1\no2 += 1",
}
INHIBITORY = {
    "model": """
        w : 1
        dz_source/dt = -z_source / tau_z : 1 (event-driven)
        dz_target/dt = -z_target / tau_z : 1 (event-driven)
    """,
    "on_pre": "g_i_post += gain * w\nz_source += 1\nw = clip(w + rate * (z_target - alpha), 0, 1)",
    "on_post": "z_target += 1\nw = clip(w + rate * z_source, 0, 1)",
}


def population(name, row, network):
    """Return a population with noise that is held for a while."""
    ms, mV = b2.ms, b2.mV
    group = b2.NeuronGroup(
        row["size"],
        CELLS,
        threshold="v > v_thresh",
        reset="v = v_reset",
        refractory=row["refractory_ms"] * ms,
        method="exponential_euler",
        name=name,
        namespace={
            "E_L": network["resting_mv"] * mV,
            "E_e": network["excitation"]["reversal_mv"] * mV,
            "E_i": network["inhibition"]["reversal_mv"] * mV,
            "tau_e": network["excitation"]["decay_ms"] * ms,
            "tau_i": network["inhibition"]["decay_ms"] * ms,
            "tau_m": row["tau_m_ms"] * ms,
            "bias": row["bias_mv"] * mV,
            "noise": row["noise_mv"] * mV,
            "v_thresh": network["threshold_mv"] * mV,
            "v_reset": row["reset_mv"] * mV,
        },
    )
    group.v = network["resting_mv"] * mV
    group.run_regularly("held_noise = randn()", dt=network["noise_interval_ms"] * ms)
    return group


def connect(name, row, groups, network, rng):
    """Return the synapses of a projection with a fixed in-degree."""
    ms = b2.ms
    side = "e" if row["source"] == "exc" else "i"
    parts = {"model": "w : 1", "on_pre": f"g_{side}_post += gain * w"}
    constants = {"gain": row["gain"]}
    if row["rule"] == "triplet":
        rule, parts = network["triplet"], TRIPLET
        constants |= {"ltd": rule["ltd"], "ltp": rule["ltp"], "tau_pre": rule["tau_pre_ms"] * ms}
        constants |= {
            "tau_post": rule["tau_post_ms"] * ms,
            "tau_slow": rule["tau_post_slow_ms"] * ms,
        }
    elif row["rule"] == "inhibitory":
        rule, parts = network["inhibitory"], INHIBITORY
        constants |= {"rate": rule["learning_rate"], "tau_z": rule["tau_ms"] * ms}
        constants["alpha"] = 2 * rule["target_hz"] * rule["tau_ms"] * 1e-3
    source, target = groups[row["source"]], groups[row["target"]]
    synapses = b2.Synapses(
        source, target, delay=row["delay_ms"] * ms, namespace=constants, name=name, **parts
    )
    drawn = [rng.choice(len(source), row["in_degree"], replace=False) for _ in range(len(target))]
    synapses.connect(i=np.concatenate(drawn), j=np.repeat(np.arange(len(target)), row["in_degree"]))
    synapses.w = row["weight"]
    return synapses


def main(path, seconds, seed):
    """Build, compile, simulate, report."""
    with open(path) as file:
        network = json.load(file)
    folder = tempfile.mkdtemp()
    b2.set_device("cpp_standalone", build_on_run=False, directory=folder)
    b2.prefs.devices.cpp_standalone.openmp_threads = 0
    b2.prefs.codegen.cpp.headers = ["<ctime>", "<fstream>"]
    b2.defaultclock.dt = network["dt_ms"] * b2.ms
    b2.seed(seed)
    rng = np.random.default_rng(seed)
    groups = {n: population(n, row, network) for n, row in network["populations"].items()}
    rows = network["projections"].items()
    synapses = [connect(n, row, groups, network, rng) for n, row in rows]
    counts = {name: b2.SpikeMonitor(group, record=False) for name, group in groups.items()}
    net = b2.Network(*groups.values(), *synapses, *counts.values())
    clock = Path(folder) / "processor_clock"
    append = f'std::ofstream("{clock}", std::ios::app) << std::clock() << std::endl;'
    for slot in ("before_network_run", "after_network_run"):
        b2.device.insert_code(slot, append)
    for counter in counts.values():
        counter.active = False
    net.run(network["warm_up_s"] * b2.second)
    for counter in counts.values():
        counter.active = True
    net.run(seconds * b2.second)
    b2.device.build(directory=folder, compile=True, run=True, debug=False)
    start, end = map(int, clock.read_text().split()[-2:])
    rates = {n: float(c.num_spikes) / len(groups[n]) / seconds for n, c in counts.items()}
    # POSIX counts a million to the second on every machine
    print(json.dumps({"seconds": (end - start) / 1e6, "rates": rates}))
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))
