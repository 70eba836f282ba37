"""``cortex-sim list``: what ships, and what it is in a sentence."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import click

from cortex_sim.cli.options import json_option
from cortex_sim.cli.output import print_json
from cortex_sim.config.shipped import (
    EXPERIMENTS,
    MODELS,
    PROTOCOLS,
    SCRIPT,
    SWEEPS,
    experiment_names,
    shipped_folder,
    shipped_names,
)

_COMMENT = re.compile(r"#\s?(?!\s*yaml-language-server)(.*)")


@click.command("list")
@json_option
def list_shipped(is_json: bool) -> None:
    """Show what ships: studies, sweeps and experiments."""
    if is_json:
        print_json({"folder": shipped_folder(), **{k: _as_data(rows) for k, _, rows in _groups()}})
        return
    formatter = click.HelpFormatter(max_width=96)
    for _, title, rows in _groups():
        with formatter.section(title):
            formatter.write_dl(list(rows))
    formatter.write_paragraph()
    formatter.write(f"The files are in {shipped_folder()}\n")
    click.echo(formatter.getvalue(), nl=False)


def _as_data(rows: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"name": name, "summary": summary} for name, summary in rows]


def _groups() -> Iterable[tuple[str, str, Iterable[tuple[str, str]]]]:
    """Yield key, title, and names with their sentences."""
    yield "studies", "Studies (cortex-sim run NAME)", _files("", "")
    yield "protocols", "Protocols, one question each (cortex-sim run NAME)", _files(PROTOCOLS, "")
    yield "sweeps", "Sweeps (cortex-sim sweep run NAME)", _files(SWEEPS, "")
    yield "models", "Models (extends: NAME)", _files(MODELS, f"{MODELS}/")
    folder = shipped_folder(EXPERIMENTS)
    scripts = [(name, script_sentence(folder / name / SCRIPT)) for name in experiment_names()]
    yield "experiments", "Experiments (cortex-sim figures NAME)", scripts


def _files(below: str, prefix: str) -> list[tuple[str, str]]:
    folder = shipped_folder() / below
    return [
        (f"{prefix}{name}" + (".yaml" if prefix else ""), file_sentence(folder / f"{name}.yaml"))
        for name in shipped_names(below)
    ]


def file_sentence(path: Path) -> str:
    """Return the first sentence of the comment that a configuration file begins with."""
    lines = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            break
        if match := _COMMENT.fullmatch(line):
            lines.append(match[1])
    return _sentence(" ".join(lines))


def script_sentence(path: Path) -> str:
    """Return the first sentence of a script's docstring."""
    return _sentence(ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "")


def _sentence(text: str) -> str:
    whole = " ".join(text.split("\n\n")[0].split())
    return re.split(r"(?<=[.?!])\s+(?=[A-Z])", whole, maxsplit=1)[0]
