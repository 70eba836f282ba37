"""Whether a table of slow modulators makes sense: no circle, no negative factor, no lost name."""

from collections.abc import Collection, Iterator, Mapping

from cortex_sim.config.slow_modulators import Action, SlowModulator, actions_of, source_gains
from cortex_sim.names import one_of

RESERVED = ("bdnf", "load", "gaba_a", "exercise", "lactate", "trained", "practice")
"""Names of the slow state that no modulator may take."""

Table = Mapping[str, SlowModulator]


def modulator_problems(table: Table) -> Iterator[str]:
    """Yield a message for everything that is impossible in a table, its place first."""
    for name, row in table.items():
        if name in RESERVED:
            yield f"modulators.{name}: the slow clock has a state of this name; take another one"
        yield from _reference_problems(name, row, table)
        yield from _time_problems(name, row, table)
    yield from _circles(table)
    settled = order_of(table)
    for name, row in table.items():
        if name in settled:
            yield from _negative_factors(name, row, table)


def order_of(table: Table) -> tuple[str, ...]:
    """Return the modulators, each after those that move it; what stands in a circle is left out."""
    done: dict[str, None] = {}
    for _ in table:
        for name, row in table.items():
            if name not in done and all(source in done for source in row.sources.modulator):
                done[name] = None
    return tuple(done)


def _reference_problems(name: str, row: SlowModulator, table: Table) -> Iterator[str]:
    places: dict[str, Collection[str]] = {
        "sources": row.sources.modulator,
        "acts_on": row.acts_on.modulator,
    }
    for place, others in places.items():
        for other in others:
            where = f"modulators.{name}.{place}.modulator.{other}"
            if other == name:
                yield f"{where}: a modulator does not move itself here; use self_gain"
            elif other not in table:
                yield f"{where}: no such modulator; {one_of(other, table)}"
    for other in row.acts_on.modulator:
        if other in table and table[other].acts_on.modulator:
            yield (
                f"modulators.{name}.acts_on.modulator.{other}: {other} scales a modulator itself; "
                "this goes one level deep, so let one of the two act on a target"
            )


def _time_problems(name: str, row: SlowModulator, table: Table) -> Iterator[str]:
    where, gains = f"modulators.{name}", source_gains(row.sources)
    if row.time is None:
        if row.self_gain:
            yield f"{where}.self_gain: has no effect without time; remove it or give time"
        if row.dose == "regular":
            yield f"{where}.dose: regular needs time, over which it is averaged; give time"
        return
    moving = [s for s in gains if s == "bdnf" or s.startswith("modulator.")]
    if moving and row.time.off not in (None, row.time.on):
        yield (
            f"{where}.time.off: differs from on, but {moving[0]} changes all the time and moves "
            "it; give both one value, or remove that source"
        )
    for other in row.sources.modulator:
        if other in table and table[other].time is None:
            yield (
                f"{where}.sources.modulator.{other}: {other} has no time constant and moves only "
                "others that have none; give it time, or set time of this one to null"
            )


def _circles(table: Table) -> Iterator[str]:
    done = order_of(table)
    left = [name for name in table if name not in done]
    known = [n for n in left if any(m in left for m in table[n].sources.modulator)]
    if known:
        yield (
            f"modulators: {', '.join(known)} move each other in a circle; remove one of the arrows "
            "(sources.modulator)"
        )


def _negative_factors(name: str, row: SlowModulator, table: Table) -> Iterator[str]:
    """Yield a message for every action that is negative at full inputs, or 0 at the baseline."""
    actions = actions_of(row.acts_on)
    for target, action in actions.items():
        if action.shape != "linear" and row.baseline == 0:
            yield (
                f"modulators.{name}.acts_on.{target}.shape: {action.shape} is 0 at a baseline of "
                "0, so nothing can be relative to it; give the modulator a baseline or take linear"
            )
    for target, worst in negative_factors(name, table).items():
        gain = actions[target].gain
        yield (
            f"modulators.{name}.acts_on.{target}.gain: {gain:g} makes the factor "
            f"{worst:.2g} when its sources are full; bring it nearer to 0, or the sources"
        )


def negative_factors(
    name: str, table: Table, doses: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Return the factors of a modulator that are negative at full inputs, by target.

    ``doses``: as of `reach_of`.
    """
    ends = reach_of(name, table, doses)
    actions = actions_of(table[name].acts_on).items()
    linear = {target: action.gain for target, action in actions if action.shape == "linear"}
    worst = {target: min(1 + gain * end for end in ends) for target, gain in linear.items()}
    return {target: factor for target, factor in worst.items() if factor < -1e-9}


def reach_of(
    name: str, table: Table, doses: Mapping[str, float] | None = None
) -> tuple[float, float]:
    """Return the deviations from baseline that a modulator reaches with every source 0 or 1.

    BDNF, which can fall as well as rise, counts as -1 to 1. Of bouts, and of sessions, one goes on
    at a time. ``doses`` are sources such as ``drug.ssri`` that are more than 1.
    """
    row, low, high = table[name], 0.0, 0.0
    one_of = (row.sources.bout, row.sources.session)
    found = [tuple(gains.values()) for gains in one_of]
    for source, gain in source_gains(row.sources).items():
        if source == "bdnf":
            found.append((-gain, gain))
        elif source.startswith("modulator."):
            reach = reach_of(source.removeprefix("modulator."), table, doses)
            found.append(tuple(gain * end for end in reach))
        elif not source.startswith(("bout.", "session.")):
            found.append((gain * (doses or {}).get(source, 1.0),))
    for ends in found:
        low, high = low + min((0.0, *ends)), high + max((0.0, *ends))
    return low / (1 - row.self_gain), high / (1 - row.self_gain)


def load_circle_problems(table: Table, bdnf_by_load: float) -> Iterator[str]:
    """Yield a message if effective load raises itself without end, by way of BDNF.

    Load moves BDNF, BDNF moves modulators, and these move load. The gain of that circle is taken
    at a load of 1 and the levels of health; from 1 on load would drive itself to its upper limit.

    Parameters
    ----------
    table
        One without other circles.
    bdnf_by_load
        Relative change of BDNF by an effective load of 1.
    """
    by_bdnf: dict[str, float] = {}
    gains = dict.fromkeys(table, 0.0)
    for name in order_of(table):
        row = table[name]
        moved = row.sources.bdnf or 0.0
        moved += sum(gain * by_bdnf[other] for other, gain in row.sources.modulator.items())
        by_bdnf[name] = moved / (1 - row.self_gain)
        on_load = row.sustains_load
        if row.acts_on.load is not None:
            on_load += _slope(row.acts_on.load, row.baseline)
        gains[name] = bdnf_by_load * by_bdnf[name] * on_load
    if sum(gains.values()) >= 1:
        worst = max(gains, key=gains.__getitem__)
        yield (
            f"modulators.{worst}: effective load raises itself by way of BDNF, with a gain of "
            f"{sum(gains.values()):.2g}; expected less than 1: lower sources.bdnf, "
            "acts_on.load or sustains_load"
        )


def _slope(action: Action, baseline: float) -> float:
    """Return how fast a factor moves with the level, at the baseline."""
    if action.shape == "linear":
        return action.gain
    if baseline == 0:
        return 0.0
    if action.shape == "hill":
        ratio = float((baseline / action.level) ** action.sharpness)
        return action.sharpness / baseline / (1 + ratio)
    return action.sharpness * (1 / baseline - 1 / action.level)
