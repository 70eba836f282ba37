"""Dose and response of the two strongest causes: GABA_A gain and delay.

python experiments/dose/make.py [--results DIR]

Simulates what is missing of configs/dose.yaml and draws all pictures of the study.
"""

import argparse
from pathlib import Path

from cortex_sim.report.experiment import reproduce

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "dose.yaml"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=Path, default=Path("results"))
    reproduce(CONFIG, parser.parse_args().results, print)


if __name__ == "__main__":
    main()
