"""``cortex-sim schema``: what editors need to complete and check configuration files."""

from pathlib import Path

import click

from cortex_sim.config.schema import STUDY_SCHEMA, SWEEP_SCHEMA, schema_line, schema_text
from cortex_sim.config.study import Study
from cortex_sim.store.study import write_text_atomic
from cortex_sim.sweep.config import SweepFile


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
def schema(folder: Path) -> None:
    """Write JSON schemas of studies and sweeps, for editors.

    They go to FOLDER/schema, by default of the current folder; write them anew after an upgrade. An
    editor with a YAML language server reads the schema that the first line of a file names.
    """
    for path, model in ((STUDY_SCHEMA, Study), (SWEEP_SCHEMA, SweepFile)):
        write_text_atomic(folder / path, schema_text(model))
        click.echo(f"{folder / path}: for files that begin with '{schema_line(path)}'")
