"""``cortex-sim show``: the configuration with everything filled in."""

from pathlib import Path

import click

from cortex_sim.cli.options import config_argument, set_option
from cortex_sim.config.load import load_study, study_as_yaml
from cortex_sim.config.shipped import find_study, is_shipped
from cortex_sim.config.yaml_loader import load_layers


@click.command()
@config_argument
@set_option
def show(config: Path, overrides: tuple[str, ...]) -> None:
    """Print the fully resolved configuration as YAML.

    On stderr it says which files that is: the one given, and those that it extends.
    """
    file = find_study(config)
    text = study_as_yaml(load_study(file, overrides))
    for layer in reversed(load_layers(file).files):
        shipped = " (shipped)" if is_shipped(layer) else ""
        click.echo(f"from {layer.resolve()}{shipped}", err=True)
    click.echo(text, nl=False)
