"""``cortex-sim show``: the configuration with everything filled in."""

from pathlib import Path

import click

from cortex_sim.cli.options import config_argument, set_option
from cortex_sim.config.load import load_study, study_as_yaml


@click.command()
@config_argument
@set_option
def show(config: Path, overrides: tuple[str, ...]) -> None:
    """Print the fully resolved configuration as YAML."""
    click.echo(study_as_yaml(load_study(config, overrides)), nl=False)
