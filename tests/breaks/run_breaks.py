"""Break the code on purpose, one break at a time, and show which tests notice.

Run ``python tests/breaks/run_breaks.py [NAME ...]``. The tree is copied to a
temporary folder; nothing here is changed. A break of the tables ``model``,
``kernel`` and ``clinic`` must be caught by two tests, one of a room by a test of
that room alone; the exit code is 1 if one is not. Before that, the same tests run
on an unbroken copy: what fails there does not count. Breaks of the model compile
two small programs each, so the first tables take some minutes (``--rooms`` leaves
them out).
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from breaks import clinic, kernel, model, rooms_files, rooms_measures, rooms_network
from breaks.table import Break

ROOT = Path(__file__).resolve().parents[2]
ROOM_BREAKS = (*rooms_network.BREAKS, *rooms_measures.BREAKS, *rooms_files.BREAKS)
BREAKS = (*model.BREAKS, *kernel.BREAKS, *clinic.BREAKS, *ROOM_BREAKS)
FAILED = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


def main() -> int:
    """Run the chosen breaks and print the table; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", help="parts of names; default: all breaks")
    parser.add_argument("--rooms", action="store_true", help="only breaks of one room each")
    parser.add_argument("--no-control", action="store_true", help="break at once")
    options = parser.parse_args()
    chosen = [
        broken
        for broken in (ROOM_BREAKS if options.rooms else BREAKS)
        if not options.names or any(name in broken.name for name in options.names)
    ]
    with tempfile.TemporaryDirectory(prefix="cortex_sim-break-") as name:
        folder = Path(name) / "copy"
        copy_tree(folder)
        control = [] if options.no_control else tests_that_fail(unbroken(chosen), folder)
        print(f"{'break':56} {'caught by':>9}  first tests")
        print(f"{'(nothing broken)':56} {len(control):9}  {', '.join(control)}", flush=True)
        missed = [b.name for b in chosen if not is_caught(b, folder, control)]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} breaks are caught")
    print("".join(f"missed: {name}\n" for name in missed), end="")
    return 1 if missed or control else 0


def is_caught(broken: Break, folder: Path, control: list[str]) -> bool:
    """Return whether enough tests notice a break, and print which."""
    caught = [test for test in tests_that_fail(broken, folder) if test not in control]
    shown = ", ".join(test.partition("::")[2] for test in caught[: broken.needed])
    print(f"{broken.name:56} {len(caught):9}  {shown}", flush=True)
    return len(caught) >= broken.needed


def unbroken(chosen: list[Break]) -> Break:
    tests = sorted({test for broken in chosen for test in broken.tests})
    return Break("", "setup.cfg", "[metadata]", "[metadata]", tuple(tests))


def tests_that_fail(broken: Break, folder: Path) -> list[str]:
    """Return the tests that fail in a copy of the tree, which is whole again afterwards."""
    path = folder / broken.file
    whole = path.read_text(encoding="utf-8")
    apply(broken, folder)
    most = f"--maxfail={broken.needed if broken.name else 99}"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", most, "-p", "no:cacheprovider", *broken.tests],
        cwd=folder,
        env={
            **os.environ,
            "CORTEX_SIM_CACHE": str(folder.with_name("cache")),
            "PYTHONPATH": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    path.write_text(whole, encoding="utf-8")
    if not re.search(r"\d+ (passed|failed|error)", done.stdout):
        raise SystemExit(f"break {broken.name!r}: no test ran\n{done.stdout}{done.stderr}")
    return FAILED.findall(done.stdout)


def copy_tree(folder: Path) -> None:
    folder.mkdir()
    skipped = shutil.ignore_patterns("__pycache__", "*.pyc", "_build", "_api", "gallery")
    for name in ("cortex_sim", "tests", "configs", "experiments", "docs"):
        shutil.copytree(ROOT / name, folder / name, ignore=skipped)
    shutil.copy(ROOT / "setup.cfg", folder)
    # programs that are compiled in half the time will do here
    build = folder / "cortex_sim" / "engine" / "compiler.py"
    build.write_text(build.read_text(encoding="utf-8").replace('"-O3"', '"-O1"'))


def apply(broken: Break, folder: Path) -> None:
    if complaints := faults(broken, folder):
        raise SystemExit("\n".join(complaints))
    path = folder / broken.file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(broken.old, broken.new), encoding="utf-8")


def faults(broken: Break, folder: Path = ROOT) -> list[str]:
    """Return what is wrong with a break: its text, or a test, is no longer there."""
    path = folder / broken.file
    times = path.read_text(encoding="utf-8").count(broken.old) if path.exists() else 0
    wrong = [] if times == 1 else [f"its text is in {broken.file} {times} times, expected once"]
    for test in broken.tests:
        file, _, name = test.partition("::")
        place = folder / file
        is_there = place.exists() and (not name or f"def {name}(" in place.read_text("utf-8"))
        wrong += [] if is_there else [f"there is no {test}"]
    return [f"break {broken.name!r}: {each}; adapt the break to the code" for each in wrong]


if __name__ == "__main__":
    sys.exit(main())
