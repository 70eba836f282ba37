"""The causes of CLBP taken apart: each alone, each removed, and the controls.

python experiments/causes/make.py [--results DIR]

Simulates what is missing of configs/causes.yaml and draws all pictures of the study, with the
share of the smudging that each cause accounts for.
"""

import argparse
from pathlib import Path

from cortex_sim.report.experiment import reproduce

CONFIG = Path(__file__).resolve().parents[2] / "configs" / "causes.yaml"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--results", type=Path, default=Path("results"))
    reproduce(CONFIG, parser.parse_args().results, print)


if __name__ == "__main__":
    main()
