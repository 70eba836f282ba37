"""Every function that a session runs is part of its code's identity: seen by tracing some."""

import ast
import json
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from fixtures.assessments import EXAMPLES
from fixtures.code_ids import PACKAGE, places_by_kind, scratch_package
from fixtures.tiny_lab import CONFIG, EVERYTHING, PHASES, set_options

from cortex_sim.config.assessments import KINDS
from cortex_sim.config.load import load_study
from cortex_sim.course.plan import make_plan
from cortex_sim.course.progress import Progress
from cortex_sim.course.runner import open_laboratory, run_plan
from cortex_sim.course.session import do_session
from cortex_sim.engine import fingerprint
from cortex_sim.engine.brian2.program import Brian2Program
from cortex_sim.engine.kernel.program import KernelProgram
from cortex_sim.store.paths import SessionStore

SMALLER = {
    "recruitment": {"pulses": 2, "search_pulses": 1},
    "tms_map": {"grid": 3, "pulses": 1},
    "paired_pulse": {"pulses": 1, "sicf_pulses": 1, "test_pulses": 2},
    "lici": {"pulses": 1, "test_pulses": 2, "intervals": ["100 ms"]},
    "silent_period": {"pulses": 2},
    "cued_movement": {"trials": 2},
    "baseline": {"trials": 2, "rest": "500 ms"},
}
"""Numbers for which a trace need not wait; a kind that is not here is done as in its example."""

NAMES = {kind: "threshold" if kind == "recruitment" else kind for kind in EXAMPLES}
"""By kind: the name of its assessment; others take their threshold from that of recruitment."""

ONE_PHASE = (
    "cohort.subjects=1",
    "course.phases=[healthy]",
    "course.arms={motor_control_training: null, no_training: null}",
)
CLINIC = (
    *ONE_PHASE,
    *(
        f"assessments.{NAMES[kind]}="
        + json.dumps({"kind": kind, **settings, **SMALLER.get(kind, {})})
        for kind, settings in EXAMPLES.items()
    ),
    f"phases.healthy.visit=[{', '.join(NAMES.values())}]",
)
"""One subject that goes once through every kind of session."""

SLOW_CLOCK = (
    *ONE_PHASE,
    "slow_clock={bdnf: {reference_burst_rate: 1 Hz}}",
    *(f"phases.{name}.{field}=null" for name in PHASES for field in ("gaba_gain", "bdnf")),
    "phases.healthy.nociceptive_load=0.5",
    "phases.healthy.exercise=[{kind: aerobic, intensity: 1.5}]",
    "phases.healthy.visit=[map_structural]",
    f"assessments.map_structural={json.dumps(SMALLER['tms_map'])}",
)
"""The same subject under the slow clock, with exercise and a map."""

BRIAN2 = (*ONE_PHASE, "compiler.backend=brian2", *EVERYTHING, "phases.healthy.visit=[baseline]")
"""A subject that Brian2 simulates, with the programs that other tests share."""


def code_by_kind():
    """Return the code that decides the ids of each kind: its own, and that of its programs."""
    program = fingerprint.code_reached(KernelProgram, Brian2Program)
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
    """Return the functions that ran, by kind, of courses with every kind, clock and backend."""
    found = defaultdict(set)
    for changes in (CLINIC, SLOW_CLOCK, BRIAN2):
        plan = make_plan(load_study(CONFIG, [*set_options()[1::2], *changes]))
        store = SessionStore(lab.results(tmp_path_factory.mktemp("traced") / "r"))
        assert not run_plan(plan, store).failed
        for session in plan.sessions:
            # a laboratory of its own, so that the anatomy is drawn again
            laboratory = open_laboratory(plan, store, plan.sessions, Progress())
            work = lambda: do_session(session.spec, session.subject, laboratory)  # noqa: B023, E731
            found[kind_of(session)] |= functions_run(work)
    return found


def test_the_trace_sees_the_slow_clock_both_backends_and_every_kind(traced):
    assert set(traced) == {"practice", *KINDS}
    everywhere = {module for places in traced.values() for module, _ in places}
    for module in ("slow.milieu", "slow.between", "engine.brian2.program", "engine.kernel.worker"):
        assert f"cortex_sim.{module}" in everywhere


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
