"""Arms against each other in the same subjects, on planted numbers."""

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.config.contrasts import ValueContrast
from cortex_sim.config.load import load_study
from cortex_sim.course.compared import check_contrasts
from cortex_sim.course.visit import Visit
from cortex_sim.errors import ConfigError, ResultError
from cortex_sim.outcome.between_studies import (
    StudySide,
    change_within,
    compare_sides,
    compare_studies,
)
from cortex_sim.outcome.contrast_text import contrast_lines, contrasts_csv, number_text
from cortex_sim.outcome.contrasts import contrasts_of
from cortex_sim.outcome.result import Row, StudyResult
from cortex_sim.outcome.sides import Side

TINY = Path(__file__).parents[3] / "configs" / "tiny.yaml"
ARMS = {"none": 0.0, "one": 1.0, "two": 2.0, "same": 0.0, "both": 5.0}
COMMON = [f"course.arms.{arm}=[{arm}]" for arm in ARMS]
PHASES = [f"phases.{arm}={{visit: [map_structural, cued_movement]}}" for arm in ARMS]
DM = "measure: onset, muscle: DM, assessment: cued_movement"


def planted(rng, *changes, n=8, repeat=1):
    """Return a result with overlap of an arm's number + noise of the subject, and onsets."""
    size = (f"cohort.subjects={n}", f"assessments.map_structural.repeat={repeat}")
    study = load_study(TINY, [*PHASES, *COMMON, *size, *changes])
    result = StudyResult(SimpleNamespace(study=study), None)
    person = rng.normal(0, 0.1, n)
    rows = []
    for visit in result.visits:
        level = ARMS.get(visit.phase, 0.0)
        for number, subject in enumerate(result.subjects):
            for again in range(1, repeat + 1):
                value = level + person[number] + (0.1 if again == 2 else 0.0)
                rows.append(
                    row(subject, visit, again, "map_structural", "overlap", "DM-LES", value)
                )
            onset = level * person[number] if visit.arm else 0.0
            rows.append(row(subject, visit, 1, "cued_movement", "onset", "DM", onset, "ms"))
    result.__dict__["rows"] = tuple(rows)
    return result


def row(subject, visit, repeat, assessment, measure, muscle, value, unit=""):
    where = (subject, visit.arm, visit.phase, 0.0, assessment, repeat)
    return Row(*where, measure, muscle, value, unit, "session")


def only(result):
    (found,) = contrasts_of(result)
    return found


def test_other_persons_share_no_visit_with_an_arm():
    persons = ["slow_clock={}", "course.persons.two={genotype: met_carrier}"]
    named = "contrasts.c={kind: arms, arms: [none, two], at: AT, before: healthy}"
    at_clbp, at_one = (
        load_study(TINY, [*PHASES, *COMMON, *persons, named.replace("AT", at)])
        for at in ("clbp", "{two: one}")
    )
    check_contrasts(at_clbp)
    with pytest.raises(ConfigError, match=r"two has no visit 'one'; .*known: healthy, clbp, two$"):
        check_contrasts(at_one)


def test_arms_are_compared_in_the_same_subjects(rng):
    found = only(planted(rng, "contrasts.c={kind: arms, arms: [none, two]}"))
    assert (found.assessment, found.muscle, found.n) == ("map_structural", "DM-LES", 8)
    assert found.estimate == pytest.approx(2)
    assert found.subjects == pytest.approx([2] * 8)
    assert found.low == pytest.approx(2)
    assert found.p == pytest.approx(2 / 2**8)


def test_with_a_visit_before_it_is_the_difference_of_changes(rng):
    change = "contrasts.c={kind: arms, arms: [one, two], before: clbp}"
    found = only(planted(rng, change))
    assert (found.kind, found.estimate) == ("group by time", pytest.approx(1))


@pytest.mark.parametrize(
    ("where", "estimate", "text"),
    [
        ("arm: two, before: clbp", 2, "two: last visit − clbp"),
        ("before: healthy, at: clbp, assessment: map_structural", 0, "clbp − healthy"),
    ],
)
def test_a_change_is_after_minus_before_in_one_arm_or_the_past(rng, where, estimate, text):
    found = only(planted(rng, f"contrasts.c={{kind: change, {where}, bound: 1}}"))
    assert (found.kind, found.text, found.n) == ("change", text, 8)
    assert found.estimate == pytest.approx(estimate)
    assert found.verdict.startswith("equivalent" if estimate == 0 else "not shown")


def test_the_noise_of_a_change_is_that_of_two_measurements(rng):
    found = only(planted(rng, "contrasts.c={kind: change, arm: two, before: clbp}", repeat=2))
    assert found.smallest_change == pytest.approx(1.96 * np.sqrt(2) * found.noise / np.sqrt(2))


def test_a_change_of_one_arm_is_told_without_a_contrast_in_the_study(rng):
    side = Side.of("mine:two", planted(rng), "two")
    (found,) = change_within(side, measure="overlap", before="clbp")
    assert (found.name, found.estimate) == ("mine:two", pytest.approx(2))
    assert found.planned == "not planned: the study does not name it"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("arm: two", "before: a change needs the visit that it starts at"),
        ("arm: too, before: clbp", "contrasts.c.arm: unknown 'too'; did you mean 'two'"),
        ("at: clbp, before: clbp", "contrasts.c.before: clbp is the visit that is compared"),
        ("at: healthy, before: clbp", "contrasts.c.before: healthy comes before clbp; swap them"),
        ("arm: two, at: clbp, before: two", "c.before: clbp comes before two; swap them"),
    ],
)
def test_a_change_between_no_two_visits_is_refused(said, message):
    with pytest.raises(ConfigError, match=message):
        check_contrasts(
            load_study(TINY, [*PHASES, *COMMON, f"contrasts.c={{kind: change, {said}}}"])
        )


def test_a_dose_trend_is_the_mean_slope_of_the_subjects(rng):
    found = only(planted(rng, "contrasts.c={kind: dose, doses: {none: 0, one: 10, two: 20}}"))
    assert found.estimate == pytest.approx(0.1)


def test_an_interaction_is_what_both_do_beyond_the_sum(rng):
    found = only(planted(rng, "contrasts.c={kind: interaction, arms: [none, one, two, both]}"))
    assert found.estimate == pytest.approx(5 - 1 - 2)


@pytest.mark.parametrize(("bound", "verdict"), [(2.5, "equivalent ("), (1.5, "not shown")])
def test_equivalence_holds_within_its_bound_only(rng, bound, verdict):
    found = only(planted(rng, f"contrasts.c={{kind: arms, arms: [none, two], bound: {bound}}}"))
    assert found.verdict.startswith(verdict)


def test_changes_correlate_over_subjects_with_an_interval(rng):
    other = f"other: {{at: two, {DM}}}"
    change = f"contrasts.c={{kind: correlation, arm: two, before: clbp, {other}, {DM}}}"
    found = only(planted(rng, change))
    assert found.estimate == pytest.approx(1)
    other = f"contrasts.c={{kind: correlation, arm: two, before: clbp, other: {{{DM}}}}}"
    result = planted(rng, other)
    scattered = [r._replace(value=r.value + rng.normal()) for r in result.rows]
    result.__dict__["rows"] = tuple(scattered)
    result.__dict__.pop("_index", None)
    found = only(result)
    assert -1 < found.low < found.estimate < found.high < 1
    assert found.verdict.startswith("power 0.8 needs n = ")


def test_a_change_correlates_with_a_value_at_a_visit_of_its_own(rng):
    other = "other: {measure: overlap, assessment: map_structural, at: healthy}"
    change = f"contrasts.c={{kind: correlation, arm: two, before: clbp, {other}, {DM}}}"
    found = only(planted(rng, change))  # the onset changes by twice the person, who is the overlap
    assert found.estimate == pytest.approx(1)
    assert np.mean(np.divide(found.subjects, found.others)) == pytest.approx(2)
    assert found.text == ("change of onset against overlap at healthy of DM-LES in map_structural")


def test_below_six_subjects_the_subjects_are_shown_and_no_interval(rng):
    found = only(planted(rng, "contrasts.c={kind: arms, arms: [none, two], bound: 1}", n=3))
    assert np.isnan(found.low)
    assert "cannot be told from 3 subjects" in found.verdict
    text = "\n".join(contrast_lines([found]))
    assert "subjects: +2; +2; +2" in text
    assert "subjects: +1 ms; +2 ms" in number_text(replace(found, subjects=(1.0, 2.0), unit="ms"))


def test_changes_are_marked_as_beyond_the_noise_of_a_measurement(rng):
    found = only(planted(rng, "contrasts.c={kind: arms, arms: [none, two]}", repeat=2))
    assert found.noise == pytest.approx(0.1 / np.sqrt(2))
    assert found.beyond_noise == 8
    assert found.smallest_change == pytest.approx(1.96 * np.sqrt(2) * found.noise / np.sqrt(2))
    assert "8 of 8 subjects beyond" in "\n".join(contrast_lines([found]))
    small = only(planted(rng, "contrasts.c={kind: arms, arms: [none, same]}", repeat=2))
    assert small.beyond_noise == 0


def test_noise_enters_a_contrast_by_the_visits_that_it_reads(rng):
    both = "arms: [none, one, two, both]"
    plain, interaction, shared = (
        only(planted(rng, f"contrasts.c={{{contrast}}}", repeat=2))
        for contrast in (
            "kind: arms, arms: [none, two]",
            f"kind: interaction, {both}",
            "kind: arms, arms: [none, two], before: clbp",
        )
    )
    assert interaction.smallest_change == pytest.approx(np.sqrt(2) * plain.smallest_change)
    assert shared.smallest_change == pytest.approx(plain.smallest_change)


def test_what_was_registered_is_said_of_every_contrast(rng):
    change = "contrasts={c: {kind: arms, arms: [none, two]}, d: {kind: arms, arms: [none, one]}}"
    first, second = contrasts_of(planted(rng, change, "registered={primary: c, subjects: 12}"))
    assert first.planned == "planned: primary, n = 12, got 8"
    assert second.planned.startswith("not planned: named in the study")
    assert "planned: primary" in contrasts_csv([first])


@pytest.mark.parametrize(
    ("contrast", "message"),
    [
        ("{kind: arms, arms: [none, none]}", "got none twice"),
        ("{kind: arms, arms: [none, two], bound: -1}", r"contrasts\.c\.bound: got -1"),
        ("{kind: dose, doses: {none: 0, two: 1}}", "three arms or more"),
        ("{kind: correlation, other: {}}", "needs the visit that they start at"),
        ("{arms: [none, two]}", "kind"),
    ],
)
def test_an_impossible_contrast_is_refused(rng, contrast, message):
    with pytest.raises(ConfigError, match=message):
        planted(rng, f"contrasts.c={contrast}")


def test_a_contrast_changes_no_visit(rng):
    assert planted(rng).visits[-1] == Visit("both", "both")


def test_arms_may_be_compared_at_visits_of_their_own(rng):
    later = ["course.arms.two=[two, both]", "contrasts.c={kind: arms, arms: [none, two], at: AT}"]
    at_its_last, at_another = (
        only(planted(rng, *(text.replace("AT", at) for text in later))).estimate
        for at in ("null", "{two: two}")
    )
    assert (at_its_last, at_another) == (pytest.approx(5), pytest.approx(2))


def test_the_registered_contrast_is_tested_alone_and_the_others_together(rng):
    names = {"first": "one", "second": "two", "third": "both"}
    rows = [f"{n}: {{kind: arms, arms: [none, {arm}]}}" for n, arm in names.items()]
    text = f"contrasts={{{', '.join(rows)}}}"
    together = contrasts_of(planted(rng, text))
    assert [row.tests for row in together] == [3, 3, 3]
    assert [row.p_holm for row in together] == pytest.approx([3 * row.p for row in together])
    primary, *others = contrasts_of(planted(rng, text, "registered={primary: second, subjects: 8}"))
    assert (primary.name, primary.tests, primary.p_holm) == ("second", 1, primary.p)
    assert [row.tests for row in others] == [2, 2]
    assert "by Holm over 2" in "\n".join(contrast_lines(others))


@pytest.mark.parametrize(
    ("contrast", "message"),
    [
        ("arms: [none, two], measure: overlapp", r"c\.measure: unknown 'overlapp'; .*'overlap'"),
        ("arms: [none, two], muscle: LES-DM", r"c\.muscle: .* no 'LES-DM'; did you mean 'DM-LES'"),
        ("arms: [none, unheard]", r"c\.arms: unknown 'unheard'"),
        ("arms: [none, two], muscle: TrA", r"c\.muscle: overlap of map_structural has no 'TrA'"),
        ("arms: [none, two], assessment: baseline", r"c\.assessment: none has no 'baseline'"),
        ("arms: [none, two], assessment: heard", r"c\.assessment: unknown 'heard'"),
        ("arms: [none, two], before: one", r"c\.before: none has no visit 'one'"),
        ("arms: [none, two], at: clpb", r"c\.at: unknown visit 'clpb'; did you mean"),
        (
            "arms: [none, two], measure: onset, assessment: map_structural",
            r"c\.measure: no 'onset' in map_structural at none and two; "
            r"cued_movement would give it: name it$",
        ),
        (
            "arms: [none, mapped], measure: onset",
            r"c\.measure: .*; cued_movement would give it: name it, and add it to the visits",
        ),
        (
            "arms: [none, two], at: clbp, before: healthy",
            r"c\.at: none and two share clbp, so they are equal there in every subject",
        ),
        ("arms: [none, two], before: {two: clbp}", r"c\.before: names no visit of none; name one"),
        (
            "arms: [none, bare]",
            r"c\.measure: bare has no assessments; name a visit that has: healthy",
        ),
        (
            "arms: [none, two], measure: recall, assessment: cued_movement",
            r"c\.measure: .*assessments\.cued_movement: recall needs practised_trials",
        ),
        (
            "arms: [none, two], measure: weight_ratio_nowhere",
            r"c\.measure: .*weight_ratio_\* are there for exc",
        ),
        ("arms: [none, two], at: {twoo: two}", r"c\.at: unknown 'twoo'; did you mean 'two'"),
        ("arms: [none, two], at: {two: twoo}", r"c\.at: unknown visit 'twoo'; did you mean 'two'"),
    ],
)
def test_a_contrast_of_what_is_not_there_is_refused_before_anything_runs(contrast, message):
    bare = ["phases.bare={gaba_gain: 0.5}", "course.arms.bare=[bare]"]
    bare += ["phases.mapped={visit: [map_structural]}", "course.arms.mapped=[mapped]"]
    changes = [*PHASES, *COMMON, *bare, f"contrasts.c={{kind: arms, {contrast}}}"]
    with pytest.raises(ConfigError, match=message):
        check_contrasts(load_study(TINY, changes))


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ("measure: onset, assessment: map_structural", r"other\.measure: no 'onset'"),
        ("at: helthy", r"other\.at: unknown visit 'helthy'; did you mean"),
    ],
)
def test_a_correlation_says_which_of_its_two_measures_is_not_there(other, message):
    change = f"contrasts.c={{kind: correlation, arm: two, before: clbp, other: {{{other}}}}}"
    with pytest.raises(ConfigError, match=rf"contrasts\.c\.{message}"):
        check_contrasts(load_study(TINY, [*PHASES, *COMMON, change]))


@pytest.mark.parametrize("other", ["", "at: null", "muscle: DM-LES, assessment: map_structural"])
def test_a_correlation_of_a_measure_with_itself_is_refused(other):
    change = f"contrasts.c={{kind: correlation, arm: two, before: clbp, other: {{{other}}}}}"
    with pytest.raises(ConfigError, match=r"contrasts\.c\.other: is the measure itself, overlap"):
        check_contrasts(load_study(TINY, [*PHASES, *COMMON, change]))


def test_a_change_may_follow_from_the_measures_own_value_before():
    change = "contrasts.c={kind: correlation, arm: two, before: clbp, other: {at: clbp}}"
    check_contrasts(load_study(TINY, [*PHASES, *COMMON, change]))


def test_all_contrasts_of_what_is_not_there_are_told_at_once():
    bad = [f"contrasts.{name}={{kind: arms, arms: [none, {name}]}}" for name in ("twoo", "thre")]
    bad += ["registered={primary: c, subjects: 5}"]
    with pytest.raises(ConfigError) as caught:
        check_contrasts(load_study(TINY, [*PHASES, *COMMON, *bad]))
    lines = str(caught.value).splitlines()
    assert lines[0] == "tiny: 3 problems"
    starts = ("contrasts.twoo.arms: ", "contrasts.thre.arms: ", "registered.primary: ")
    assert all(line.strip().startswith(s) for line, s in zip(lines[1:], starts, strict=True))


def test_what_is_registered_has_to_be_a_contrast():
    with pytest.raises(ConfigError, match=r"registered\.primary: unknown 'c'"):
        check_contrasts(load_study(TINY, ["registered={primary: c, subjects: 5}"]))


def sides(*changes, arms=("one", "one"), **fields):
    """Return two studies of the same people, the second with `changes` and .5 more."""
    results = [planted(np.random.default_rng(1), *more) for more in ((), changes)]
    rows = results[1].rows
    results[1].__dict__["rows"] = tuple(row._replace(value=row.value + 0.5) for row in rows)
    return [
        StudySide(name, result, ValueContrast(arm=arm, **fields))
        for name, result, arm in zip(("first", "second"), results, arms, strict=True)
    ]


def test_studies_are_compared_in_the_same_subjects():
    first, second = sides()
    (found,) = compare_studies(first, [second])
    assert (found.kind, found.text, found.n) == ("studies", "second − first", 8)
    assert found.subjects == pytest.approx([0.5] * 8)
    assert found.planned.startswith("not planned")


def test_arms_and_studies_are_compared_by_one_function(rng):
    ours, theirs = planted(rng), planted(rng)
    (arms,) = compare_sides(Side.of("none", ours, "none"), [Side.of("two", ours, "two")])
    assert (arms.name, arms.estimate) == ("two against none", pytest.approx(2))
    (studies,) = compare_sides(Side.of("ours", ours, "none"), [Side.of("theirs", theirs, "two")])
    assert (studies.name, studies.kind) == ("theirs against ours", "studies")
    with pytest.raises(ResultError, match="theirs: has several arms; name one"):
        compare_sides(Side.of("ours", ours, "none"), [Side.of("theirs", theirs)])
    with pytest.raises(ConfigError, match="ours: arm: unknown 'twoo'"):
        compare_sides(Side.of("ours", ours, "twoo"), [Side.of("theirs", theirs, "two")])


def test_arms_of_two_studies_may_have_other_names_and_changes_may_be_compared():
    first, second = sides(arms=("one", "two"), before="clbp")
    (found,) = compare_studies(first, [second])
    assert (found.kind, found.estimate) == ("group by time", pytest.approx(1))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("cohort.first_seed=5001", r"not the same subjects: seeds .* against seeds 5001"),
        (
            "cohort.traits.delay={mean: 1.1, sd: 0.1}",
            "traits differ: delay; .*diff first",
        ),
    ],
)
def test_studies_of_other_subjects_are_not_compared(change, why):
    first, second = sides(change)
    with pytest.raises(ResultError, match=why):
        compare_studies(first, [second])


def test_the_same_numbers_are_one_test(rng):
    """Group by time is arm against arm where the past is shared: two rows, one test."""
    arms = "kind: arms, arms: [one, two]"
    contrasts = f"contrasts={{c: {{{arms}}}, d: {{{arms}, before: healthy}}}}"
    twice = contrasts_of(planted(rng, contrasts))
    assert [row.kind for row in twice] == ["arms", "group by time"]
    assert [row.tests for row in twice] == [1, 1]
    assert [row.p_holm for row in twice] == [row.p for row in twice]


def test_what_is_the_registered_contrast_once_more_is_not_among_the_others(rng):
    one, two = "kind: arms, arms: [none, one]", "kind: arms, arms: [none, two]"
    rows = f"c: {{{one}}}, again: {{{one}, before: healthy}}, d: {{{two}}}"
    registered = "registered={primary: c, subjects: 8}"
    found = contrasts_of(planted(rng, f"contrasts={{{rows}}}", registered))
    assert {row.name: row.tests for row in found} == {"c": 1, "again": 1, "d": 1}


def test_arms_that_are_equal_in_every_subject_are_said_to_be(rng):
    result = planted(rng, "contrasts.c={kind: arms, arms: [none, same]}")
    assert "equal in every subject" in "\n".join(contrast_lines([only(result)]))
    other = planted(rng, "contrasts.c={kind: arms, arms: [none, one]}")
    assert "equal" not in "\n".join(contrast_lines([only(other)]))
