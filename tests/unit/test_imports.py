"""Who may import whom, and what no file may contain."""

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import cortex_sim

PACKAGE = Path(cortex_sim.__file__).parent
ROOT = PACKAGE.parent
ROOMS = (
    "errors", "csv_cells", "extras", "units", "seeds", "names", "sections", "plasticity",
    "config", "catalog", "store",
    "model", "slow", "engine", "analysis", "emg", "figures", "clinic", "course", "outcome",
    "people", "export", "evidence", "sweep", "pictures", "report", "api",
    "cli",
)  # fmt: skip
"""A room imports from itself and from those before it."""
BRIAN2_ROOMS = {"model", "engine"}
FIGURES_MAY_IMPORT = {"errors", "csv_cells", "analysis", "figures"}
"""Pictures are drawn from arrays: what reads a configuration or a result stands in pictures."""

NEEDS_BRIAN2 = {"cortex_sim.model.network"}

FILES = sorted(PACKAGE.rglob("*.py"))

HOME_FOLDER = re.compile(r"(?<![\w.~}])/(?:home|Users|root|work)/\w|\b[A-Z]:\\+Users\b")
REGISTRY_HOSTS = [".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("deb", "debian", "org"), ("npmjs", "org"),
)]  # fmt: skip


def module_name(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module):
    parts = module.split(".")
    return parts[1] if parts[0] == "cortex_sim" and len(parts) > 1 else None


def imported(source, module, *, is_package=False):
    """Return the names of all modules that a source imports, functions included."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = module.split(".")[: (1 if is_package else 0) - node.level or None]
            base = ".".join(filter(None, [*(above if node.level else ()), node.module]))
            names |= {f"{base}.{alias.name}" for alias in node.names} | {base}
    return names


@cache
def imports_of(path):
    is_package = path.name == "__init__.py"
    return imported(path.read_text(), module_name(path), is_package=is_package)


def committed_files():
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name]


def committed_text():
    for path in committed_files():
        try:
            yield path.relative_to(ROOT), path.read_text()
        except (UnicodeDecodeError, FileNotFoundError):
            continue  # an image, or deleted and not yet committed


def test_every_room_has_its_place_in_the_order():
    assert {room_of(module_name(path)) for path in FILES} - {None, "__main__"} == set(ROOMS)


def test_a_module_imports_only_from_rooms_above_its_own():
    guilty = {}
    for path in FILES:
        room = room_of(module_name(path))
        if room is not None and room != "__main__":
            below = set(ROOMS[ROOMS.index(room) + 1 :])
            guilty[str(path)] = {name for name in imports_of(path) if room_of(name) in below}
    assert {path: names for path, names in guilty.items() if names} == {}


def test_figures_know_arrays_and_nothing_of_configurations_stores_or_results():
    drawing = [path for path in FILES if room_of(module_name(path)) == "figures"]
    used = {str(path): {room_of(name) for name in imports_of(path)} - {None} for path in drawing}
    assert len(used) > 5
    assert {path: r for path, r in used.items() if not r <= FIGURES_MAY_IMPORT} == {}


def test_nothing_imports_the_command_line():
    others = [path for path in FILES if room_of(module_name(path)) not in ("cli", "__main__")]
    guilty = [path for path in others if any(room_of(n) == "cli" for n in imports_of(path))]
    assert guilty == []


def test_brian2_is_imported_in_model_and_engine_alone():
    users = [p for p in FILES if any(n.split(".")[0] == "brian2" for n in imports_of(p))]
    assert {room_of(module_name(path)) for path in users} == BRIAN2_ROOMS


def test_importing_the_package_leaves_brian2_out():
    modules = {module_name(path) for path in FILES if path.stem != "__main__"} - NEEDS_BRIAN2
    code = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    importlib.import_module(name)\n"
        "    if 'brian2' in sys.modules: sys.exit(f'importing {name} imports brian2')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *sorted(modules)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_every_module_has_a_docstring():
    assert [p for p in FILES if not ast.get_docstring(ast.parse(p.read_text()))] == []


def test_no_committed_file_names_a_home_or_work_folder():
    hits = {str(name): HOME_FOLDER.search(text) for name, text in committed_text()}
    guilty = {name: hit[0] for name, hit in hits.items() if hit}
    assert guilty == {}


def test_no_committed_file_names_a_registry_host():
    texts = {str(name): text for name, text in committed_text()}
    guilty = [n for n, text in texts.items() if any(host in text for host in REGISTRY_HOSTS)]
    assert guilty == []


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import cortex_sim.cli.main", "cortex_sim.cli.main"),
        ("from cortex_sim import cli", "cortex_sim.cli"),
        ("def f():\n    from cortex_sim.cli import main", "cortex_sim.cli"),
        ("from ..cli import main", "cortex_sim.cli"),
        ("from . import layout", "cortex_sim.model.layout"),
    ],
)
def test_every_form_of_import_is_seen(source, name):
    assert name in imported(source, "cortex_sim.model.coil")


def test_relative_imports_of_a_package_start_at_the_package():
    assert "cortex_sim.model.coil" in imported(
        "from . import coil", "cortex_sim.model", is_package=True
    )


@pytest.mark.parametrize("text", ["/" + "home/anna", "'/" + "Users/anna", "C:" + r"\Users\a"])
def test_home_folders_are_recognised(text):
    assert HOME_FOLDER.search(text)


@pytest.mark.parametrize("text", ["example.org/home/page", "~/work/x", "a/work/x", "/usr/bin"])
def test_other_paths_are_not_taken_for_home_folders(text):
    assert not HOME_FOLDER.search(text)
