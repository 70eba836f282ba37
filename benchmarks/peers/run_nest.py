"""The peers' network in NEST; prints one JSON line.

python run_nest.py NETWORK SECONDS SEED THREADS
"""

import json
import sys
import time

import nest


def neurons(row, network):
    """Return a population: with a leak of 1 nS a conductance in nS is in units of the leak."""
    return nest.Create(
        "iaf_cond_exp",
        row["size"],
        {
            "C_m": float(row["tau_m_ms"]),
            "g_L": 1.0,
            "E_L": network["resting_mv"],
            "V_th": network["threshold_mv"],
            "V_reset": row["reset_mv"],
            "V_m": network["resting_mv"],
            "t_ref": row["refractory_ms"],
            "E_ex": network["excitation"]["reversal_mv"],
            "E_in": network["inhibition"]["reversal_mv"],
            "tau_syn_ex": network["excitation"]["decay_ms"],
            "tau_syn_in": network["inhibition"]["decay_ms"],
            "I_e": row["bias_mv"],
        },
    )


def synapse(row, network):
    """Return the synapse model of a projection with the bounds of its weight."""
    sign = 1 if row["source"] == "exc" else -1
    common = {"delay": row["delay_ms"], "weight": sign * row["gain"] * row["weight"]}
    if row["rule"] == "triplet":
        rule, scale = network["triplet"], row["gain"]
        return {
            "synapse_model": "stdp_triplet_synapse",
            "tau_plus": rule["tau_pre_ms"],
            "tau_plus_triplet": 101.0,
            "Aplus": 0.0,
            "Aplus_triplet": rule["ltp"] * scale,
            "Aminus": rule["ltd"] * scale,
            "Aminus_triplet": 0.0,
            "Wmax": scale,
            **common,
        }
    if row["rule"] == "inhibitory":
        rule = network["inhibitory"]
        return {
            "synapse_model": "vogels_sprekeler_synapse",
            "tau": rule["tau_ms"],
            "eta": rule["learning_rate"] * row["gain"],
            "alpha": 2 * rule["target_hz"] * rule["tau_ms"] * 1e-3,
            "Wmax": -row["gain"],
            **common,
        }
    return {"synapse_model": "static_synapse", **common}


def main(path, seconds, seed, threads):
    """Build, warm up, simulate, report."""
    with open(path) as file:
        network = json.load(file)
    nest.set_verbosity("M_ERROR")
    nest.ResetKernel()
    nest.resolution = network["dt_ms"]
    nest.rng_seed = seed
    nest.local_num_threads = threads
    groups = {name: neurons(row, network) for name, row in network["populations"].items()}
    for name, group in groups.items():
        row = network["populations"][name]
        if name == "exc":
            triplet = network["triplet"]
            group.set(
                tau_minus=triplet["tau_post_ms"], tau_minus_triplet=triplet["tau_post_slow_ms"]
            )
        noise = nest.Create(
            "noise_generator", params={"std": row["noise_mv"], "dt": network["noise_interval_ms"]}
        )
        nest.Connect(noise, group)
    for row in network["projections"].values():
        nest.Connect(
            groups[row["source"]],
            groups[row["target"]],
            {"rule": "fixed_indegree", "indegree": row["in_degree"], "allow_autapses": False},
            synapse(row, network),
        )
    counter = {name: nest.Create("spike_recorder") for name in groups}
    for name, group in groups.items():
        nest.Connect(group, counter[name])
    nest.Simulate(1e3 * network["warm_up_s"])
    started = time.process_time()
    before = {name: recorder.n_events for name, recorder in counter.items()}
    nest.Simulate(1e3 * seconds)
    took = time.process_time() - started
    rates = {
        name: (recorder.n_events - before[name]) / network["populations"][name]["size"] / seconds
        for name, recorder in counter.items()
    }
    print(json.dumps({"seconds": took, "rates": rates}))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
