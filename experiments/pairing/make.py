"""Pairing of one synapse with published parameters of hippocampus, under the slow clock.

python experiments/pairing/make.py [--results DIR]

One presynaptic spike and one (1:1) or four (1:4) postsynaptic ones, again and again, with the
network's statements of the rule; no network. Takes seconds; prints the table and writes
<results>/pairing/pairing.csv.
"""

from cortex_sim.config.slow_clock import BdnfKinetics, SlowClock
from cortex_sim.csv_cells import csv_text
from cortex_sim.plasticity.bdnf import BdnfAction
from cortex_sim.report.experiment import experiment_parser, run_experiment
from cortex_sim.slow.pairing import Pairing, pair

SINGLE, BURST = Pairing(1, 70), Pairing(4, 35)
RARE = BURST._replace(frequency=0.05)
COUNTS = (5, 15, 25, 35, 50, 70)
SHARES = (0.0, 0.3, 0.5, 0.7, 1.0)
RATES = (0.01, 0.04, 0.044, 0.2)


def after(pairing, acts_on="burst_term", has_bdnf=True, **kinetics):
    """Return the weight after pairing in % of that before."""
    clock = SlowClock(bdnf=BdnfKinetics(**kinetics))
    action = BdnfAction(acts_on=acts_on)
    return 100 * pair(pairing, clock=clock, action=action, has_bdnf=has_bdnf)


def rows():
    """Yield each curve, the place on it, whether there is BDNF, and the weight in %."""
    for name, pairing in (("1:1", SINGLE), ("1:4", BURST), ("1:4 at 0.05 Hz", RARE)):
        for acts_on in ("burst_term", "whole_rule"):
            for has in (True, False):
                yield acts_on, name, has, after(pairing, acts_on, has)
    for count in COUNTS:
        yield "pairings", count, True, after(Pairing(4, count))
    for name, time in (("cleaved slowly", "10000 s"), ("by default", "100 s")):
        for share in SHARES:
            found = after(BURST, pro_fraction=share, cleavage_time=time)
            yield f"proBDNF {name}", share, True, found
    for spikes in (1, 2, 3, 4):
        for has in (True, False):
            yield "spikes in a pairing", spikes, has, after(Pairing(spikes, 70), has_bdnf=has)
    for rate in RATES:
        yield "reference rate", rate, True, after(BURST, reference_burst_rate=f"{rate} Hz")


def main(chosen):
    table = [(curve, at, "yes" if has else "no", after) for curve, at, has, after in rows()]
    for curve, at, has, after in table:
        print(f"{curve:34} {at!s:15} BDNF {has:4} {after:.0f} %")
    folder = chosen.results / "pairing"
    folder.mkdir(parents=True, exist_ok=True)
    text = csv_text([("curve", "at", "with_BDNF", "percent"), *table], digits=6)
    (folder / "pairing.csv").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    run_experiment(experiment_parser(__doc__), main)
