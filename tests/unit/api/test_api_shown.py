"""What the objects of the face say of themselves, and how they are imported."""

import subprocess
import sys

import pytest
from fixtures.hand_made import FIRST_SEED
from fixtures.tiny_sweep import write_sweep

import cortex_sim
from cortex_sim.api import notebook
from cortex_sim.api.cards import Card
from cortex_sim.api.names import known
from cortex_sim.api.study import load_study
from cortex_sim.api.sweep import load_sweep
from cortex_sim.errors import ConfigError, CortexSimError, MissingPackageError, ResultError


def python(code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_package_imports_nothing_else():
    code = "import sys; old = set(sys.modules); import cortex_sim; print(*set(sys.modules) - old)"
    new = {
        name for name in python(code).split() if name.split(".")[0] not in sys.stdlib_module_names
    }
    assert new == {"cortex_sim"}


def test_the_face_imports_pandas_and_xarray_only_for_tables_and_arrays():
    code = (
        "import sys, cortex_sim as cs; [getattr(cs, name) for name in cs.__all__]; "
        "print({'pandas', 'xarray', 'brian2', 'matplotlib'} & set(sys.modules))"
    )
    assert python(code).strip() == "set()"


def test_the_face_has_twelve_names_and_lists_them():
    assert len(cortex_sim.__all__) == 12
    assert set(cortex_sim.__all__) <= set(dir(cortex_sim))
    for name in cortex_sim.__all__:
        assert getattr(cortex_sim, name).__name__ == name


def test_a_name_that_the_package_has_not_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'plot'"):
        cortex_sim.plot  # noqa: B018


@pytest.mark.parametrize("package", ["pandas", "xarray"])
def test_a_missing_extra_says_what_to_install(package, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(MissingPackageError, match=r"pip install 'cortex_sim\[notebook\]'"):
        getattr(notebook, package)()
    assert issubclass(MissingPackageError, CortexSimError)


@pytest.fixture
def cards(study, results, tmp_path):
    return [study, study.cost(tmp_path), results, load_sweep(write_sweep(tmp_path / "s.yaml"))]


def test_everything_says_in_five_lines_what_it_is(cards):
    for card in cards:
        lines = repr(card).splitlines()
        assert len(lines) == 5
        assert type(card).__name__.lower() in lines[0].lower()
        assert all(len(line) < 120 for line in lines)


def test_a_notebook_shows_the_same_as_a_table(cards):
    for card in cards:
        html = card._repr_html_()
        assert html.count("<tr>") == 4
        for line in repr(card).splitlines()[1:]:
            assert line.split()[0] in html


def test_a_table_escapes_what_it_shows():
    class Odd(Card):
        def _title(self):
            return "<b>"

        def _facts(self):
            return {"a & b": "<script>"}

    assert "<script>" not in Odd()._repr_html_()
    assert "&lt;script&gt;" in Odd()._repr_html_()


def test_a_study_is_loaded_by_name_or_path_with_changes(study):
    named = load_study("tiny", {"cohort.subjects": 3, "cohort.first_seed": FIRST_SEED})
    assert named.subjects == study.subjects == (601, 602, 603)
    assert named.visits == ("healthy", "clbp", "motor_control_training", "no_training")
    assert (
        load_study("tiny", {"phases.clbp.practice.0.duration": "2 s"})
        .config.phases["clbp"]
        .practice[0]
        .duration
        == 2.0
    )


def test_a_study_that_is_not_there_or_a_field_that_is_unknown_is_refused():
    with pytest.raises(ConfigError, match="smudgin"):
        load_study("smudgin")
    with pytest.raises(ConfigError, match="subjects"):
        load_study("tiny", {"cohort.subject": 3})


def test_where_no_name_is_near_all_are_listed():
    with pytest.raises(ResultError, match=r"'zzz' is no thing; there are: a, b"):
        known("zzz", ["a", "b"], "thing")
    with pytest.raises(ResultError, match="and 5 more"):
        known("zzz", [f"x{i}" for i in range(25)], "thing")
