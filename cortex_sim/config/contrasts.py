"""Contrasts: what a study compares, said beforehand. They change no session."""

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from cortex_sim.names import Label, Name
from cortex_sim.sections import Section

NETWORK = "network"
"""What a contrast writes for a measure that is given of no muscle."""


class Outcome(Section):
    """A measure that is compared."""

    measure: Label = "overlap"
    """Such as ``overlap`` or ``onset``: a measure in ``measures.csv``."""

    muscle: Label = ""
    """A muscle, a pair such as ``DM-LES``, or ``network`` for what is given of no muscle; empty:
    the primary pair, its deep muscle, or the network, whichever the measure has first."""

    assessment: Name | None = None
    """This one alone; null: every assessment that has the measure, a row for each."""


class Contrast(Outcome):
    """What all contrasts have in common."""

    arms_field: ClassVar[str] = "arms"
    """The field that names its arms."""

    of_changes: ClassVar[str] = ""
    """What a comparison of changes is called, where it has a name of its own."""

    kind: str
    """What it compares."""

    at: Name | dict[Name, Name] | None = None
    """The visit that is compared (a phase, or a visit inside one), or one for each arm by its name;
    null: the last of each arm."""

    before: Name | dict[Name, Name] | None = None
    """An earlier visit, from which changes are taken, or one for each arm; null: values at ``at``
    alone."""

    def stage(self, field: Literal["at", "before"], arm: str) -> str | None:
        """Return the visit that ``at`` or ``before`` names in an arm; None where it names none."""
        said: str | dict[str, str] | None = getattr(self, field)
        return said.get(arm) if isinstance(said, dict) else said

    @model_validator(mode="after")
    def _has_arms_that_differ(self) -> Self:
        for number, arm in enumerate(self.arms_named):
            if arm in self.arms_named[:number]:
                raise ValueError(f"{self.arms_field}: got {arm} twice; name arms that differ")
        return self

    def visits_named(self) -> Iterator[tuple[str, str | None, str]]:
        """Yield the visits that it names: the field, the arm (None: every one) and the visit."""
        for field, said in (("at", self.at), ("before", self.before)):
            if isinstance(said, dict):
                yield from ((field, arm, visit) for arm, visit in said.items())
            elif said is not None:
                yield field, None, said

    @property
    def arms_named(self) -> tuple[str, ...]:
        """Arms that it compares."""
        raise NotImplementedError

    @property
    def factors(self) -> tuple[float, ...]:
        """By which the value of each of `arms_named` enters; the contrast is the sum."""
        raise NotImplementedError

    @property
    def text(self) -> str:
        """What is subtracted from what, in words."""
        raise NotImplementedError

    @property
    def design(self) -> str:
        """What kind of comparison it is, in words."""
        return self.kind if self.before is None else self.of_changes or self.kind


class Bounded(Contrast):
    """A contrast of values or changes that may be tested for equivalence."""

    of_changes: ClassVar[str] = "group by time"

    bound: Annotated[float, Field(gt=0)] | None = None
    """In the measure's unit: what differs by less is equivalent, which is then tested."""


class OneArm(Contrast):
    """A contrast within one arm, or within the past that all share."""

    arms_field: ClassVar[str] = "arm"

    arm: Name | None = None
    """The arm; null: the common past."""

    @property
    def arms_named(self) -> tuple[str, ...]:
        """Arms that it compares."""
        return () if self.arm is None else (self.arm,)


class ArmsContrast(Bounded):
    """The second arm minus the first in the same subjects; with ``before`` group by time."""

    kind: Literal["arms"] = "arms"
    """Arm against arm."""

    arms: tuple[Name, Name]
    """The arm that is subtracted, and the arm from which."""

    @property
    def arms_named(self) -> tuple[str, ...]:
        """Arms that it compares."""
        return self.arms

    @property
    def factors(self) -> tuple[float, ...]:
        """By which the value of each arm enters."""
        return (-1.0, 1.0)

    @property
    def text(self) -> str:
        """What is subtracted from what, in words."""
        return f"{self.arms[1]} − {self.arms[0]}"


class ValueContrast(OneArm, Bounded):
    """The values of one arm, with ``before`` their changes: a side of a comparison of studies."""

    kind: Literal["studies"] = "studies"
    """Study against study."""


class ChangeContrast(OneArm, Bounded):
    """The change between two visits of one arm: after minus before in the same subjects."""

    of_changes: ClassVar[str] = "change"

    kind: Literal["change"] = "change"
    """Before and after; it needs ``before``."""

    @property
    def factors(self) -> tuple[float, ...]:
        """By which the value of the arm enters."""
        return (1.0,)

    @property
    def text(self) -> str:
        """What is subtracted from what, in words."""
        after, before = (self.stage(field, self.arm or "") for field in ("at", "before"))
        where = f"{self.arm}: " if self.arm else ""
        return f"{where}{after or 'last visit'} − {before}"

    @model_validator(mode="after")
    def _check(self) -> "ChangeContrast":
        if self.before is None:
            raise ValueError("before: a change needs the visit that it starts at")
        return self


class DoseContrast(Contrast):
    """The trend over doses: each subject's slope of the measure over the dose of its arms."""

    arms_field: ClassVar[str] = "doses"

    kind: Literal["dose"]
    """Dose trend."""

    doses: dict[Name, float]
    """The dose of each arm, of three arms or more."""

    @property
    def arms_named(self) -> tuple[str, ...]:
        """Arms that it compares."""
        return tuple(self.doses)

    @property
    def factors(self) -> tuple[float, ...]:
        """By which the value of each arm enters: that of a slope by least squares."""
        doses = self.doses.values()
        mean = sum(doses) / len(doses)
        squares = sum((dose - mean) ** 2 for dose in doses)
        return tuple((dose - mean) / squares for dose in doses)

    @property
    def text(self) -> str:
        """What is subtracted from what, in words."""
        return f"slope over the dose of {', '.join(self.doses)}"

    @model_validator(mode="after")
    def _check(self) -> "DoseContrast":
        if len(self.doses) < 3 or len(set(self.doses.values())) < 2:
            raise ValueError("doses: expected three arms or more, of different doses")
        return self


class InteractionContrast(Contrast):
    """Of two treatments: whether the second acts otherwise where the first is given too."""

    kind: Literal["interaction"]
    """Interaction of a 2 x 2."""

    arms: tuple[Name, Name, Name, Name]
    """Neither treatment, the first, the second, both."""

    @property
    def arms_named(self) -> tuple[str, ...]:
        """Arms that it compares."""
        return self.arms

    @property
    def factors(self) -> tuple[float, ...]:
        """By which the value of each arm enters."""
        return (1.0, -1.0, -1.0, 1.0)

    @property
    def text(self) -> str:
        """What is subtracted from what, in words."""
        neither, first, second, both = self.arms
        return f"({both} − {first}) − ({second} − {neither})"


class Beside(Outcome):
    """The second measure of a correlation."""

    at: Name | None = None
    """The visit at which its value is taken, such as one that the change begins with; null: its
    change is, between the visits of the first measure."""


class CorrelationContrast(OneArm):
    """Over subjects: the change of one measure against another, or against its change."""

    kind: Literal["correlation"]
    """Correlation of a change; it needs ``before``."""

    other: Beside
    """The other measure."""

    @property
    def text(self) -> str:
        """What is subtracted from what, in words."""
        return f"{self.reading} against {self.beside.reading}"

    @property
    def reading(self) -> str:
        """What is taken of each subject, in words."""
        return (
            f"{self.measure} at {self.at}" if self.before is None else f"change of {self.measure}"
        )

    @property
    def beside(self) -> "CorrelationContrast":
        """The second measure in place of the first, at its own visits."""
        other = self.other.model_dump()
        if self.other.at is None:
            del other["at"]
        else:
            other["before"] = None
        return self.model_copy(update=other)

    @model_validator(mode="after")
    def _check(self) -> "CorrelationContrast":
        if self.before is None:
            raise ValueError("before: a correlation of changes needs the visit that they start at")
        return self


AnyContrast = Annotated[
    ArmsContrast | ChangeContrast | DoseContrast | InteractionContrast | CorrelationContrast,
    Field(discriminator="kind"),
]
"""What a study may compare, told apart by ``kind``."""


class Registered(Section):
    """What was decided before anything ran; outputs mark it as planned."""

    primary: Name
    """The primary contrast (a key of ``contrasts``)."""

    subjects: Annotated[int, Field(ge=1, le=100_000)]
    """The number of subjects that was planned."""

    reason: Label = ""
    """Why this number, in words."""
