"""Pulses that were given to people, and what the muscles answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

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
