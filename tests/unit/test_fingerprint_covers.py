"""What a session computes with must be part of its identity."""

import ast
from pathlib import Path

from cortex_sim.engine.fingerprint import SCIENCE

ROOT = Path(__file__).resolve().parents[2] / "cortex_sim"
ELSEWHERE = (
    "config",  # values are in the spec of every session
    "course/plan.py",  # makes the specs
    "engine/backends.py",
    "engine/brian2/build.py",  # its flags are in the build id
    "engine/brian2/guards.py",
    "engine/brian2/makefile.py",
    "engine/built.py",
    "engine/compiler.py",
    "engine/endings.py",
    "engine/fingerprint.py",
    "engine/kernel/build.py",  # what it compiles is in the build id
    "engine/kernel/frames.py",
    "engine/kernel/worker.py",
    "engine/machine.py",
    "engine/scratch.py",
    "store",
    "errors.py",
    "units.py",
)


def file_of(module: str) -> Path | None:
    path = ROOT.parent / module.replace(".", "/")
    for file in (path.with_suffix(".py"), path / "__init__.py"):
        if file.is_file():
            return file
    return None


def imported(file: Path) -> set[Path]:
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("cortex_sim"):
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {found for name in names if (found := file_of(name)) is not None}


def reached(start: Path) -> set[Path]:
    todo, seen = [start], set()
    while todo:
        file = todo.pop()
        if file not in seen:
            seen.add(file)
            todo += imported(file)
    return seen


def is_below(file: Path, entries: tuple[str, ...]) -> bool:
    place = file.relative_to(ROOT).as_posix()
    return any(place == entry or place.startswith(f"{entry}/") for entry in entries)


def test_all_code_that_a_session_runs_is_in_the_fingerprint():
    starts = ("course/session.py", "engine/backends.py", "engine/brian2/generate.py")
    session = set().union(*(reached(ROOT / start) for start in starts))
    modules = {file for file in session if file.name != "__init__.py"}
    missing = [f for f in modules if not is_below(f, SCIENCE) and not is_below(f, ELSEWHERE)]
    assert {f.relative_to(ROOT).as_posix() for f in missing} == set()


def test_measures_can_change_without_running_a_session_again():
    assert not is_below(ROOT / "course" / "measures.py", SCIENCE)
