"""Small tables of stored studies, with the rows that pages name.

``python docs/_ext/number_tables.py RESULTS`` writes ``docs/numbers/STUDY-TABLE.csv`` for each
study that a page names: visits and changes from ``RESULTS/STUDY/measures.csv``, shares from the
figure ``decomposition``, physiology from ``RESULTS/STUDY_physiology``, variants from
``RESULTS/STUDY/changes.csv``, the grid of a sweep from its figure ``overlap``, changes by EMG
from ``RESULTS/STUDY/emg_changes.csv``, correlations and reliability from files of these names,
verdicts of the ledger on findings and on their parts from what ``cortex-sim evidence STUDY
...`` left in ``RESULTS/STUDY/evidence``. Pictures that pages show (`PICTURES`) are copied from
there too. A study without results keeps the tables and pictures that it has. Contrasts that a
study names come from ``cortex-sim table``.
"""

import csv
import shutil
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from cortex_sim.analysis.statistics import paired_effect
from cortex_sim.course.visit import Visit
from cortex_sim.outcome.summary import resampling
from numbers_in_text import FOLDER, Mark, Row, fits, marks, pages

DIGITS = ".6g"

Values = dict[tuple[str, str, str], dict[str, dict[int, float]]]
"""By assessment, measure and muscle; then by visit and subject."""


def read_measures(path: Path) -> Values:
    """Return the measures of a study, the mean over repeats of each visit."""
    found: dict[tuple[str, str, str], dict[str, dict[int, list[float]]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(list))
    )
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["assessment"] == "practice":
                continue
            what = (row["assessment"], row["measure"], row["muscle"])
            visit = Visit(row["arm"], row["phase"]).key
            found[what][visit][int(row["subject"])].append(float(row["value"]))
    return {
        what: {
            visit: {subject: float(np.mean(values)) for subject, values in by_subject.items()}
            for visit, by_subject in visits.items()
        }
        for what, visits in found.items()
    }


def visit_rows(values: Values, mark: Mark) -> Iterable[Row]:
    """Yield mean and SD over subjects of what a mark names."""
    for base, visits in _chosen(values, mark):
        for visit, by_subject in visits.items():
            if "visit" not in mark.where or visit in mark.where["visit"].split(","):
                seen = np.array(list(by_subject.values()))
                seen = seen[np.isfinite(seen)]
                spread = np.std(seen, ddof=1) if len(seen) > 1 else np.nan
                mean = np.mean(seen) if len(seen) else np.nan
                yield {**base, "visit": visit, "n": str(len(seen)), **_shown(mean=mean, sd=spread)}


def change_rows(values: Values, mark: Mark) -> Iterable[Row]:
    """Yield the paired changes of what a mark names, between the visits that it names."""
    ends = (mark.where[end].split(",") for end in ("before", "after"))
    for (base, visits), before, after in product(_chosen(values, mark), *ends):
        subjects = sorted(visits.get(before, {}).keys() & visits.get(after, {}).keys())
        if not subjects:
            continue
        pair = [np.array([visits[visit][s] for s in subjects]) for visit in (before, after)]
        e = paired_effect(*pair, rng=resampling())
        numbers = _shown(change=e.mean_difference, low=e.ci_low, high=e.ci_high, g_z=e.hedges_g_z)
        numbers |= _shown(median=float(np.nanmedian(pair[1] - pair[0])))
        yield {
            **base, "before": before, "after": after, "n": str(e.n), **numbers,
            "same_sign": str(e.n_same_sign),
        }  # fmt: skip


def _chosen(values: Values, mark: Mark) -> Iterable[tuple[Row, dict[str, dict[int, float]]]]:
    for what, visits in values.items():
        base = dict(zip(("assessment", "measure", "muscle"), what, strict=True))
        if fits(base, {key: mark.where[key] for key in base if key in mark.where}):
            yield base, visits


def _shown(**numbers: float) -> Row:
    return {name: format(float(value), DIGITS) for name, value in numbers.items()}


def share_rows(folder: Path) -> Iterable[Row]:
    """Yield the share of the rise that each projection carries, with its interval."""
    parts: dict[str, Row] = defaultdict(dict)
    for row in _read(folder / "figures" / "decomposition.csv"):
        name, _, end = row["statistic"].partition(", ")
        if name == "share of the rise":
            parts[row["put back"]][end or "share"] = format(float(row["value"]), DIGITS)
    for projection, numbers in parts.items():
        yield {"projection": _as_name(projection), **numbers}


def physiology_rows(folder: Path) -> Iterable[Row]:
    """Yield the rows of the floor of physiology that have a band."""
    for row in _read(folder.with_name(f"{folder.name}_physiology") / "physiology.csv"):
        if row["verdict"]:
            ends = (row["low"] and f"from {row['low']}", row["high"] and f"to {row['high']}")
            yield {
                "quantity": _as_name(row["quantity"]), "visit": row["visit"], "value": row["mean"],
                "unit": row["unit"], "band": " ".join(filter(None, ends)),
                "verdict": row["verdict"], **_settled(row),
            }  # fmt: skip


def _settled(row: Row) -> Row:
    """Return the interval of a mean, and whether it lies in the band or beyond it as a whole.

    Empty of fewer subjects than an interval needs.
    """
    values = np.array([float(value) for value in row["subjects"].split()])
    e = paired_effect(np.zeros_like(values), values, rng=resampling())
    if not e.has_interval:
        return {"low": "", "high": "", "settled": ""}
    low, high = float(row["low"] or -np.inf), float(row["high"] or np.inf)
    inside, beyond = low <= e.ci_low and e.ci_high <= high, e.ci_high < low or e.ci_low > high
    return {**_shown(low=e.ci_low, high=e.ci_high), "settled": "yes" if inside or beyond else "no"}


def evidence_rows(folder: Path) -> Iterable[Row]:
    """Yield the verdict on each published finding that is scored."""
    for row in _read(folder / "evidence" / "evidence.csv"):
        if row["verdict"] not in ("not modelled", "not scored"):
            yield {"finding": row["finding"], "verdict": row["verdict"]}


def part_rows(folder: Path) -> Iterable[Row]:
    """Yield the verdict on each part of the numbered findings, why, and the subjects it needs."""
    for row in _read(folder / "evidence" / "evidence.csv"):
        if row["number"]:
            yield {
                "number": row["number"], "part": row["part"], "decides": row["decides"],
                "verdict": row["part_verdict"], "origin": row["origin"],
                "study": row["study"], "n": row["n"], "reason": row["reason"],
                "subjects_for_a_power_of_.8": _people(row["n_needed_for_power_0.8"]),
            }  # fmt: skip


def _people(needed: str) -> str:
    return "over 1000" if needed and int(needed) > 1000 else needed


AGAINST = ("against", "against_low", "against_high")
"""Columns of a variant's change less that of the first variant, with its interval."""


def variant_rows(folder: Path) -> Iterable[Row]:
    """Yield what each variant of a study of variants does to each reading."""
    for row in _read(folder / "changes.csv"):
        yield {
            "between": _as_name(row["change"]), "reading": _as_name(row["reading"]),
            "variant": row["variant"], "n": row["n"], "before": row["before"],
            "change": row["mean_change"], "low": row["low"], "high": row["high"],
            "g_z": row["g_z"], "same_sign": row["same_sign"],
            **{column: row.get(column, "").replace("nan", "") for column in AGAINST},
        }  # fmt: skip


def correlation_rows(folder: Path) -> Iterable[Row]:
    """Yield how two values go together in cohorts, with its interval."""
    for row in _read(folder / "correlations.csv"):
        shown = _shown(**{name: float(row[name]) for name in ("r", "low", "high")})
        names = {name: _as_name(row[name]) for name in ("distance", "cohorts")}
        yield {**names, "n": row["n"], **shown}


def reliability_rows(folder: Path) -> Iterable[Row]:
    """Yield ICC and noise of every measure that was repeated."""
    yield from _read(folder / "reliability.csv")


def emg_rows(folder: Path) -> Iterable[Row]:
    """Yield the changes between visits by EMG and by spikes."""
    yield from _read(folder / "emg_changes.csv")


def grid_rows(folder: Path) -> Iterable[Row]:
    """Yield the mean overlap at each point of a sweep over two axes: gain by delay."""
    for gain, delay, value in (row.values() for row in _read(folder / "figures" / "overlap.csv")):
        yield {"gain": gain, "delay": _as_name(delay), "value": format(float(value), ".2f")}


def mechanism_rows(folder: Path) -> Iterable[Row]:
    """Yield what each single mechanism does to the rows of physiology."""
    yield from _read(folder / "by_mechanism.csv")


def reach_rows(folder: Path) -> Iterable[Row]:
    """Yield each missed row of physiology with the mechanisms that reach its band."""
    for row in _read(folder / "by_row.csv"):
        yield {**row, "quantity": _as_name(row["quantity"])}


def arithmetic_rows(folder: Path) -> Iterable[Row]:
    """Yield the rows of an experiment without a network: its table, or that of its picture."""
    for place in (folder, folder / "figures"):
        for row in _read(place / f"{folder.name}.csv"):
            yield {column: _as_name(value) for column, value in row.items()}


def _read(path: Path) -> Iterable[Row]:
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)


def _as_name(text: str) -> str:
    """Return a text as a value that a mark can name."""
    return text.replace(",", "").replace(" ", "_")


FILES: dict[str, Callable[[Path], Iterable[Row]]] = {
    "shares": share_rows,
    "physiology": physiology_rows,
    "evidence": evidence_rows,
    "parts": part_rows,
    "variants": variant_rows,
    "reliability": reliability_rows,
    "correlations": correlation_rows,
    "emg": emg_rows,
    "grid": grid_rows,
    "mechanisms": mechanism_rows,
    "reach": reach_rows,
    "arithmetic": arithmetic_rows,
}
"""Tables that are made of other files of a study's folder."""

TABLES: dict[str, Callable[[Values, Mark], Iterable[Row]]] = {
    "visits": visit_rows,
    "changes": change_rows,
}
"""Tables that are made of the measures."""


PICTURES = {
    "distance.png": "distance/cohorts.png",
    "dose_of_causes.png": "dose_of_causes/figures/dose_response.png",
    "exercise_kinds.png": "exercise_kinds/figures/exercise_kinds.png",
    "story.png": "smudging/figures/story.png",
}
"""Pictures of ``docs/images``, and where a folder of results has them."""


def copy_pictures(results: Path, folder: Path) -> list[str]:
    """Copy the pictures of studies that have results; return their names."""
    there = [name for name, path in PICTURES.items() if (results / path).is_file()]
    for name in there:
        shutil.copyfile(results / PICTURES[name], folder / name)
    return there


def tables(results: Path, wanted: Sequence[Mark]) -> dict[str, list[Row]]:
    """Return the rows of each table, by its file's name, of the studies that have results."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    read: dict[str, Values] = {}
    for mark in wanted:
        for study in mark.study.split(","):
            folder = results / study
            rows: Iterable[Row] = ()
            if mark.table in FILES:
                rows = (row for row in FILES[mark.table](folder) if fits(row, mark.where))
            elif mark.table in TABLES and (folder / "measures.csv").is_file():
                if study not in read:
                    read[study] = read_measures(folder / "measures.csv")
                rows = TABLES[mark.table](read[study], mark)
            found[f"{study}-{mark.table}.csv"].update({str(row): row for row in rows})
    return {name: [rows[key] for key in sorted(rows)] for name, rows in found.items() if rows}


def main(arguments: Sequence[str]) -> int:
    """Write the tables that pages name; return the exit code."""
    wanted = [mark for page in pages() for mark in marks(page.read_text(encoding="utf-8"))]
    FOLDER.mkdir(exist_ok=True)
    for name, rows in tables(Path(arguments[0]), wanted).items():
        with (FOLDER / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        print(f"docs/numbers/{name}: {len(rows)} rows")
    for name in copy_pictures(Path(arguments[0]), FOLDER.with_name("images")):
        print(f"docs/images/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
