"""What the columns of a file of measured data mean: the mapping file."""

import json
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from cortex_sim.config.canonical import to_plain
from cortex_sim.config.layers import load_layers
from cortex_sim.config.problems import explain_validation_error
from cortex_sim.errors import DataError
from cortex_sim.names import MuscleName
from cortex_sim.people.column_slips import slips
from cortex_sim.sections import Section

Role = Literal[
    "subject", "session", "protocol", "site", "x", "y", "z", "intensity", "interval", "onset",
    "muscle", "response", "valid", "time",
]  # fmt: skip
"""What a column can hold. ``muscle`` and ``response`` are for files with a row for each pulse and
muscle; ``onset`` is the time of the pulse in an EMG, ``time`` that of a sample of an EMG."""

NUMBERS: frozenset[Role] = frozenset({"x", "y", "z", "intensity", "interval", "onset", "time"})
"""Roles whose cells are numbers."""

PAIRS = ("sici", "icf", "lici", "sicf")
"""Protocols with two pulses; the response is compared with that of a test pulse alone."""

TEST = "test"
"""The protocol of that test pulse."""

TEST_OF = {"sicf": "sicf_test"}
"""Where a protocol of pairs can have a test pulse of its own."""

CUE = "movement"
"""The protocol that has a cue for a voluntary movement and no pulse."""

PAIRED = (TEST, *PAIRS, *TEST_OF.values())
"""Protocols that are recorded together: pairs, and test pulses among them."""

PROTOCOLS = ("map", "recruitment", *PAIRED, "silent_period", CUE)
"""What a pulse can be part of."""

SKIP = "skip"
"""Stands in ``words`` for protocols whose rows are left out."""

_SIZES = {
    "position": {"mm": 1.0, "cm": 10.0, "m": 1e3},
    "mep": {"mV": 1.0, "uV": 1e-3, "V": 1e3},
    "interval": {"ms": 1.0, "s": 1e3},
    "time": {"s": 1.0, "ms": 1e-3},
}


class Units(Section):
    """Units of the numbers in a file."""

    position: Literal["mm", "cm", "m"] = "mm"
    """Of x, y and z."""

    mep: Literal["mV", "uV", "V"] = "mV"
    """Of MEPs and of the EMG."""

    interval: Literal["ms", "s"] = "ms"
    """Of the interval of two pulses."""

    time: Literal["s", "ms"] = "s"
    """Of onsets and of an EMG's times."""

    intensity: Literal["%", "mV", "V", "A/us"] = "%"
    """Of the intensity; % is the share of the stimulator's output."""

    def size(self, what: str) -> float:
        """Return by what a number is multiplied to be in mm, mV, ms (interval) or s (time)."""
        return _SIZES[what][getattr(self, what)]


class Layout(Section):
    """A mapping file: which column is what, and how numbers are written."""

    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = None
    """Between columns; by default a tab in ``.tsv`` and a comma elsewhere."""

    decimal: Literal[".", ","] = "."
    """Decimal mark."""

    header: bool = True
    """Whether the first line names the columns. Without, they are called "1", "2", and so on."""

    missing: tuple[str, ...] = ("", "n/a", "N/A", "NA", "nan", "NaN")
    """What stands where nothing was measured."""

    columns: dict[Role, str] = Field(default_factory=dict)
    """By role, the name of the column."""

    mep: dict[MuscleName, str] = Field(default_factory=dict)
    """By muscle, the column with its peak-to-peak MEP, or its EMG in a file of samples."""

    units: Units = Units()
    """Units of the numbers."""

    words: dict[str, str] = Field(default_factory=dict)
    """From words of the file to protocols; ``skip`` leaves rows out."""

    constant: dict[Role, str] = Field(default_factory=dict)
    """What holds for all rows and has no column, such as ``protocol: map``."""

    signed: bool = False
    """Whether MEPs have a background subtracted and can be negative."""

    good: tuple[str, ...] = ("good", "1", "1.0", "true", "yes", "y")
    """What stands in the column ``valid`` where a pulse counts, in any case."""

    bad: tuple[str, ...] = ("bad", "0", "0.0", "false", "no", "n")
    """What stands there where it does not; any other word is refused."""

    peeling_mm: float | None = None
    """Which peeling depth of a Nexstim export counts, where it holds several."""

    rate_hz: Annotated[float, Field(gt=0, le=1e6)] | None = None
    """Samples a second, in an EMG without a column of times."""

    @field_validator("constant")
    @classmethod
    def _are_numbers(cls, constant: dict[Role, str]) -> dict[Role, str]:
        for role in NUMBERS & constant.keys():
            try:
                float(constant[role])
            except ValueError:
                raise ValueError(
                    f"{role}: got {constant[role]!r}, expected a number alone; its unit stands "
                    "under 'units'"
                ) from None
        return constant

    @model_validator(mode="after")
    def _hold_one_thing(self) -> Self:
        held: dict[str, str] = {}
        for what, name in [*self.columns.items(), *self.mep.items()]:
            if name in held:
                raise ValueError(f"column {name!r} would be {held[name]} and {what}; it is one")
            held[name] = what
        return self


def load_layout(path: Path | str) -> Layout:
    """Return the layout of a mapping file in YAML.

    Raises
    ------
    ConfigError
        If the file cannot be read or says something impossible.
    """
    layers = load_layers(Path(path))
    try:
        return Layout.model_validate_json(json.dumps(to_plain(layers.data)))
    except ValidationError as error:
        raise explain_validation_error(error, layers.origins, path, None, layers.data) from None


OWN = {
    "subject": "subject", "session": "session", "protocol": "protocol", "site": "site",
    "x_mm": "x", "y_mm": "y", "z_mm": "z", "intensity": "intensity", "interval_ms": "interval",
    "intensity_mV": "intensity", "onset_s": "onset", "onset": "onset", "trial_type": "protocol",
    "valid": "valid", "time_s": "time",
}  # fmt: skip
"""Columns of the package's own tables and of BIDS events, and their roles; MEPs are in
``mep_<muscle>_mV`` or ``_uV``, an EMG in ``emg_<muscle>_mV``."""

_OWN_MEP = re.compile(r"(?:mep|emg)_([A-Za-z][A-Za-z0-9]{0,15})_(mV|uV)")

NIBS = Layout.model_validate(
    {
        "columns": {
            "protocol": "protocol_name", "site": "target", "intensity": "pulse_intensity",
            "interval": "inter_stimulus_interval", "muscle": "response_channel_name",
            "response": "motor_response", "valid": "stim_validation",
        },
        "units": {"mep": "uV"},
        "words": {"SP": "test"},
    }
)  # fmt: skip
"""Tables ``*_nibs.tsv`` of the BIDS proposal for brain stimulation (BEP037, version 6 before 6.2),
with a row for each pulse and muscle, whose responses are in microvolt; places are joined from
``*_markers.tsv``."""


KINDS_OF_STIMULI = {"nibs_event_id", "event_id"}
"""Columns of the tables of BEP037 that list kinds of stimuli, from version 6.2 on."""

ABOVE_BACKGROUND = "response_above_background"
"""In tables that the package writes: the response with the mean background subtracted."""


def _nibs(names: Sequence[str]) -> Layout:
    kept = {role: name for role, name in NIBS.columns.items() if name in names}
    units = NIBS.units
    if ABOVE_BACKGROUND in names:
        kept["response"] = ABOVE_BACKGROUND
    if "pulse_intensity_mV" in names:
        kept["intensity"] = "pulse_intensity_mV"
        units = units.model_copy(update={"intensity": "mV"})
    signed = ABOVE_BACKGROUND in names
    return NIBS.model_copy(update={"columns": kept, "units": units, "signed": signed})


def layout_of(names: Sequence[str], path: Path, given: Layout | None = None) -> Layout:
    """Return the layout of a file.

    Parameters
    ----------
    names
        Of its columns.
    path
        The file.
    given
        What the user says. Without columns of its own the names must be those of the package or of
        BEP037.

    Raises
    ------
    DataError
        If nothing says what the columns are, one is almost called as a known one, two are one
        thing, or units contradict the names.
    """
    if given is None:
        return _known(names, path, ())
    if given.columns or given.mep:
        return given
    known, said = _known(names, path, given.constant), given.units.model_dump(exclude_unset=True)
    for what, unit in said.items():
        if what != "intensity" and unit != getattr(known.units, what):
            raise DataError(
                f"{path}: its columns say {getattr(known.units, what)!r} and the mapping file "
                f"units.{what}: {unit!r}; leave that out, or name the columns in the mapping file"
            )
    kept = {role: name for role, name in known.columns.items() if role not in given.constant}
    return known.model_copy(
        update={
            **{name: getattr(given, name) for name in given.model_fields_set},
            "columns": kept,
            "mep": known.mep,
            "units": known.units.model_copy(update=said),
            "words": {**known.words, **given.words},
        }
    )


def _known(names: Sequence[str], path: Path, constant: Collection[Role]) -> Layout:
    """Return the layout of a file whose columns are named as the package or BEP037 names them."""
    if "stim_id" in names and {"motor_response", ABOVE_BACKGROUND} & set(names):
        return _nibs(names)
    matches = [match for match in map(_OWN_MEP.fullmatch, names) if match]
    mep = _each_once([(match[1], match[0]) for match in matches], path)
    columns = _each_once([(OWN[name], name) for name in names if name in OWN], path)
    if KINDS_OF_STIMULI & set(names):
        raise DataError(
            f"{path}: has a row for each kind of stimulus, not for each pulse (BEP037 from version "
            "6.2 on), so it holds no responses; give a table of pulses (docs/people.md), or events "
            "with the EMG (option --emg)"
        )
    unread = [name for name in names if name not in (*columns.values(), *mep.values())]
    if almost := slips(unread, OWN, {*columns, *constant}):
        said = "; ".join(f"{name!r}: write {meant}" for name, meant in almost.items())
        raise DataError(
            f"{path}: these columns look like known ones and would not be read: {said}; rename "
            "them (numbers in the unit of the name), or say in a mapping file what the columns are "
            "(option --columns)"
        )
    if not mep and not columns:
        raise DataError(
            f"{path}: its columns are {', '.join(map(repr, names[:20]))}; none has a name that is "
            "known, such as 'protocol', 'x_mm' or 'mep_LES_mV'; say in a mapping file what they "
            "are (option --columns)"
        )
    units = {match[2] for match in matches}
    if len(units) > 1:
        raise DataError(f"{path}: has MEPs in mV and in uV; write all in one unit")
    return Layout.model_validate(
        {
            "columns": columns,
            "mep": mep,
            "units": {
                "mep": units.pop() if units else "mV",
                "intensity": "mV" if "intensity_mV" in names else "%",
            },
        }
    )


def _each_once(found: Sequence[tuple[str, str]], path: Path) -> dict[str, str]:
    """Return columns by what they hold."""
    columns: dict[str, str] = {}
    for what, name in found:
        if what in columns:
            raise DataError(
                f"{path}: the columns {columns[what]!r} and {name!r} both hold {what!r}; leave one "
                "out, or say in a mapping file which counts"
            )
        columns[what] = name
    return columns
