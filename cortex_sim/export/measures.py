"""Measures of a study as tables with a data dictionary: CSV, Parquet, JSON."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from cortex_sim import __version__
from cortex_sim.catalog.measures import meaning_of
from cortex_sim.csv_cells import csv_text
from cortex_sim.export.folder import check_new
from cortex_sim.extras import extra_package
from cortex_sim.model.subject import draw_individual
from cortex_sim.outcome.folder import config_hash
from cortex_sim.outcome.result import Row, StudyResult
from cortex_sim.store.atomic import write_bytes_atomic
from cortex_sim.store.study import write_json_atomic, write_text_atomic

COLUMNS = {
    "subject": ("seed of the virtual subject", ""),
    "arm": ("arm of the study; empty in the common past", ""),
    "phase": ("phase, or moment inside of it, at whose end the subject was examined", ""),
    "day": ("of the course, when the session begins", "d"),
    "assessment": ("name of the assessment in the study; practice for a practice session", ""),
    "repeat": ("which of the measurements at its visit, from 1", ""),
    "measure": ("name of the measure, see measures", ""),
    "muscle": ("a muscle, or a pair such as DM-LES", ""),
    "value": ("empty where there is none", "column unit"),
    "unit": ("of the value; empty for a number without one", ""),
    "session": ("id of the session file", ""),
}
"""Meaning and unit of each column."""


def export_measures(result: StudyResult, folder: Path) -> list[Path]:
    """Write ``measures.csv``, ``measures.parquet`` and ``measures.json``; return the files.

    The rows are those of the study's table, with the traits of each subject.

    Parameters
    ----------
    result
        The finished study.
    folder
        Where to; it must not be there yet, or be empty.

    Raises
    ------
    StorageError
        If the folder holds something.
    MissingPackageError
        If pandas or pyarrow is not installed.
    """
    check_new(folder)
    pandas = extra_package("pandas", "tables", "export")
    table = pandas.DataFrame(result.rows, columns=Row._fields)
    traits = {s: asdict(draw_individual(result.study.cohort.traits, s)) for s in result.subjects}
    for name in next(iter(traits.values())):
        table[f"trait_{name}"] = [traits[subject][name] for subject in table["subject"]]
    extra_package("pyarrow", "Parquet files", "export")
    parquet = table.to_parquet(None, index=False, engine="pyarrow")
    paths = [folder / f"measures.{kind}" for kind in ("csv", "parquet", "json")]
    write_text_atomic(paths[0], csv_text([list(table), *table.itertuples(index=False)], missing=""))
    write_bytes_atomic(paths[1], parquet)
    write_json_atomic(paths[2], _dictionary(result, list(table.columns)))
    return paths


def _dictionary(result: StudyResult, columns: list[str]) -> dict[str, Any]:
    units: dict[str, set[str]] = {}
    for row in result.rows:
        units.setdefault(row.measure, set()).add(row.unit)
    described = {
        name: {"description": COLUMNS[name][0], "unit": COLUMNS[name][1]} for name in Row._fields
    }
    described |= {
        name: {
            "description": f"{name.removeprefix('trait_')}, 1 in the average subject",
            "unit": "",
        }
        for name in columns
        if name.startswith("trait_")
    }
    return {
        "study": result.study.name,
        "made_with": f"cortex_sim {__version__}",
        "configuration": config_hash(result.study),
        "columns": described,
        "measures": {
            name: {"description": meaning_of(name), "units": sorted(found)}
            for name, found in sorted(units.items())
        },
    }
