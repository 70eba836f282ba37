"""``cortex-sim init``: a short file from which a study of one's own starts."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import yaml

from cortex_sim.cli.options import STUDY_NAME
from cortex_sim.config.course import Phase
from cortex_sim.config.layers import load_layers
from cortex_sim.config.schema import STUDY_SCHEMA, field_docs, schema_line, schema_text
from cortex_sim.config.shipped import check_new_name, find_study, is_shipped, shipped_folder
from cortex_sim.config.study import Study
from cortex_sim.errors import ConfigError
from cortex_sim.store.study import write_text_atomic

START = """\
{schema}
# What this study asks.
#   see all of it       cortex-sim show {name}.yaml
#   what it would cost  cortex-sim run {name}.yaml --dry-run
#   run it              cortex-sim run {name}.yaml
extends: {source}  # only what differs is written here; a file beside this one, or one that ships
name: {name}  # of the folder below results/
description: In words, for people.

# The same seed is the same person in every study; sessions that are equal are run once.
cohort: {{subjects: {subjects}, first_seed: {first_seed}}}

# All below are settings of {source} as they are. To change one, uncomment it and the lines that it
# stands under; null removes a phase, an arm or an assessment.
"""
NOT_SHOWN = ("label", "description")


@click.command()
@click.argument("name")
@click.option(
    "--from", "source", default="smudging", show_default=True, metavar="STUDY",
    type=STUDY_NAME,
    help="What it extends: a name that 'cortex-sim list' shows, or a file.",
)  # fmt: skip
def init(name: str, source: str) -> None:
    """Write a study to start from: a short file that extends one that ships.

    It is NAME.yaml in the current folder, with a schema for editors beside it; nothing
    that is there is overwritten.
    """
    check_new_name(name)
    text = starting_study(name, find_study(source))
    path = Path(f"{name}.yaml")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise ConfigError(f"{path}: is there already; choose another name") from None
    click.echo(f"{path}: change it, then 'cortex-sim run {path}'")
    if not STUDY_SCHEMA.exists():
        write_text_atomic(STUDY_SCHEMA, schema_text(Study))
        click.echo(f"{STUDY_SCHEMA}: for editors")


def starting_study(name: str, source: Path) -> str:
    """Return the text of a study that extends another and changes nothing yet.

    Parameters
    ----------
    name
        Name of the new study.
    source
        File of the study that it extends.
    """
    data = load_layers(source).data
    cohort = data.get("cohort", {})
    head = START.format(
        schema=schema_line(STUDY_SCHEMA),
        name=name,
        source=_as_named(source),
        subjects=cohort.get("subjects", 4),
        first_seed=cohort.get("first_seed", 1),
    )
    return head + "".join(f"# {line}\n" for line in _settings(data))


def _as_named(source: Path) -> str:
    """Return how ``extends`` names a file from the current folder."""
    if is_shipped(source):
        return source.resolve().relative_to(shipped_folder().resolve()).as_posix()
    return Path(os.path.relpath(source)).as_posix()


def _settings(data: dict[str, Any]) -> Iterator[str]:
    """Yield lines of YAML: phases and their fields with what these mean, course, assessments."""
    docs = field_docs(Phase)
    yield "phases:"
    for phase, fields in data.get("phases", {}).items():
        shown = {k: v for k, v in fields.items() if k not in NOT_SHOWN and not isinstance(v, list)}
        yield f"  {phase}:{'' if shown else ' {}'}"
        for field, value in shown.items():
            meaning = f"  # {docs.pop(field)}" if field in docs else ""  # once is enough
            yield f"    {field}: {_flow(value)}{meaning}"
    for part in ("course", "assessments"):
        yield f"{part}:"
        for key, value in data.get(part, {}).items():
            yield f"  {key}: {_flow(value)}"


def _flow(value: Any) -> str:
    """Return a value as YAML on one line."""
    text: str = yaml.safe_dump(
        value, default_flow_style=True, width=10_000, allow_unicode=True, sort_keys=False
    )
    return text.removesuffix("\n").removesuffix("\n...")
