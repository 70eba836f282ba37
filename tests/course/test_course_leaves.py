"""Every leaf of a configuration, changed alone: is it in the sessions' ids, and may it be?"""

import fnmatch
from functools import cache

from fixtures.mutations import leaves, mutated
from fixtures.plans import EXTENSIONS, ids
from fixtures.tiny_lab import CONFIG
from pydantic import BaseModel

from cortex_sim.config.load import load_study, study_as_data
from cortex_sim.config.problems import _models_in
from cortex_sim.config.study import Study
from cortex_sim.errors import ConfigError

PRESENTATION = (
    "name",
    "description",
    "primary_pair.*",
    "reference_phase",
    "contrasts.*",
    "registered.*",
    "muscles.*.name",
    "sequences.*.description",
    "sequences.*.source",
    "network.populations.*.label",
    "network.projections.*.label",
    "phases.*.label",
    "slow_clock.modulators.*.label",
    "slow_clock.modulators.*.works.*",
)
"""Text for people, and what pictures and tables compare."""

EXECUTION = ("execution.*",)
"""How a study is run."""

BY_MEANING = (
    # what an intervention brings is written out into rows and phases
    "interventions.*",
    "phases.*.practice.*.interventions*",
    "sequences.*.based_on",  # what it brings is in the spec of the resolved sequence
    "assessments.*.threshold_from",  # the spec holds the id of that session
)

NOT_USED = (
    # nothing follows the last practice of an arm
    "phases.motor_control_training.practice.0.interval",
    "phases.no_training.practice.0.interval",
)

NO_POOLS = ("exc", "exc5", "pv", "cue", "afferent")
"""Populations without units of muscles."""

ONE_VALUE = (
    "*.kind",
    "*.rule",
    # lists of a fixed length
    "*.mep.window.*",
    "*.mep_window.*",
    "*.position.*",
    "*.threshold.*",
    "*.size.*",
    "*.feedback.within.*",
    "primary_pair.*",
    "slow_clock.exercise.intensity_points.*",
    "slow_clock.exercise.acute_rise.*",
    "phases.*.exercise.*.every",  # needs a pause, and is refused without
    # another value asks for other keys beside it
    "assessments.*.relative_intensity",
    "assessments.*.matched_mep",
    "assessments.rhythms.*",
    "course.phases.*",
    "network.dt",  # delays are whole multiples of it: see the test below
    "network.projections.*.delay",
    "phases.*.visit.*",  # names each assessment once
    "network.populations.*.cell",
    "network.populations.*.input",
    "network.projections.*.fan.fixed",  # the other side may have too few cells
    "network.projections.*.source",
    "network.projections.*.target",
    "network.projections.*.fan.same_muscle",
    "network.projections.*.fan.sigma",
    "network.projections.*.fan.tail_fraction",
    "network.projections.*.plasticity",
    "network.populations.cue.input.stages.*",  # as many as stage_decay
    "network.populations.cue.input.stage_decay.*",
    *(f"network.populations.{name}.unit_range" for name in NO_POOLS),
    "assessments.cued_movement.sequence",  # for practised trials, of which it has none
    "assessments.toward.direction",  # one of two names, of which one is in use
    "assessments.lateral.repeat",  # synapses and their pairing have no noise
    "assessments.pairing.repeat",
    "assessments.pairing.bdnf",  # a word, in whose place a number may stand
    "phases.no_training.practice.0.channels.cue",  # at rest there are none
    "phases.no_training.practice.0.channels.afferents",
    # sections with tests of their own
    "phases.*.practice.*.channels.coil",
    "phases.*.practice.*.channels.volleys",
    "phases.*.practice.*.channels.coil.threshold_from",  # one recruitment alone
    "course.persons.*.fitness",
    "course.persons.*.baselines",
    "interventions.*",
    "cohort.traits.excitability.mean",
    "sequences.*.isolated_probability",
    "sequences.*.based_on",
    "phases.*.based_on",  # is filled in before there is a study
    # a section of its own, which only gaba_b_spillover has
    "network.cells.*.receptors.*.spillover",
    # of a linear action that has a gain, and of one that is not linear
    "slow_clock.modulators.tone.acts_on.*.shape",
    "slow_clock.modulators.tone.acts_on.*.level",
    "slow_clock.modulators.tone.acts_on.*.sharpness",
    "slow_clock.modulators.fear.acts_on.*.gain",
    "slow_clock.modulators.fear.time.off",  # bdnf moves it: as on
    "slow_clock.modulators.*.acts_on.relay_bias",  # only where there are relay cells
    "slow_clock.modulators.tone.sources.bdnf",  # would need off as on
    "course.yoked.*",  # of two arms each is the only one for the other
    # only with the section slow_clock, which has tests of its own
    "slow_clock",
    "phases.*.nociceptive_load",
    "phases.*.movement_goes_on",
    "phases.*.pause",
    "phases.*.visits",  # a section with tests of its own
    "registered",
    "contrasts.*.doses",
    "contrasts.*.arms.*",
    "contrasts.*.bound",
    "contrasts.*.at",
    "contrasts.*.arm",
    "contrasts.*.assessment",
    "contrasts.*.other.assessment",
)
"""Leaves that cannot be changed alone (another value asks for other keys)."""

ONE_SUBJECT = "cohort.subjects=1"


@cache
def study():
    return load_study(CONFIG, [ONE_SUBJECT])


@cache
def data():
    return study_as_data(study())


@cache
def extensions():
    """Return study, data and new leaves of each extension that there is."""
    found = {}
    for name, (path, changes, new) in EXTENSIONS.items():
        if path.is_file():
            extended = load_study(path, (*changes, ONE_SUBJECT))
            whole = study_as_data(extended)
            found[name] = extended, whole, [p for p in leaves(whole) if matches(p, new)]
    return found


def sections(model, found):
    """Collect a section of the configuration and all below it."""
    if model not in found:
        found.add(model)
        for field in model.model_fields.values():
            for inner in _models_in(field.annotation):
                sections(inner, found)
    return found


def fields_of(value, found):
    """Collect section and name of every field that has a value somewhere in ``value``."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            found.add((type(value).__name__, name))
            fields_of(getattr(value, name), found)
    for inner in value.values() if isinstance(value, dict) else ():
        fields_of(inner, found)
    for inner in value if isinstance(value, tuple) else ():
        fields_of(inner, found)
    return found


def dotted(path):
    return ".".join(map(str, path))


def matches(path, patterns):
    return any(fnmatch.fnmatch(dotted(path), pattern) for pattern in patterns)


LEAVES = sorted(leaves(data()), key=dotted)


@cache
def reference():
    return ids(study())


@cache
def outcome():
    """Return for every leaf: True if ids changed, False if not, None if it cannot change."""
    found = {dotted(path): changes_ids(path, data(), reference()) for path in LEAVES}
    for extended, whole, new in extensions().values():
        before = ids(extended)
        found |= {dotted(path): changes_ids(path, whole, before) for path in new}
    return found


def changes_ids(path, whole, before):
    for changed in mutated(whole, path):
        try:
            return ids(changed) != before
        except ConfigError:
            continue
    return None


def test_every_field_of_the_configuration_is_among_the_leaves():
    known = {(m.__name__, name) for m in sections(Study, set()) for name in m.model_fields}
    found = fields_of(study(), set())
    for extended, _, _ in extensions().values():
        fields_of(extended, found)
    assert known - found == set()


def test_configuration_has_hundreds_of_leaves_and_most_can_be_changed():
    values = list(outcome().values())
    assert len(values) > 300
    assert sum(value is None for value in values) < 0.2 * len(values)


def test_every_leaf_that_changes_no_id_is_presentation_or_execution():
    silent = [name for name, value in outcome().items() if value is False]
    allowed = PRESENTATION + EXECUTION + BY_MEANING + NOT_USED
    assert [name for name in silent if not matches((name,), allowed)] == []


def test_presentation_and_execution_change_no_id():
    guilty = [
        name
        for name, value in outcome().items()
        if value and matches((name,), PRESENTATION + EXECUTION)
    ]
    assert guilty == []


def test_every_leaf_that_cannot_be_changed_alone_is_known():
    stuck = [name for name, value in outcome().items() if value is None]
    assert [name for name in stuck if not matches((name,), ONE_VALUE)] == []
