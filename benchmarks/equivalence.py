"""Whether `fast` and `exact` give the same study: equivalence of measures over a cohort.

    python benchmarks/equivalence.py [--config benchmarks/equivalence.yaml] [--subjects 12]
        [--results FOLDER] [--set KEY=VALUE ...]

The same subjects go through the course once in each precision, with other random numbers. For
each kind of measure, the difference by subject (a mean over visits and muscles) is held against
a bound by two one-sided t tests (Schuirmann 1987, 10.1007/BF01068419): equivalent at 5 per cent
if the 90 per cent interval of the mean difference lies within the bound. The power is the chance
that so many subjects show two precisions of one law to be equivalent, by the SD of the differences
found. Exits with 1 if one is not shown; measures that the study lacks are said.
"""

import argparse
import math
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import stats

from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.runner import run_plan
from cortex_sim.outcome.result import StudyResult
from cortex_sim.store.paths import SessionStore

ROOT = Path(__file__).resolve().parents[1]
PRECISIONS = ("fast", "exact")
LEVEL = 0.05


class Bound(NamedTuple):
    """What counts as no difference."""

    measures: tuple[str, ...]
    """Beginnings of names of measures that belong together."""

    size: float
    """Largest difference of a mean, in the unit of the measure or relative to its size."""

    is_relative: bool = False


BOUNDS = {
    # one subject measured again differs by SD .04 to .05
    "overlap": Bound(("overlap",), 0.05),
    # a delay of the deep muscle in pain is some 80 ms
    "onset (ms)": Bound(("onset",), 10.0),
    "SICI": Bound(("sici",), 0.10),
    "thresholds": Bound(("amt",), 0.05, is_relative=True),
    "rates": Bound(("rate_",), 0.05, is_relative=True),
}


def rows_of(precision, given, results):
    """Return the measures of the study in one precision, by all that names them."""
    changes = [f"cohort.subjects={given.subjects}", f"compiler.precision={precision}", *given.set]
    plan = make_plan(load_study(given.config, changes))
    store = SessionStore(results)
    report = run_plan(plan, store)
    if report.failed:
        sys.exit(f"{precision}: {sorted(set(filter(None, report.failed.values())))}")
    rows = StudyResult(plan, store).rows
    return {
        (row.subject, row.arm, row.phase, row.day, row.assessment, row.measure, row.muscle): row
        for row in rows
    }


def differences(fast, exact, bound):
    """Return the mean difference of each subject, in the unit of the bound."""
    by_subject = {}
    for key, row in exact.items():
        other = fast.get(key)
        is_meant = row.measure.startswith(bound.measures) and not row.measure.endswith("_sd")
        if other is None or not is_meant or not math.isfinite(row.value + other.value):
            continue
        size = abs(row.value) if bound.is_relative else 1.0
        if size > 0:
            by_subject.setdefault(row.subject, []).append((other.value - row.value) / size)
    return np.array([np.mean(values) for values in by_subject.values()])


def interval(values):
    """Return mean and half width of the interval that two one-sided tests at LEVEL ask for."""
    error = values.std(ddof=1) / math.sqrt(len(values))
    return values.mean(), stats.t.ppf(1 - LEVEL, len(values) - 1) * error


def power(values, bound):
    """Return the chance that the tests show equivalence if the true difference is 0."""
    error = values.std(ddof=1) / math.sqrt(len(values))
    law = stats.t(len(values) - 1)
    return max(0.0, 2 * law.cdf(bound / error - law.ppf(1 - LEVEL)) - 1)


def main():
    """Run both precisions and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--config", type=Path, default=Path(__file__).with_suffix(".yaml"))
    parser.add_argument("--subjects", type=int, default=12)
    parser.add_argument("--results", type=Path, help="folder of sessions to use and keep")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.results or Path(scratch)
        fast, exact = (rows_of(precision, given, folder) for precision in PRECISIONS)
    failed = 0
    for name, bound in BOUNDS.items():
        found = differences(fast, exact, bound)
        if len(found) < 2:
            print(f"{name:12} not measured in two subjects or more")
            continue
        mean, half = interval(found)
        is_equivalent = abs(mean) + half < bound.size
        failed += not is_equivalent
        print(
            f"{name:12} fast - exact {mean:+.4f}, 90 % interval {mean - half:+.4f} to "
            f"{mean + half:+.4f}, bound {bound.size:g}{' of it' if bound.is_relative else ''}, "
            f"n {len(found)}, power {power(found, bound.size):.2f}: "
            f"{'equivalent' if is_equivalent else 'not shown to be equivalent'}"
        )
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
