"""What is installed: every package, and what the code imports."""

import ast
import configparser
import re
import sys
from pathlib import Path

import cortex_sim

ROOT = Path(cortex_sim.__file__).parents[1]
DATA = {"cortex_sim.configs": "configs", "cortex_sim.experiments": "experiments"}
"""Packages without code, and where the repository has them."""


def setup_cfg():
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ROOT / "setup.cfg")
    return parser


def listed(section, key):
    lines = setup_cfg()[section][key].splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def test_every_package_is_installed():
    inits = (ROOT / "cortex_sim").rglob("__init__.py")
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in inits}
    assert set(listed("options", "packages")) == there | set(DATA)


def test_what_ships_lies_at_the_top_of_the_repository():
    mapped = dict(line.split(" = ") for line in listed("options", "package_dir"))
    assert mapped == DATA
    assert all((ROOT / folder).is_dir() for folder in DATA.values())
    assert not any((ROOT / "cortex_sim" / folder).exists() for folder in DATA.values())


MODULE_OF = {"pyyaml": "yaml", "pillow": "PIL", "salib": "SALib", "scikit-learn": "sklearn"}
"""The module of a distribution whose module has another name."""


def declared(section, key):
    """Return the modules of the distributions that a requirement lists."""
    names = [re.match(r"[A-Za-z0-9_-]+", line) for line in listed(section, key)]
    words = [name[0].lower() for name in names if name]
    return {MODULE_OF.get(word, word.replace("-", "_")) for word in words}


def imported(*, optional):
    """Return top-level modules that the package imports, at the top of a file or elsewhere."""
    found = set()
    for path in (ROOT / "cortex_sim").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        at_top = set(map(id, tree.body))
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [str(node.module)]
            if names and (optional or id(node) in at_top):
                found |= {name.partition(".")[0] for name in names}
    return found - set(sys.stdlib_module_names) - {"cortex_sim"}


def test_what_the_code_imports_is_declared_and_nothing_else():
    needed = declared("options", "install_requires")
    extras = setup_cfg()["options.extras_require"]
    optional = set().union(*(declared("options.extras_require", key) for key in extras))
    assert imported(optional=False) <= needed
    assert imported(optional=True) <= needed | optional
    assert needed <= imported(optional=True), "declared, and imported by nothing"
