"""How well `cortex-sim fit` recovers planted parameters, with a bank that has run.

Run: python benchmarks/fit_recovery.py [RESULTS] [BANK], after `cortex-sim run bank`.
Each subject of the bank is planted: its 90 % interval comes from the others. Once as a virtual
subject whose intensities are in mV on the model's sheet, once as a person (in %, unknown scale).
"""

import math
import sys
from pathlib import Path

from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.stored import open_study
from cortex_sim.people.fit import fit_person
from cortex_sim.people.found import MeasuredRow
from cortex_sim.people.summaries import sessions_of_bank


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


def main(results: str = "results", name: str = "bank") -> None:
    """Print a row for each parameter: width and coverage, as a virtual subject and as a person."""
    bank, _ = open_study(Path(name), Path(results), ())
    own = fit_person(planted(bank, "mV"), bank, bank.visits[-1], 1.0)
    person = fit_person(planted(bank, "%"), bank, bank.visits[-1], None)
    numbers = f"{len(own.statistics)} and {len(person.statistics)} statistics"
    print(f"{len(bank.subjects)} subjects; {numbers}")
    print("parameter      width coverage (virtual)   width coverage (person)")
    columns = (own.posterior.width, own.posterior.coverage)
    columns += (person.posterior.width, person.posterior.coverage)
    for parameter, *values in zip(own.parameters, *columns, strict=True):
        print(f"{parameter:12s} " + "".join(f"{value:10.2f}" for value in values))
    print(*person.notes, sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
