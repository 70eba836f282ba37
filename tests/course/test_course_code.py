"""Every function that a session runs is part of its code's identity: seen by tracing some."""

import ast
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from fixtures.code_ids import PACKAGE, places_by_kind, scratch_package
from fixtures.tiny_lab import CONFIG, set_options

from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.progress import Progress
from cortex_sim.course.runner import open_laboratory, run_plan
from cortex_sim.course.session import do_session
from cortex_sim.engine import fingerprint
from cortex_sim.engine.kernel.program import KernelProgram
from cortex_sim.store.paths import SessionStore

CLINIC = (
    "cohort.subjects=1",
    "assessments.paired_pulse={kind: paired_pulse, threshold_from: threshold, pulses: 1, "
    "sicf_pulses: 1, test_pulses: 2, background: {steps: 4, duration: 200 ms}}",
    "assessments.silent_period={kind: silent_period, threshold_from: threshold, pulses: 2, "
    "contraction: {steps: 4, duration: 200 ms}}",
    "assessments.lici={kind: lici, threshold_from: threshold, pulses: 1, test_pulses: 2, "
    "intervals: [100 ms], background: {steps: 4, duration: 200 ms}}",
    "phases.healthy.visit=[threshold, map_structural, cued_movement, baseline, paired_pulse, "
    "lici, silent_period]",
    "course.phases=[healthy]",
    "course.arms={motor_control_training: null, no_training: null}",
)
"""One subject that goes once through every kind of session."""


def code_by_kind():
    """Return the code that decides the ids of each kind: its own, and that of its program."""
    program = fingerprint.code_reached(KernelProgram)
    return {kind: places | program for kind, places in places_by_kind().items()}


def kind_of(session):
    settings = getattr(session.spec, "settings", None)
    return "practice" if settings is None else settings.kind


def functions_run(work):
    """Return module and qualified name of each function of the package that ``work`` runs."""
    found = set()

    def note(frame, event, _):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(PACKAGE)):
            path = Path(code.co_filename).relative_to(PACKAGE.parent).with_suffix("")
            module = ".".join(path.parts).removesuffix(".__init__")
            found.add((module, code.co_qualname))

    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(None)
    return {(module, name) for module, name in found if name != "<module>"}


@pytest.fixture(scope="module")
def traced(lab, tmp_path_factory):
    """Return the functions that ran, by kind, of a course with every kind."""
    plan = make_plan(load_study(CONFIG, [*set_options()[1::2], *CLINIC]))
    store = SessionStore(lab.results(tmp_path_factory.mktemp("traced") / "r"))
    assert not run_plan(plan, store).failed
    found = defaultdict(set)
    for session in plan.sessions:
        # a laboratory of its own, so that the anatomy is drawn again
        laboratory = open_laboratory(plan, store, plan.sessions, Progress())
        work = lambda: do_session(session.spec, session.subject, laboratory)  # noqa: B023, E731
        found[kind_of(session)] |= functions_run(work)
    return found


def top(place):
    return place[0], place[1].split(".")[0]


def test_every_function_that_a_session_runs_is_followed(traced):
    assert set(traced) == set(code_by_kind())
    for kind, reached in code_by_kind().items():
        ran = {top(place) for place in traced[kind]}
        assert len(ran) > 60
        assert {p for p in ran if p not in reached and not fingerprint.is_exempt(p)} == set()


def test_one_token_in_a_function_moves_the_ids_of_those_that_run_it(traced, tmp_path, monkeypatch):
    """And of no other, but for those that name it without having run it here."""
    every = set().union(*traced.values())
    before = code_by_kind()
    with scratch_package(tmp_path, monkeypatch) as package:
        for module, name in sorted(every):
            changed = change_one_token(file_of(module, package.parent), name)
            if not changed:
                continue
            after = code_by_kind()
            moved = {kind for kind in before if after[kind] != before[kind]}
            changed()
            expected = {kind for kind in before if top((module, name)) in before[kind]}
            assert moved == expected, f"{module}:{name}"
            ran = {kind for kind, places in traced.items() if (module, name) in places}
            assert fingerprint.is_exempt(top((module, name))) or ran <= moved, f"{module}:{name}"


def file_of(module, root):
    place = root.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def change_one_token(path, name):
    """Put a statement into a function's body; return what takes it back, None if there is none."""
    text = path.read_text()
    node = find(ast.parse(text), [part for part in name.split(".") if part != "<locals>"])
    marks = [ast.unparse(mark) for mark in getattr(node, "decorator_list", [])]
    if node is None or any("validator" in mark for mark in marks):
        return None
    lines = text.splitlines(keepends=True)
    first = node.body[-1]
    lines.insert(first.lineno - 1, " " * first.col_offset + "1\n")
    path.write_text("".join(lines))
    fingerprint.forget()

    def take_back():
        path.write_text(text)
        fingerprint.forget()

    return take_back


def find(node, names):
    """Return the function at a qualified name; None for lambdas and generated methods."""
    for name in names:
        inside = [n for n in ast.walk(node) if getattr(n, "name", None) == name]
        if not inside:
            return None
        node = inside[0]
    return node if isinstance(node, ast.FunctionDef) else None
