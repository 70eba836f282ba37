"""From what a finding asks for to a study's values."""

import numpy as np
import pytest

from cortex_sim.catalog.findings import Reading, load_findings
from cortex_sim.config.load import load_study
from cortex_sim.course.visit import Visit
from cortex_sim.evidence.populations import populations_of
from cortex_sim.evidence.readings import Missing, find_assessment, find_visit, read

MAP = Reading(kind="tms_map", measure="overlap", muscle=("DM-LES",), visit="healthy")

HEALTHY = Visit("", "healthy")


def reading(**fields):
    return MAP.model_copy(update=fields)


@pytest.mark.parametrize(
    ("gaba_gain", "intensity", "name"),
    [
        ("phase", "relative", "in_phase"),
        (1.0, "fixed", "structural"),
        ("lowered", "fixed", "disinhibited"),
        (None, None, "in_phase"),
    ],
)
def test_an_assessment_is_found_by_its_settings(gaba_gain, intensity, name, planted):
    wanted = reading(gaba_gain=gaba_gain, intensity=intensity)
    assert find_assessment(planted().study, wanted, HEALTHY) == name


def test_an_assessment_that_the_visit_lacks_is_missing(planted):
    found = find_assessment(planted(without=("disinhibited",)).study, MAP, HEALTHY)
    assert found == "in_phase"
    wanted = reading(gaba_gain="lowered", intensity="fixed")
    found = find_assessment(planted(without=("disinhibited",)).study, wanted, HEALTHY)
    assert isinstance(found, Missing)
    assert "GABA_A gain lowered, fixed intensity at healthy" in found.message


def test_healthy_is_the_reference_phase(planted):
    result = planted()
    result.study.reference_phase = "clbp"
    assert find_visit(result, "healthy") == ("", "clbp")


def test_every_word_in_braces_of_the_ledger_stands_for_populations():
    study, words = load_study("tiny"), set()
    for finding in load_findings().findings.values():
        for part in finding.parts.values():
            for one in (part.reading, part.before, part.after):
                text = str(getattr(one, "measure", None) or "")
                words |= {text.partition("{")[2].rstrip("}")} - {""}
    assert {"cortical_excitatory", "output"} <= words
    assert all(populations_of(study).get(word) for word in words)


def test_a_phase_of_several_arms_is_that_of_the_arm_of_its_name(planted):
    result = planted()
    result.visits = (
        Visit("late", "training"),
        Visit("training", "training"),
        Visit("early", "rest"),
    )
    assert find_visit(result, "training") == ("training", "training")
    assert find_visit(result, "late/training") == ("late", "training")
    assert find_visit(result, "rest") == ("early", "rest")


def test_a_muscle_that_the_study_lacks_is_missing(planted):
    found = read(planted(), reading(muscle=("FDI",)))
    assert found == Missing("FDI", "needs muscle FDI")


def test_several_muscles_are_averaged_by_subject(planted):
    result = planted(n=2).plant("peaks", "DM", "healthy", [1, 2])
    result.plant("peaks", "LES", "healthy", [3, 2])
    assert read(result, reading(measure="peaks", muscle=("DM", "LES"))) == pytest.approx([2, 2])


def test_cog_along_is_the_way_from_one_muscle_towards_another(planted):
    result = planted(n=2).plant("cog_x", "LES", "healthy", [0.6, -0.1])
    result.plant("cog_y", "LES", "healthy", [5.0, 5.0])
    along = reading(measure="cog_along", muscle=("LES",), axis=("LES", "DM"))
    np.testing.assert_allclose(read(result, along), [-0.6, 0.1])


def test_displacement_is_the_distance_from_the_healthy_centre(planted):
    result = planted(n=1)
    for axis, healthy, clbp in (("cog_x", 1.0, 4.0), ("cog_y", 1.0, 5.0)):
        result.plant(axis, "TrA", "healthy", healthy).plant(axis, "TrA", "clbp", clbp)
    moved = reading(measure="cog_displacement", muscle=("TrA",), visit="clbp")
    assert read(result, moved) == pytest.approx([5.0])


def test_a_role_stands_for_its_populations(planted):
    result = planted(n=1).plant("rate_rest_exc", "", "healthy", 4.0, "baseline")
    wanted = Reading(
        kind="baseline",
        measure="rate_rest_{cortical_excitatory}",
        muscle=("",),
        visit="healthy",
    )
    assert read(result, wanted) == pytest.approx([4.0])


def test_a_phase_of_several_arms_is_that_of_the_first_if_none_has_its_name(planted):
    result = planted()
    result.visits = (Visit("training", "retention"), Visit("rest", "retention"))
    assert find_visit(result, "retention") == ("training", "retention")
    assert find_visit(result, "rest/retention") == ("rest", "retention")


def test_a_fixed_intensity_is_no_relative_one(planted):
    wanted = reading(gaba_gain="phase", intensity="fixed")
    assert isinstance(find_assessment(planted().study, wanted, HEALTHY), Missing)
