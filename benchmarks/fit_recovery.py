"""How well `cortex-sim fit` recovers planted parameters, with a bank that has run.

Run: python benchmarks/fit_recovery.py [RESULTS] [BANK], after `cortex-sim run bank`.
Each subject of the bank is planted: its 90 % interval comes from the others. Once as a virtual
subject whose intensities are in mV on the model's sheet, once as a person (in %, unknown scale).
Beside the width of each parameter is the one that chance gives: parameters shuffled over subjects.
"""

import math
import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.stored import open_study
from cortex_sim.people.fit import compare_with_bank, fit_person, parameters_of
from cortex_sim.people.found import MeasuredRow
from cortex_sim.people.regression import fit_parameters
from cortex_sim.people.summaries import sessions_of_bank

SHUFFLES = 40
"""Fits of shuffled parameters, which say what width comes by chance."""


def planted(bank: StudyResult, unit: str) -> list[MeasuredRow]:
    """Return the first subject's session as a table of people, intensities in a unit."""
    first = sessions_of_bank(bank, bank.visits[-1])[0]
    return [
        MeasuredRow(
            "planted", "", "", math.nan, *key, one.value,
            unit if key.assessment == "recruitment" and one.unit == "mV" else one.unit, "", "",
        )
        for key, one in first.items()
    ]  # fmt: skip


def chance(rows: list[MeasuredRow], bank: StudyResult, scale: float | None) -> NDArray[np.float64]:
    """Return by parameter the width that one of twenty banks gives whose subjects are shuffled."""
    compared = compare_with_bank(rows, bank, bank.visits[-1], scale)
    _, parameters = parameters_of(bank)
    rng = np.random.default_rng(1)
    shuffled = (rng.permutation(parameters) for _ in range(SHUFFLES))
    widths = [fit_parameters(one, compared.bank, compared.person).width for one in shuffled]
    return np.quantile(widths, 0.05, axis=0)


def main(results: str = "results", name: str = "bank") -> None:
    """Print a row for each parameter, as a virtual subject and as a person."""
    bank, _ = open_study(Path(name), Path(results), ())
    for title, unit, scale in (("virtual subject", "mV", 1.0), ("person", "%", None)):
        rows = planted(bank, unit)
        fit = fit_person(rows, bank, bank.visits[-1], scale)
        print(f"{title}: {len(bank.subjects)} subjects, {len(fit.statistics)} statistics")
        print("parameter         width  by chance   coverage")
        columns = (fit.posterior.width, chance(rows, bank, scale), fit.posterior.coverage)
        for parameter, *values in zip(fit.parameters, *columns, strict=True):
            print(f"{parameter:12s} " + "".join(f"{value:11.2f}" for value in values))
        print(*fit.notes, sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
