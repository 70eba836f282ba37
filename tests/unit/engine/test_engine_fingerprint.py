"""What a session runs is part of its identity, and nothing else is."""

import pytest
from fixtures.code_ids import code_ids, places_by_kind, scratch_package

from cortex_sim.engine import fingerprint
from cortex_sim.engine.fingerprint import PACKAGE, bare_code


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Return a copy of the package whose code is fingerprinted instead of our own."""
    with scratch_package(tmp_path, monkeypatch) as copy:
        yield copy


def moved(package, file, old, new):
    """Return the kinds whose id moves if a text of a file becomes another one."""
    before = code_ids()
    path = package / file
    text = path.read_text() if path.is_file() else ""
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else text + new)
    fingerprint.forget()
    after = code_ids()
    return {kind for kind, identity in after.items() if identity != before[kind]}


ALL = set(places_by_kind())
ASSESSMENTS = ALL - {"practice"}


@pytest.mark.parametrize(
    ("file", "old", "new", "kinds"),
    [
        ("config/checks/capacity.py", "duration / trial_duration - 1e-9", "duration + 1",
         {"practice"}),
        ("store/record.py", "np.lexsort((cells, times))", "np.argsort(times)",
         {"baseline", "cued_movement"}),
        ("clinic/tms_map.py", "settings.pulses", "2", {"tms_map"}),
        ("clinic/background.py", "np.zeros(n_muscles), np.full", "np.ones(n_muscles), np.full",
         {"recruitment", "tms_map", "paired_pulse", "lici", "silent_period"}),
        ("config/assessments/base.py", "SETTLE = 0.3", "SETTLE = 0.2",
         ASSESSMENTS - {"cued_movement", "pairing", "weights"}),
        ("config/assessments/lici.py", "self.test_intensity)] *", "1.0)] *", {"lici"}),
        ("clinic/pulse_pairs.py", "np.argsort(order)", "order", {"paired_pulse", "lici"}),
        ("plasticity/scaling.py", "return ", "return 1.01 * ", {"practice"}),
        ("model/partner_laws.py", "cumulative[:, -1:]", "cumulative[:, -2:]", ALL),
        ("seeds.py", "_SPAWN_BITS = 128", "_SPAWN_BITS = 64", ALL),
        ("course/session.py", "spec.rebuilt(), ", "spec, ", ALL),
        ("slow/pairing.py", "def ", "async def ", set()),
        ("outcome/measures/table.py", "import ", "import os, ", set()),
        ("units.py", "Decimal(match[1])", "Decimal(match[0])", set()),
        ("clinic/empty.py", "", "", set()),
        ("clinic/new.py", "", "def examine(probe):\n    return probe\n", set()),
        ("config/assessments/__init__.py", '"baseline",', '"baseline", "new",', set()),
        ("config/assessments/tms_map.py", "def most_pulses(self) -> int:\n",
         "def most_pulses(self) -> int:\n        print()\n", set()),
        ("model/wiring.py", '"""', '"""Said otherwise. ', set()),
    ],
)  # fmt: skip
def test_a_change_moves_the_ids_of_the_sessions_that_run_it(package, file, old, new, kinds):
    assert moved(package, file, old, new) == kinds


def test_every_exception_names_code_that_is_there():
    for place in fingerprint.EXEMPT:
        file, _, name = place.partition(":")
        assert name in (PACKAGE / file).read_text()


@pytest.mark.parametrize(
    ("used", "is_followed"),
    [
        ("from cortex_sim.other import helper\ndef start():\n    return helper()", True),
        ("from cortex_sim import other\ndef start():\n    return other.helper()", True),
        ("from cortex_sim import other\nTABLE = [other]\ndef start():\n    return TABLE[0]", True),
        ("import cortex_sim.other as o\ndef start():\n    return o.helper()", True),
        ("def start():\n    from cortex_sim.other import helper as h\n    return h()", True),
        ("from cortex_sim.other import helper\n@helper\ndef start():\n    return 1", True),
        ("from cortex_sim.other import helper\ndef start(x: helper):\n    return 1", True),
        ("from cortex_sim.other import helper\ndef start(x: 'helper'):\n    return 1", True),
        ("from cortex_sim.other import helper\ndef start() -> 'list[helper]':\n    return 1", True),
        ("from cortex_sim.other import helper\ndef start():\n    x: 'helper' = 1\n", True),
        ("from cortex_sim.other import helper\nhelper()\ndef start():\n    return 1", True),
        ("from cortex_sim.other import helper\ndef start():\n    return 1", False),
        ("from cortex_sim import other\ndef start():\n    return other.nothing", False),
    ],
)  # fmt: skip
def test_names_are_followed_to_their_definitions(tmp_path, monkeypatch, used, is_followed):
    package = tmp_path / "cortex_sim"
    package.mkdir()
    (package / "other.py").write_text("LIMIT = 1\ndef helper():\n    return LIMIT\n")
    (package / "start.py").write_text(used)
    monkeypatch.setattr(fingerprint, "PACKAGE", package)
    fingerprint.forget()
    found = fingerprint._reached((("cortex_sim.start", "start"),))
    assert (("cortex_sim.other", "LIMIT") in found) == is_followed
    fingerprint.forget()


def test_comments_docstrings_and_layout_do_not_count():
    assert bare_code('def f():\n    """Doc."""\n    return 1  # one') == bare_code(
        "def f():\n\n    return  1"
    )


def test_no_session_asks_settings_what_only_plans_and_captions_ask():
    asked = fingerprint.PLANNING - {"label"}  # populations and phases have labels too
    reached = {place: code for kind in places_by_kind().values() for place, code in kind.items()}
    found = {place: name for place, code in reached.items() for name in asked if f".{name}" in code}
    assert found == {}


@pytest.mark.parametrize("statement", ["from math import {} as f", "import {}.path as f"])
def test_a_name_from_another_package_counts_with_where_it_is_from(tmp_path, monkeypatch, statement):
    package = tmp_path / "cortex_sim"
    package.mkdir()
    monkeypatch.setattr(fingerprint, "PACKAGE", package)
    found = []
    for name in ("sin", "cos"):
        (package / "start.py").write_text(
            f"{statement.format(name)}\ndef start():\n    return f(1)\n"
        )
        fingerprint.forget()
        found.append(fingerprint._code_id((("cortex_sim.start", "start"),)))
    assert found[0] != found[1]
    fingerprint.forget()
