"""What is installed: every package, and what the code imports."""

import configparser
from pathlib import Path

import cortex_sim

ROOT = Path(cortex_sim.__file__).parents[1]
DATA = {"cortex_sim.configs": "configs", "cortex_sim.experiments": "experiments"}
"""Packages without code, and where the repository has them."""


def setup_cfg():
    parser = configparser.ConfigParser()
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
