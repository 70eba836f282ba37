"""What a published finding consists of: readings, published numbers, parts.

See `cortex_sim.catalog.findings`, which loads them.
"""

from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cortex_sim.sections import Section

Mark = Literal["found", "derived", "recalled", "chosen"]
"""Read in a stored text; worked out from printed figures; from memory; a band of ours."""

Test = Literal["change", "change_against", "retained", "value", "ratio", "share"]
"""How a part is tested:

- ``change``: after - before, over subjects.
- ``change_against``: that change minus the change of the control readings
  (group by time, if the control is another arm).
- ``retained``: change from before to later, minus ``keep`` times the change to after.
- ``value``: mean of ``after`` within the published range.
- ``ratio``: geometric mean of after / before within the published range.
- ``share``: share of subjects whose change has the sign, within the published range.
"""

Origin = Literal["emergent", "partly imposed", "imposed"]
"""Whether settings of the scenario fix the sign of a finding: none, some parts of it, or all of it.
What is imposed says what the model can carry, and explains nothing."""

Of = Literal["g", "difference", "value", "ratio", "share"]
"""What a published band is a band of."""

_BANDS: dict[str, set[str]] = {
    "change": {"g", "difference"},
    "change_against": {"g", "difference"},
    "retained": {"g", "difference"},
    "value": {"value"},
    "ratio": {"ratio"},
    "share": {"share"},
}


class Source(Section):
    """A work that is not in ``citations.yaml``."""

    authors: str
    """Family names, as in a citation."""

    year: int
    """Year of publication."""

    journal: str
    """Journal, or where else it appeared."""

    doi: str | None = None
    """DOI without a prefix; null where none was found."""


class Reading(Section):
    """One measure of an assessment at a visit; fields left out are taken from the part."""

    kind: str | None = None
    """Kind of assessment, such as ``tms_map``."""

    gaba_gain: Literal["phase", "lowered"] | float | None = None
    """GABA_A gain of the assessment; ``lowered`` is any number below 1, None any."""

    intensity: Literal["relative", "fixed"] | None = None
    """Pulse intensity of a map: relative to threshold, or in mV; None any."""

    post_pulses: int | None = None
    """Postsynaptic spikes of a pairing; None any."""

    measure: str | None = None
    """Name of the measure; ``{role}`` in it stands for the populations of that role."""

    muscle: tuple[str, ...] | None = None
    """Muscles, or a pair as ``DM-LES``; the mean is taken over several."""

    axis: tuple[str, str] | None = None
    """For ``cog_along``: from the first muscle's place on the sheet to the second's."""

    visit: str | None = None
    """Phase of the common past, phase of an arm, or ``arm/phase``."""

    def over(self, other: "Reading") -> "Reading":
        """Return this reading, completed by another one."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        return other.model_copy(update=given)


class Published(Section):
    """The published number: a band, or a range of values."""

    of: Of = "g"
    """What the number is: Hedges g, a difference, a value, a ratio or a share."""

    low: float | None = None
    """Low end of the band; null: no band was published."""

    high: float | None = None
    """High end of the band; null: no band was published."""

    unit: str = ""
    """Unit of the band; empty for a pure number."""

    floor: float | None = None
    """Smallest Hedges g that a result printed as p < 0.05 can have at this n."""

    n: tuple[int, ...] = ()
    """Subjects: of two groups, or of one that was measured twice."""

    mark: Mark
    """How well the number is known: read in a text, derived or recalled."""

    note: str = ""
    """What to know before quoting the number."""

    @property
    def band(self) -> tuple[float, float] | None:
        """Low and high end, None where no band was published."""
        return None if self.low is None or self.high is None else (self.low, self.high)

    @model_validator(mode="after")
    def _check(self) -> Self:
        if (self.low is None) != (self.high is None):
            raise ValueError("give both low and high of a band, or neither")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"band {self.low} to {self.high}: low is above high")
        if len(self.n) > 2:
            raise ValueError("n: give one group or two")
        return self


class Part(Section):
    """One test of a finding."""

    claim: str
    """One sentence that can be false."""

    test: Test = "change"
    """What is compared with what; chooses the readings that are needed."""

    sign: Literal[-1, 0, 1] | None = None
    """Expected sign of the tested difference; 0: unchanged, within the published band."""

    reading: Reading = Reading()
    """What all readings of the part have in common."""

    before: Reading = Reading()
    """Reading at the first of two visits."""

    after: Reading = Reading()
    """Reading at the second of two visits, or at the only one."""

    later: Reading = Reading()
    """Reading at a third visit, for ``retained``."""

    control_before: Reading = Reading()
    """Reading of the control arm at the first visit, for ``change_against``."""

    control_after: Reading = Reading()
    """Reading of the control arm at the second visit, for ``change_against``."""

    keep: Annotated[float, Field(gt=0, le=1)] = 0.5
    """For ``retained``: share of the change that must be left."""

    reference: float | None = None
    """For ``value``: value that means no effect, such as 1 for SICI."""

    decides: bool = True
    """Whether the claim of the finding rests on this part; others are shown beside."""

    primary: bool = False
    """Whether this is the contrast by which the finding enters the Holm correction."""

    not_modelled: str = ""
    """Why this package has no measure for it; empty if it has."""

    published: Published
    """The published number, with its certainty."""

    @property
    def readings(self) -> dict[str, Reading]:
        """The readings that the test needs, complete, by role."""
        needed = {
            "change": ("before", "after"),
            "change_against": ("before", "after", "control_before", "control_after"),
            "retained": ("before", "after", "later"),
            "value": ("after",),
            "ratio": ("before", "after"),
            "share": ("before", "after"),
        }
        return {role: getattr(self, role).over(self.reading) for role in needed[self.test]}

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.not_modelled:
            return self
        for problem in _problems(self):
            raise ValueError(problem)
        return self


def _problems(part: Part) -> Iterator[str]:
    """Yield a message for everything that a part lacks to be tested."""
    for role, reading in part.readings.items():
        for name in ("kind", "measure", "visit", "muscle"):
            if getattr(reading, name) is None:
                yield f"{role}: {name} is missing"
        if reading.measure == "cog_along" and reading.axis is None:
            yield f"{role}: cog_along needs axis"
    band = part.published.band
    if band is not None and part.published.of not in _BANDS[part.test]:
        yield f"published: a band of {part.published.of} cannot be compared with {part.test}"
    if part.test in ("value", "ratio", "share") and band is None:
        yield f"published: test {part.test} needs low and high"
    if part.test in ("change", "change_against", "retained", "share") and part.sign is None:
        yield f"sign is missing; test {part.test} needs -1, 0 or 1"
    if part.sign == 0 and (band is None or part.published.of != "g"):
        yield "sign 0 (unchanged) needs a band of g that means unchanged"


class Finding(Section):
    """What was found, by whom, how surely, and how this package looks for it."""

    id: str
    """Key of the finding in the file."""

    number: int | None = None
    """Number in the list of findings to score; None for a row that one rests on."""

    claim: str
    """One sentence that can be false."""

    strength: str
    """How strong the evidence is, in words."""

    sources: dict[str, Mark]
    """Key of the work (here or in ``citations.yaml``) and how well its figures are known."""

    rests_on: tuple[str, ...] = ()
    """Ids of findings without which this one says nothing."""

    contradicted_by: tuple[str, ...] = ()
    """Ids of findings that say the opposite; they stay beside it."""

    parts: dict[str, Part]
    """By name: the tests of which the verdict is made."""

    origin: Origin = "emergent"
    """Whether settings fix the sign of the finding."""

    imposed_by: dict[str, str] = Field(default_factory=dict)
    """Settings that fix the sign, by their path, and how; empty where it is emergent."""

    notes: str = ""
    """What a reader should know of the works or of the tests."""

    @property
    def visits(self) -> tuple[str, ...]:
        """Visits that a study must have for the deciding parts to be scored."""
        return tuple(dict.fromkeys(str(r.visit) for r in self._needed))

    @property
    def assessments(self) -> tuple[str, ...]:
        """Kinds of assessment that a study must have for the deciding parts to be scored."""
        return tuple(dict.fromkeys(str(r.kind) for r in self._needed))

    @property
    def _needed(self) -> list[Reading]:
        parts = [p for p in self.parts.values() if p.decides and not p.not_modelled]
        return [reading for part in parts for reading in part.readings.values()]

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not any(part.decides for part in self.parts.values()):
            raise ValueError("no part decides; set decides: true for at least one")
        if sum(part.primary for part in self.parts.values()) > 1:
            raise ValueError("more than one part is primary; choose one")
        if (self.origin == "emergent") == bool(self.imposed_by):
            raise ValueError(
                f"origin {self.origin!r} and imposed_by ({len(self.imposed_by)} settings) do not "
                "fit; name the settings that fix the sign, or none if it is emergent"
            )
        return self
