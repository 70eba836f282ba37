"""Many visits go on to further pages."""

from cortex_sim.course.visit import Visit
from cortex_sim.outcome.visits import shown_visits
from cortex_sim.pictures import study as study_module
from cortex_sim.pictures.manifest import Picture
from cortex_sim.pictures.pages import page_stem, visit_pages

PAST = [Visit("", "healthy"), Visit("", "clbp")]


def test_few_visits_stay_on_one_page():
    visits = [*PAST, Visit("a", "a"), Visit("b", "b")]
    assert visit_pages(visits) == [visits]


def test_every_page_starts_with_the_common_past():
    visits = [*PAST, *(Visit(name, name) for name in "abcdefg")]
    pages = visit_pages(visits)
    assert [len(page) for page in pages] == [5, 5, 3]
    assert all(page[:2] == PAST for page in pages)
    assert [visit for page in pages for visit in page[2:]] == visits[2:]


def test_an_arm_is_not_torn_apart():
    arm = [Visit("c", "c"), Visit("c", "rest")]
    pages = visit_pages([*PAST, Visit("a", "a"), Visit("b", "b"), *arm])
    assert pages[1] == [*PAST, *arm]


def test_an_arm_longer_than_a_page_goes_on():
    pages = visit_pages([PAST[0], *(Visit("a", str(number)) for number in range(6))], most=3)
    assert [len(page) for page in pages] == [3, 3, 3]


def test_visits_of_a_past_longer_than_a_page_are_all_shown():
    past = [Visit("", str(number)) for number in range(7)]
    shown = {visit for page in visit_pages(past, most=3) for visit in page}
    assert shown == set(past)


def test_pages_count_from_one():
    assert [page_stem("maps", number) for number in (1, 2)] == ["maps", "maps_2"]


def test_of_many_visits_the_last_of_each_arm_and_the_past_are_shown():
    arms = [Visit(arm, f"week_{week}") for arm in "ab" for week in (2, 4, 6)]
    visits = [*PAST, *arms]
    assert shown_visits(visits, most=8) == visits
    assert shown_visits(visits, most=7) == [*PAST, Visit("a", "week_6"), Visit("b", "week_6")]


def test_a_page_and_a_picture_of_another_name_are_two_files(study_of, monkeypatch):
    """The second page of the map ``a`` would be the first of the map ``a_2``."""

    def pages(result):
        stems = [page_stem("tms_a", 1), page_stem("tms_a", 2), page_stem("tms_A_2", 1)]
        yield from (Picture(stem, "", None, [], {}) for stem in stems)

    monkeypatch.setattr(study_module, "STUDY_PICTURES", {"tms_<map>": pages})
    stems = [picture.stem for picture in study_module.study_pictures(study_of())]
    assert stems == ["tms_a", "tms_a_2", "tms_A_2-2"]


def test_two_rasters_of_one_visit_are_two_files(study_of, monkeypatch):
    more = (
        "assessments.long_rest={kind: baseline, rest: 2 s}",
        "phases.healthy.visit=[baseline, long_rest]",
    )
    with_two = study_of(*more)
    draw = {"raster_<phase>": study_module.STUDY_PICTURES["raster_<phase>"]}
    monkeypatch.setattr(study_module, "STUDY_PICTURES", draw)
    stems = [picture.stem for picture in study_module.study_pictures(with_two)]
    assert stems.count("raster_healthy") == stems.count("raster_healthy-2") == 1
