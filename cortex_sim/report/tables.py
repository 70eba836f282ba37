"""Tables of a report: main measures by phase, paired changes, parameters."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from cortex_sim.analysis.arrays import FloatArray
from cortex_sim.analysis.effects import MIN_SUBJECTS
from cortex_sim.analysis.statistics import PairedEffect
from cortex_sim.catalog.parameters import ParameterRow, parameter_table
from cortex_sim.config.load import study_as_data
from cortex_sim.config.study import Study
from cortex_sim.course.specs import SubjectSpec
from cortex_sim.course.visit import COMMON
from cortex_sim.figures.subjects import mean_with_interval
from cortex_sim.names import in_words
from cortex_sim.outcome.contrast_text import noise_text, number_text, same_text
from cortex_sim.outcome.contrasts import contrasts_of
from cortex_sim.outcome.modulators import budget_rows, phase_means
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.retest import Noise, noise_of
from cortex_sim.outcome.summary import (
    beyond_text,
    contrasts,
    digits_of,
    effect,
    main_measures,
    marked_values,
    values_text,
)
from cortex_sim.outcome.visits import label

MINUS = "\N{MINUS SIGN}"
_NBSP = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Table:
    """Cells of text; the first column heads its row."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary(result: StudyResult) -> Table:
    """Return the main measures by visit: mean, SD, interval and n."""
    visits = list(result.visits)
    rows = [
        (_with_unit(title, unit), *(_cell(result.values(a, m, muscle, *v)) for v in visits))
        for title, a, m, muscle, unit in main_measures(result)
    ]
    return Table(
        "Mean ± SD over subjects [95 % bootstrap interval of the mean], of fewer than "
        f"{MIN_SUBJECTS} each one's value; n = subjects with a value",
        ("measure", *(label(result, visit) for visit in visits)),
        tuple(rows),
    )


def people(result: StudyResult) -> Table:
    """Return who each subject is: traits, and with a slow clock baselines, responses and more."""
    specs = {s.subject.seed: s.subject for s in result.plan.sessions if s.place.arm == COMMON}
    if not specs:
        specs = {s.subject.seed: s.subject for s in result.plan.sessions}
    cards = {str(seed): _card(specs[seed]) for seed in result.subjects}
    for session in result.plan.sessions:
        seed, arm = session.subject.seed, session.place.arm
        if arm in result.study.course.persons and seed in result.subjects:
            cards.setdefault(f"{seed} in {in_words(arm)}", _card(session.subject))
    header = tuple(next(iter(cards.values())))
    rows = tuple(
        (who, *(cards[who].get(name, "") for name in header))
        for who in sorted(cards, key=lambda who: int(who.split()[0]))
    )
    return Table(
        "Each subject, as it was drawn. Traits are relative to the average subject; a response is "
        "the factor on all that moves a modulator; in an arm with persons of its own the same "
        f"subject is another person, with a row of its own{_held(result)}",
        ("subject", *header),
        rows,
    )


def _held(result: StudyResult) -> str:
    """Return which modulators phases hold under a slow clock, as an end of a sentence, or ""."""
    if result.study.slow_clock is None:
        return ""
    stages = [(result.study.stages[visit.phase], label(result, visit)) for visit in result.visits]
    held = [
        f"{in_words(name)} at {level:g} ({where})"
        for stage, where in stages
        for name, level in (stage.set_levels | stage.held_modulators).items()
    ]
    return f". Held in a phase, whatever the subject's own: {', '.join(held)}" if held else ""


def _card(subject: SubjectSpec) -> dict[str, str]:
    """Return what is individual of a subject, by name."""
    card = {in_words(n): f"{value:.2f}" for n, value in asdict(subject.individual).items()}
    person, clock = subject.person, subject.slow_clock
    if person is None or clock is None:
        return card
    card |= {
        "genotype": person.genotype.replace("_", "/"),
        "age (years)": f"{person.age_years:.0f}",
        "fitness": f"{person.fitness:.2f}",
        "response to exercise": f"{person.response:.2f}",
    }
    drawn = {
        name: person.baselines[name]
        for name, row in clock.modulators.items()
        if row.trait or row.age
    }
    card |= {f"baseline of {in_words(n)}": f"{value:.2f}" for n, value in drawn.items()}
    return card | {f"response of {in_words(n)}": f"{v:.2f}" for n, v in person.responses.items()}


def effect_budget(result: StudyResult) -> Table | None:
    """Return what slow modulators scaled, and where least and most; None if nothing."""
    rows = []
    for (target, modulator), means in phase_means(budget_rows(result)).items():
        ends = (min(means, key=means.__getitem__), max(means, key=means.__getitem__))
        shown = (f"{means[visit]:.3f} ({label(result, visit)})" for visit in ends)
        rows.append((in_words(target), in_words(modulator), *shown))
    if not rows:
        return None
    return Table(
        "Effect budget: factor of each slow modulator on what it scales, mean over the practice "
        "sessions and subjects of a phase. The factors on one target multiply. modulators.csv has "
        "every session",
        ("target", "modulator", "smallest", "largest"),
        tuple(sorted(rows)),
    )


def paired_changes(result: StudyResult) -> Table | None:
    """Return the paired changes along the course; None for a single subject."""
    if len(result.subjects) < 2:
        return None
    rows = [
        (_with_unit(title, unit), f"{label(result, pair[0])} → {label(result, pair[1])}", *cells)
        for title, a, m, muscle, unit in main_measures(result)
        for noise in [noise_of(result, a, m, muscle)]
        for pair in contrasts(result)
        if (cells := _effect_cells(effect(result, a, m, muscle, pair), noise))
    ]
    return Table(
        "Paired changes within subjects, with 95 % intervals over subjects (g_z: noncentral t; "
        "others: bootstrap). g_av: Hedges' g in units of the SD between subjects; g_z: in units "
        "of the SD of the changes; p: sign flips, not corrected for the number of rows. Of fewer "
        f"than {MIN_SUBJECTS} subjects: each one's change instead, in brackets if it may be noise. "
        "Beyond noise: subjects whose change is larger than the smallest detectable one, 1.96 √2 "
        "retest SD, where that is known",
        (
            "measure",
            "contrast",
            "pairs",
            "mean change",
            "g_av",
            "g_z",
            "p",
            "same sign",
            "beyond noise",
        ),
        tuple(rows),
    )


def named_contrasts(result: StudyResult) -> Table | None:
    """Return the contrasts that the study names, None if it names none."""
    rows = contrasts_of(result)
    if not rows:
        return None
    return Table(
        "Contrasts that the study names, in the same subjects: mean over subjects [95 % interval], "
        f"g_z and p of sign flips; of fewer than {MIN_SUBJECTS} subjects each one's value",
        ("contrast", "what", "measure", "n", "result", "noise and verdict", "planned"),
        tuple(
            (
                row.name,
                f"{row.text} ({row.kind})",
                f"{row.measure} of {row.muscle}, {row.assessment}",
                str(row.n),
                number_text(row),
                "; ".join(filter(None, (same_text(row), noise_text(row), row.verdict))) or "–",
                row.planned or "–",
            )
            for row in rows
        ),
    )


def _effect_cells(e: PairedEffect, noise: Noise) -> tuple[str, ...]:
    if e.n < 2:
        return ()
    if not e.has_interval:
        changes = marked_values(e.changes, "+.3g", noise).replace("-", MINUS)
        return (str(e.n), changes, "–", "–", "–", f"{e.n_same_sign}/{e.n}", beyond_text(e, noise))
    return (
        str(e.n),
        _interval(e.mean_difference, e.ci_low, e.ci_high, ".3g"),
        _interval(e.hedges_g_av, e.g_av_low, e.g_av_high, ".2f"),
        _interval(e.hedges_g_z, e.g_z_low, e.g_z_high, ".2f"),
        f"{e.p_permutation:.2g}" if np.isfinite(e.p_permutation) else "–",
        f"{e.n_same_sign}/{e.n}",
        beyond_text(e, noise),
    )


def _with_unit(title: str, unit: str) -> str:
    return f"{title} ({unit})" if unit else title


def _cell(values: FloatArray) -> str:
    seen = values[np.isfinite(values)]
    if not len(seen):
        return f"– {_count(values)}"
    mean = mean_with_interval(values)
    digits = digits_of(mean.value)
    if mean.n < MIN_SUBJECTS:
        return f"{_kept_values(seen, f'.{digits}f')} {_count(values)}"
    spread = f"{_number(mean.value, f'.{digits}f')} ± {seen.std(ddof=1):.{digits}f}"
    ends = f"[{_number(mean.low, f'.{digits}f')}, {_number(mean.high, f'.{digits}f')}]"
    return f"{_kept(spread)} {_kept(ends)} {_count(values)}"


def _count(values: FloatArray) -> str:
    """Return how many subjects have a value, and of how many where some have none."""
    seen, total = int(np.isfinite(values).sum()), len(values)
    return _kept(f"(n = {seen})" if seen == total else f"(n = {seen} of {total})")


def _interval(value: float, low: float, high: float, form: str) -> str:
    if not np.isfinite(value):
        return "–"
    ends = (
        f"[{_number(low, form)}, {_number(high, form)}]" if np.isfinite([low, high]).all() else ""
    )
    return f"{_number(value, '+' + form)}{ends and ' ' + _kept(ends)}"


def _kept_values(values: Iterable[float], form: str) -> str:
    """Return the values of a few subjects, each unbroken."""
    return values_text(values, form).replace("-", MINUS)


def _kept(text: str) -> str:
    """Return text that does not break into lines."""
    return text.replace(" ", _NBSP)


def _number(value: float, form: str) -> str:
    return format(value, form).replace("-", MINUS)


def parameters(study: Study, reference: Study | None) -> list[tuple[str, list[ParameterRow]]]:
    """Return the parameters by section, each with unit, source and status.

    Parameters
    ----------
    study
        The study.
    reference
        The study of ``configs/base.yaml``, of whose values the catalogue speaks; None if it
        is not at hand, then a value that the study changed shows the catalogue's source.
    """
    known: Mapping[str, Any] | None = None if reference is None else study_as_data(reference)
    rows = parameter_table(study_as_data(study), known)
    sections: dict[str, list[ParameterRow]] = {}
    for row in rows:
        sections.setdefault(_section(row), []).append(row)
    return list(sections.items())


def _section(row: ParameterRow) -> str:
    parts = row.path.split(".")
    return ": ".join(parts[:2]) if parts[0] == "network" and len(parts) > 2 else parts[0]
