"""What each mechanism gains and loses, and which ones reach a row of physiology."""

from collections import defaultdict

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.evidence.physiology import table_of

RATIO = "weight_ratio_exc_exc5"
"""Ratio of lateral weights between the zones of the primary pair to those within them."""

SHOWN = 3
"""Mechanisms that are named for each row."""


def cells(label, result):
    """Yield the rows of a variant: those with a band, then the ratio of weights by visit."""
    for cell in table_of(result):
        if not cell.row.shown_only:
            yield _cell(label, cell.row.quantity, cell.visit, cell.values, cell.verdict)
    for phase in result.study.course.phases:
        values = result.values(SessionKind.PRACTICE, RATIO, result.study.pair_name, "", phase)
        yield _cell(label, RATIO, phase, values)


def _cell(label, quantity, visit, values, verdict=""):
    known = [value for value in values if value == value]
    mean = sum(known) / len(known) if known else float("nan")
    row = {"variant": label, "quantity": quantity, "visit": visit, "n": len(known), "value": mean}
    return {**row, "verdict": verdict, "subjects": " ".join(f"{value:.4g}" for value in values)}


def by_variant(table):
    """Return the cells of a table by variant, then by quantity and visit."""
    found = defaultdict(dict)
    for cell in table:
        found[cell["variant"]][cell["quantity"], cell["visit"]] = cell
    return found


def rise(cells_of_variant):
    """Return the change of the ratio of weights from health to CLBP."""
    return cells_of_variant[RATIO, "clbp"]["value"] - cells_of_variant[RATIO, "healthy"]["value"]


def in_band(cells_of_variant):
    """Return the rows that a variant has in their bands."""
    return {row for row, cell in cells_of_variant.items() if cell["verdict"] == "in range"}


def mechanism_rows(table):
    """Yield what each mechanism gains and loses."""
    found = by_variant(table)
    base = in_band(next(iter(found.values())))
    for label, cells_of_it in found.items():
        now = in_band(cells_of_it)
        yield {
            "mechanism": label, "in_range": len(now), "gained": len(now - base),
            "lost": len(base - now), "ratio_healthy": cells_of_it[RATIO, "healthy"]["value"],
            "ratio_clbp": cells_of_it[RATIO, "clbp"]["value"], "rise": rise(cells_of_it),
        }  # fmt: skip


def missed_rows(table):
    """Yield each row that is missed as configured, with the mechanisms that reach its band.

    They stand in the order of what they leave of the rise of the ratio of weights. Where none
    reaches the band, those stand there that come nearest.
    """
    (_, base), *others = by_variant(table).items()
    for row, cell in base.items():
        if cell["verdict"] in ("in range", ""):
            continue
        there = [(label, found) for label, found in others if row in found and found[row]["n"]]
        reach = [(label, found) for label, found in there if row in in_band(found)]
        falls = cell["verdict"] == "above"
        shown = sorted(reach, key=lambda one: -rise(one[1])) or sorted(
            there, key=lambda one: one[1][row]["value"] * (1 if falls else -1)
        )
        yield {
            "quantity": row[0], "visit": row[1], "value": cell["value"],
            "verdict": cell["verdict"], "tried": len(others), "reached_by": len(reach),
            "mechanisms": "; ".join(
                f"{label} {found[row]['value']:.3g} (rise {rise(found):+.2f})"
                for label, found in shown[:SHOWN]
            ),
        }  # fmt: skip
