"""An undisturbed run, with which all others are compared."""

import pytest
from fixtures.tiny_sweep import Site, make_site


@pytest.fixture(scope="session")
def undisturbed(tmp_path_factory) -> Site:
    site = make_site(tmp_path_factory.mktemp("undisturbed"))
    site.run()
    return site


@pytest.fixture(scope="session")
def table(undisturbed) -> tuple[str, bytes]:
    return undisturbed.table()
