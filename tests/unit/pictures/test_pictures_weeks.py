"""Maps over weeks are drawn where there are maps, with cued movements or without."""

from cortex_sim.pictures.weeks import week_pictures

LATER = "phases.later={practice: [{sequence: healthy, duration: 1200 ms}], visit: [map_structural]}"
ARMS = [f"course.arms.{arm}=[{arm}, later]" for arm in ("motor_control_training", "no_training")]


def test_a_visit_with_a_map_alone_is_drawn(study_of):
    result = study_of(LATER, *ARMS)
    (picture,) = week_pictures(result)
    sources = {session for panel in picture.panels.values() for session in panel}
    mapped = {
        session.session_id
        for session in result.plan.sessions
        if session.place.name == "map_structural"
    }
    assert mapped <= sources
