"""Pictures of sweeps name their sources, and are refused where these are not whole."""

import json
import shutil

import numpy as np
import pytest
from fixtures.tiny_sweep import Site, make_site

from cortex_sim.errors import ResultError, StorageError
from cortex_sim.pictures.manifest import picture_problem, save_picture
from cortex_sim.pictures.sweep import heat_map_picture, sensitivity_picture
from cortex_sim.report.experiment import reproduce_sweep
from cortex_sim.sweep.folder import PointResult
from cortex_sim.sweep.result import Outcome, checked_sweep

pytestmark = pytest.mark.compiled

PEAK = Outcome("clbp", "cued_movement", "peak_rate", "LES", "peak rate of LES", "Hz")


def checked(site, **options):
    return checked_sweep(site.sweep, site.folder, "tiny.yaml", **options)


def studies(result):
    return list(result.studies.values())


@pytest.fixture(scope="module")
def result(undisturbed):
    return checked(undisturbed)


@pytest.fixture
def site(undisturbed, tmp_path):
    """A copy of the undisturbed run that may be damaged."""
    shutil.copytree(undisturbed.results, tmp_path / "results", symlinks=True)
    return Site(undisturbed.file, tmp_path / "results")


def test_a_heat_map_shows_the_mean_of_every_point(result):
    cells = heat_map_picture(result, PEAK, "peak").table
    means = result.means(PEAK)
    expected = [means[point.point_id] for point in result.sweep.points]
    assert [cell["value"] for cell in cells] == expected
    assert np.isfinite(expected).any()


def test_its_manifest_names_the_sessions_of_every_cell(result, tmp_path):
    picture = heat_map_picture(result, PEAK, "peak")
    paths = save_picture(picture, tmp_path, studies(result))
    manifest = json.loads(paths[-1].read_text())
    assert len(manifest["panels"]) == len(manifest["studies"]) == 4
    assert len(manifest["sessions"]) == 4
    assert picture_problem(paths[-1], studies(result)) is None


def test_a_folder_of_pictures_that_leads_out_of_the_results_is_refused(site, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (site.folder.root / "figures").symlink_to(outside)
    with pytest.raises(StorageError, match="is a symbolic link to"):
        reproduce_sweep(site.file, site.results, lambda _: pytest.fail("drawn"), print)
    assert list(outside.iterdir()) == []


def test_a_picture_of_results_that_changed_is_found(site, tmp_path):
    before = checked(site)
    manifest = save_picture(heat_map_picture(before, PEAK, "c"), tmp_path, studies(before))[-1]
    used = before.sources(before.points[0], PEAK)[0]
    site.folder.store.path(used).write_bytes(b"another")
    assert "another one now" in picture_problem(manifest, studies(before))


def test_missing_points_are_refused_by_what_they_set(site):
    point = site.sweep.points[2]
    site.folder.drop_result(point.point_id)
    with pytest.raises(ResultError, match=r"1 of 4 points .*\n  #2 .*gaba_gain"):
        checked(site)
    assert point not in checked(site, allow_missing=True).points


def test_results_of_other_code_are_refused(site):
    site.folder.done_folder.rename(site.folder.done_folder.with_name("0" * 12))
    with pytest.raises(ResultError, match="results of other code"):
        checked(site)


def test_a_result_made_from_other_sessions_is_refused(site):
    first, second = (point.point_id for point in site.sweep.points[:2])
    foreign = site.folder.read_result(second)
    site.folder.write_result(first, PointResult(foreign.rows, foreign.sessions))
    with pytest.raises(ResultError, match=f"{first}: stale or mixed"):
        checked(site)


def test_a_session_that_is_gone_is_refused(site):
    next(site.results.glob("sessions/*/*.h5")).unlink()
    with pytest.raises(ResultError, match="missing or cut off"):
        checked(site)


def test_a_measure_that_no_point_has_is_refused(result):
    nothing = Outcome("clbp", "map_structural", "overlap", "DM-LES", "overlap", "0 to 1")
    with pytest.raises(ResultError, match="no point has the overlap of DM-LES"):
        heat_map_picture(result, nothing, "overlap")


def test_a_sweep_over_one_axis_has_no_heat_map(tmp_path):
    axes = [{"key": "phases.clbp.gaba_gain", "values": [0.5, 1.0]}]
    site = make_site(tmp_path, axes=axes, subsets={})
    site.run()
    with pytest.raises(ResultError, match="grid of two axes"):
        heat_map_picture(checked(site), PEAK, "peak")


def test_a_screening_is_drawn_from_its_points(tmp_path):
    pytest.importorskip("SALib")
    ranges = {"phases.clbp.gaba_gain": (0.5, 1.0), "phases.clbp.bdnf": (0.4, 1.2)}
    axes = [{"key": key, "range": {"low": a, "high": b}} for key, (a, b) in ranges.items()]
    sampling = {"method": "morris", "count": 2, "seed": 1}
    site = make_site(tmp_path, axes=axes, subsets={}, sampling=sampling)
    site.run()
    result = checked(site)
    picture = sensitivity_picture(result, PEAK, "morris")
    assert {row["parameter"] for row in picture.table} == set(ranges)
    assert len(picture.panels) == len(site.sweep.points)
    assert save_picture(picture, tmp_path, studies(result))[-1].name == "morris.json"
