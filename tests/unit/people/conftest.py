"""Tables of measured pulses, made by hand."""

import pytest
from fixtures.hand_made import hand_made_study, write_all
from fixtures.people_maps import SIDE, SPACING, gaussian

from cortex_sim.api.run import open_results


@pytest.fixture
def write(tmp_path):
    """Return a function that writes rows of cells and returns the file."""

    def written(rows, name="pulses.csv", delimiter=","):
        path = tmp_path / name
        text = "\n".join(delimiter.join(map(str, row)) for row in rows)
        path.write_text(text + "\n", encoding="utf-8")
        return path

    return written


@pytest.fixture
def grid_rows(rng):
    """Return a function from pulses by site to rows of a map of two muscles with noise."""

    def rows(pulses, noise=0.05):
        found = [["protocol", "x_mm", "y_mm", "mep_DM_mV", "mep_LES_mV"]]
        for number in range(SIDE**2):
            x, y = SPACING * (number % SIDE - 3), SPACING * (number // SIDE - 3)
            true = gaussian(x, y, (-5, 0)), gaussian(x, y, (12, 4))
            for _ in range(pulses[number]):
                meps = [max(0.0, mep * (1 + rng.normal(0, noise))) for mep in true]
                found.append(["map", x, y, *(f"{mep:.5f}" for mep in meps)])
        return found

    return rows


@pytest.fixture(scope="session")
def results(tmp_path_factory):
    """Return a finished study with numbers written by hand."""
    study = hand_made_study()
    return open_results(write_all(study, tmp_path_factory.mktemp("hand") / "results"))
