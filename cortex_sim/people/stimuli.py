"""Pulses that were given to people, and what the muscles answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

SMALLEST_MV, LARGEST_MV = 0.02, 20.0
"""The largest MEP of a session is hardly ever outside (half of the usual criterion at rest; few
muscles' M waves are larger)."""

SMALLEST_MAP_MM = 10.0
"""Maps of people are larger; those of virtual subjects are not."""

SHORTEST_MS, LONGEST_MS = 0.5, 1000.0
"""No paired pulses of people are closer or farther apart (SICF begins at 1 ms, LICI ends by 0.3
s)."""

Floats = NDArray[np.float64]
# of texts: docutils takes the underscore of numpy's own name of them for a reference
Words = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Stimuli:
    """One row for each pulse.

    Attributes
    ----------
    source
        The file, in words.
    muscles
        Their names.
    mep_mv
        Peak-to-peak MEP in mV, shape ``(n_pulses, n_muscles)``; nan where none was measured.
    protocol
        What each pulse is part of, see `PROTOCOLS`; shape ``(n_pulses,)`` as all below.
    intensity
        In ``intensity_unit``: % of the stimulator's output, or mV of a virtual coil; nan where it
        is not known.
    interval_ms
        Time between the pulses of a pair; nan for single pulses.
    xyz_mm
        Place of the coil, shape ``(n_pulses, 2)`` or ``(n_pulses, 3)``; nan where not known.
    site
        Label of the site; empty where there is none.
    subject, session
        Whose pulse, and when.
    onset_s
        Time of the pulse in the EMG, in s; nan where not known.
    notes
        What a reader should know of the file.
    """

    source: str
    muscles: tuple[str, ...]
    mep_mv: Floats
    protocol: Words
    intensity: Floats
    interval_ms: Floats
    xyz_mm: Floats
    site: Words
    subject: Words
    session: Words
    onset_s: Floats
    intensity_unit: str = "%"
    notes: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of pulses."""
        return len(self.protocol)

    def where(self, rows: NDArray[np.bool_]) -> "Stimuli":
        """Return the pulses of some rows."""
        by_pulse = (
            "mep_mv", "protocol", "intensity", "interval_ms", "xyz_mm", "site", "subject",
            "session", "onset_s",
        )  # fmt: skip
        return replace(self, **{name: getattr(self, name)[rows] for name in by_pulse})

    def of(self, protocol: str) -> "Stimuli":
        """Return the pulses of a protocol."""
        return self.where(self.protocol == protocol)

    def visits(self) -> Iterator["Stimuli"]:
        """Yield the pulses of each subject in each session, in the order of the file."""
        both = list(zip(self.subject.tolist(), self.session.tolist(), strict=True))
        number = {pair: n for n, pair in enumerate(dict.fromkeys(both))}
        if len(number) == 1:
            yield self
            return
        visit = np.array([number[pair] for pair in both])
        for n in number.values():
            yield self.where(visit == n)

    def with_meps(self, mep_mv: Floats, muscles: tuple[str, ...]) -> "Stimuli":
        """Return the same pulses with other MEPs."""
        return replace(self, mep_mv=mep_mv, muscles=muscles)

    def with_notes(self, notes: Sequence[str]) -> "Stimuli":
        """Return the same pulses with more notes."""
        return replace(self, notes=(*self.notes, *notes))


def doubts(stimuli: Stimuli) -> list[str]:
    """Return what numbers say that are unlikely in a person: a unit or a column may be another."""
    said, largest = [], np.nanmax(stimuli.mep_mv, initial=-np.inf)
    if 0 < largest < SMALLEST_MV:
        said.append(
            f"no MEP is larger than {largest * 1e3:.2g} µV: is the unit the one that was said?"
        )
    if largest > LARGEST_MV:
        said.append(f"the largest MEP has {largest:.0f} mV: are unit and column the right ones?")
    placed = stimuli.of("map").xyz_mm
    placed = placed[np.isfinite(placed).all(axis=1)]
    span = float(np.ptp(placed, axis=0).max()) if len(placed) else 0.0
    if 0 < span < SMALLEST_MAP_MM:
        said.append(
            f"the sites of the map span {span:.2g} mm: are positions in the unit that was said?"
        )
    between = stimuli.interval_ms[np.isfinite(stimuli.interval_ms)]
    if len(between) and 0 < between.max() < SHORTEST_MS:
        said.append(
            f"no pair of pulses is more than {between.max():.2g} ms apart: are intervals in ms?"
        )
    if len(between) and between.max() > LONGEST_MS:
        said.append(f"two pulses of a pair are {between.max():.0f} ms apart: are intervals in ms?")
    given = float(np.nanmax(stimuli.intensity, initial=-np.inf))
    if stimuli.intensity_unit == "%" and 0 < given <= 1:
        said.append(
            f"no intensity exceeds {given:.2g} % of the output: are they shares, and not percent?"
        )
    if stimuli.intensity_unit == "%" and given > 100:
        said.append(
            f"an intensity is {given:.0f} % of the output: are they percent of a threshold?"
        )
    return [f"unlikely in a person: {text}" for text in said]
