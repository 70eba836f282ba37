"""What the words in braces of a measure stand for, as in ``rate_rest_{output}``."""

from cortex_sim.config.study import Study


def populations_of(study: Study) -> dict[str, tuple[str, ...]]:
    """Return the populations of each role and place in the circuit, by the word in braces."""
    network = study.network
    by_role: dict[str, list[str]] = {}
    for name, row in network.populations.items():
        by_role.setdefault(row.role, []).append(name)
    pools = by_role.get("motoneuron", [])
    out = {row.source for row in network.projections.values() if row.target in pools}
    excitatory = by_role.get("cortical_excitatory", [])
    return {
        **{role: tuple(names) for role, names in by_role.items()},
        "output": tuple(name for name in excitatory if name in out),
        "upper": tuple(name for name in excitatory if name not in out),
        "inhibitory": tuple(by_role.get("cortical_inhibitory", ())),
        "motoneuron": tuple(pools),
    }
