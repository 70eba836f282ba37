"""From a table of pulses to `Stimuli`."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cortex_sim.errors import DataError
from cortex_sim.people.layout import (
    PAIRS,
    PROTOCOLS,
    SKIP,
    TEST,
    TEST_OF,
    Layout,
    Role,
    layout_of,
    load_layout,
)
from cortex_sim.people.markers import places_of_markers
from cortex_sim.people.navigation import read_navigation
from cortex_sim.people.stimuli import Floats, Stimuli, Words
from cortex_sim.people.text_table import TextTable, read_text_table
from cortex_sim.units import counted

LARGEST_MEP_MV = 50.0
"""No surface MEP is larger; one that seems so is in another unit."""

FARTHEST_MM = 1000.0
"""No place on a head is farther from the origin of its coordinates."""


def read_stimuli(path: Path | str, layout: Layout | Path | str | None = None) -> Stimuli:
    """Return the pulses of a table, one row for each pulse (or for each pulse and muscle).

    Parameters
    ----------
    path
        CSV, TSV, or an export of Brainsight or Nexstim. A BIDS table ``*_nibs.tsv`` takes its
        places from ``*_markers.tsv`` beside it.
    layout
        A `Layout` or its file; by default the columns must have the package's own names or those
        of BEP037.

    Raises
    ------
    DataError
        If something cannot be read or is impossible; it names line, column and value.
    ConfigError
        If the mapping file cannot be used.
    """
    path = Path(path)
    given = layout if layout is None or isinstance(layout, Layout) else load_layout(layout)
    if exported := read_navigation(path, given):
        return _Reader(*exported).stimuli()
    table = read_text_table(
        path, delimiter=given.delimiter if given else None, header=given.header if given else True
    )
    return _Reader(table, layout_of(list(table.columns), path, given)).stimuli()


class _Reader:
    """Reads the roles of one table."""

    def __init__(self, table: TextTable, layout: Layout) -> None:
        self.table, self.layout = table, layout
        self._check_columns()

    def stimuli(self) -> Stimuli:
        layout, table = self.layout, self.table
        protocol = self._protocols()
        xyz = self._places(is_mapped="map" in protocol)
        meps, muscles = self._meps()
        found = Stimuli(
            source=table.path.name,
            muscles=muscles,
            mep_mv=meps,
            protocol=protocol,
            intensity=self._numbers("intensity", allowed=(0.0, 1e6), in_words="0 or more"),
            interval_ms=self._numbers(
                "interval", layout.units.size("interval"), (0.0, 1e4), "0 to 10 s"
            ),
            xyz_mm=xyz,
            site=self._labels("site"),
            subject=self._labels("subject", entity(table.path, "sub", _stem(table.path))),
            session=self._labels("session", entity(table.path, "ses", "")),
            onset_s=self._numbers("onset", layout.units.size("time"), (-1e6, 1e7), "a time"),
            intensity_unit=layout.units.intensity,
        )
        valid, untold = self._valid()
        table.refuse_bad()
        if "muscle" in layout.columns:
            found = _by_pulse(found, self._words("muscle"), table)
            valid = _of_pulse(valid, table)
        kept = valid & (found.protocol != SKIP)
        return _with_notes(_single_pulses_tested(found), kept, table).with_notes(untold)

    def _check_columns(self) -> None:
        wanted = [*self.layout.columns.values(), *self.layout.mep.values()]
        gone = [name for name in wanted if name not in self.table.columns]
        if gone:
            there = ", ".join(map(repr, list(self.table.columns)[:30]))
            raise DataError(
                f"{self.table.path}: has no column {gone[0]!r}, which the mapping names; it has "
                f"{there} (is the delimiter right?)"
            )

    def _numbers(
        self,
        role: Role,
        scale: float = 1.0,
        allowed: tuple[float, float] = (-np.inf, np.inf),
        in_words: str = "a number",
    ) -> Floats:
        layout, table = self.layout, self.table
        name = layout.columns.get(role)
        if name is None:
            return np.full(len(table), float(layout.constant.get(role, "nan")) * scale)
        return table.numbers(
            name, missing=layout.missing, decimal=layout.decimal, scale=scale, allowed=allowed,
            in_words=in_words,
        )  # fmt: skip

    def _words(self, role: Role, otherwise: str = "") -> Words:
        name = self.layout.columns.get(role)
        if name is None:
            return np.full(len(self.table), self.layout.constant.get(role, otherwise))
        return self.table.words(name)

    def _labels(self, role: Role, otherwise: str = "") -> Words:
        """Return words, where missing ones are no label."""
        words = self._words(role, otherwise)
        return np.where(np.isin(words, np.array(self.layout.missing)), otherwise, words)

    def _protocols(self) -> Words:
        layout = self.layout
        if "protocol" not in layout.columns and "protocol" not in layout.constant:
            raise DataError(
                f"{self.table.path}: nothing says what the pulses were for; add a column "
                f"'protocol', or 'constant: {{protocol: map}}' to the mapping file (one of "
                f"{', '.join(PROTOCOLS)})"
            )
        words = self._words("protocol")
        meaning = {word: layout.words.get(word, word.casefold()) for word in set(words.tolist())}
        name = layout.columns.get("protocol")
        if name is not None:
            self.table.check(
                name, lambda word: meaning[word] in (*PROTOCOLS, SKIP),
                f"{', '.join(PROTOCOLS)} (or translate it under 'words' in the mapping file)",
            )  # fmt: skip
        elif not set(meaning.values()) <= set(PROTOCOLS):
            raise DataError(
                f"{self.table.path}: constant.protocol of the mapping file: got {str(words[0])!r}, "
                f"expected one of {', '.join(PROTOCOLS)}"
            )
        return np.array([meaning[word] for word in words.tolist()], dtype=np.str_)

    def _places(self, *, is_mapped: bool) -> Floats:
        size, within = self.layout.units.size("position"), (-FARTHEST_MM, FARTHEST_MM)
        roles: tuple[Role, ...] = ("x", "y", "z")
        axes = roles if "z" in self.layout.columns else roles[:2]
        if "x" not in self.layout.columns and "stim_id" in self.table.columns:
            return places_of_markers(self.table, is_mapped=is_mapped)
        words = "a place within 1 m of the origin (is units.position right?)"
        return np.column_stack([self._numbers(axis, size, within, words) for axis in axes])

    def _meps(self) -> tuple[Floats, tuple[str, ...]]:
        layout, size = self.layout, self.layout.units.size("mep")
        least = -LARGEST_MEP_MV if layout.signed else 0.0
        words = f"{least:g} to {LARGEST_MEP_MV:g} mV peak to peak (is units.mep right?)"
        names = dict(layout.mep)
        if "response" in layout.columns:
            names = {layout.constant.get("muscle", "response"): layout.columns["response"]}
        columns = [
            self.table.numbers(
                name, missing=layout.missing, decimal=layout.decimal, scale=size,
                allowed=(least, LARGEST_MEP_MV), in_words=words,
            )
            for name in names.values()
        ]  # fmt: skip
        if not columns:
            return np.empty((len(self.table), 0)), ()
        return np.column_stack(columns), tuple(names)

    def _valid(self) -> tuple[NDArray[np.bool_], list[str]]:
        """Return which rows count, and a note of those that do not say so."""
        name, layout = self.layout.columns.get("valid"), self.layout
        if name is None:
            return np.ones(len(self.table), dtype=bool), []
        good, bad = (_folded(words) for words in (layout.good, layout.bad))
        words = np.char.lower(self._words("valid"))
        untold = np.isin(words, _folded(layout.missing)) & ~np.isin(words, [*good, *bad])
        self.table.check(
            name, lambda word: word.lower() in {*good, *bad, *_folded(layout.missing)},
            f"one of {', '.join(good)} where the pulse counts, {', '.join(bad)} where it does not "
            "(or say 'good' and 'bad' in the mapping file)",
        )  # fmt: skip
        note = f"{counted(int(untold.sum()), 'row')} left out: the cell of {name!r} is empty"
        return np.isin(words, good), [note] if untold.any() else []


def _folded(words: tuple[str, ...]) -> list[str]:
    return [word.lower() for word in words]


def _stem(path: Path) -> str:
    """Return the name of a file as a label: without its ending and what BIDS says of its kind."""
    return re.sub(r"_(events|nibs)$", "", path.stem) or path.stem


def entity(path: Path, key: str, otherwise: str) -> str:
    """Return what the name of a BIDS file says under a key, such as ``01`` of ``sub-01``."""
    found = re.search(rf"(?:^|_){key}-([A-Za-z0-9]+)", path.name)
    return found[1] if found else otherwise


def _single_pulses_tested(found: Stimuli) -> Stimuli:
    """Return pulses in which those of a paired protocol without an interval are its test pulses.

    A protocol none of whose pulses has an interval is left as it is.
    """
    protocol, single, notes = found.protocol.copy(), np.isnan(found.interval_ms), []
    for name in PAIRS:
        of_it = found.protocol == name
        if (of_it & single).any() and not single[of_it].all():
            protocol[of_it & single] = test = TEST_OF.get(name, TEST)
            number = counted(int(np.count_nonzero(of_it & single)), "pulse")
            notes.append(f"{number} of {name} without an interval, taken for those of {test}")
    return replace(found, protocol=protocol).with_notes(notes)


def _by_pulse(rows: Stimuli, muscle: Words, table: TextTable) -> Stimuli:
    """Return one row for each pulse from rows for each pulse and muscle."""
    pulse = table.words("stim_id") if "stim_id" in table.columns else None
    if pulse is None:
        raise DataError(
            f"{table.path}: has a column for the muscle and none called 'stim_id' that says which "
            "rows are one pulse; give one column for each muscle instead"
        )
    _, first, index = np.unique(pulse, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    row, names = rank[index], tuple(dict.fromkeys(muscle.tolist()))
    column = np.array([names.index(name) for name in muscle.tolist()])
    if len(np.unique(row * len(names) + column)) < len(row):
        raise DataError(
            f"{table.path}: a stim_id has two rows of one muscle; give each pulse an id of its own"
        )
    meps = np.full((len(first), len(names)), np.nan)
    meps[row, column] = rows.mep_mv[:, 0]
    one = np.zeros(len(rows), dtype=bool)
    one[first] = True
    return rows.where(one).with_meps(meps, names)


def _of_pulse(valid: NDArray[np.bool_], table: TextTable) -> NDArray[np.bool_]:
    """Return for each pulse whether all of its rows count."""
    _, first, index = np.unique(table.words("stim_id"), return_index=True, return_inverse=True)
    every = np.bincount(index, ~valid) == 0
    return np.asarray(every[np.argsort(first)])


def _with_notes(found: Stimuli, kept: NDArray[np.bool_], table: TextTable) -> Stimuli:
    left_out = len(found) - int(np.count_nonzero(kept))
    notes = []
    if left_out:
        notes.append(f"{counted(left_out, 'pulse')} left out, marked as not valid or to be skipped")
    if left_out == len(found):
        raise DataError(f"{table.path}: no pulse is left; all are marked as not valid or skipped")
    chosen = found.where(kept)
    lost = np.count_nonzero(np.isnan(chosen.mep_mv), axis=0)
    notes += [
        f"{counted(int(n), 'pulse')} without an MEP of {muscle}"
        for muscle, n in zip(chosen.muscles, lost, strict=True)
        if n
    ]
    return chosen.with_notes(notes)
