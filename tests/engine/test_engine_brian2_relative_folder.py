"""Found by a stranger: on Python 3.11 a relative results folder broke the first build."""

from pathlib import Path

import pytest
from fixtures.fake_compiler import fake_compiler

from cortex_sim.config.load import load_study
from cortex_sim.engine.backends import ensure_program
from cortex_sim.errors import BuildError
from cortex_sim.model.structure import structure_of

ROOT = Path(__file__).resolve().parents[2]
WRITES_A_PROGRAM = """\
while [ $# -gt 0 ]; do
    if [ "$1" = -o ]; then echo "a program" >"$2"; fi
    shift
done
"""


def test_a_program_is_built_in_a_relative_folder(tmp_path, monkeypatch):
    """Generated in earnest; the compiler, which sees no difference, is a fake that is quick."""
    monkeypatch.setenv("CXX", str(fake_compiler(tmp_path, WRITES_A_PROGRAM)))
    monkeypatch.chdir(tmp_path)
    study = load_study(ROOT / "configs" / "tiny.yaml", ["compiler.backend=brian2"])
    program = ensure_program(
        structure_of(study, plastic=True), study.compiler, Path("results/builds")
    )
    assert program.binary.is_absolute()
    assert program.binary.read_text() == "a program\n"


def test_a_failed_generation_says_the_error_and_not_the_way_to_it(tmp_path):
    study = load_study(ROOT / "configs" / "tiny.yaml", ["compiler.backend=brian2"])
    structure = {**structure_of(study, plastic=True), "dt": "no number"}
    with pytest.raises(BuildError) as caught:
        ensure_program(structure, study.compiler, tmp_path)
    assert "Traceback" not in str(caught.value)
    assert "Error" in str(caught.value)
