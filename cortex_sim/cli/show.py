"""``cortex-sim show``: the configuration with everything filled in."""

from pathlib import Path

import click

from cortex_sim.cli.options import config_argument, json_option, set_option
from cortex_sim.cli.output import print_json, tell
from cortex_sim.config.load import load_study, study_as_data, study_as_yaml
from cortex_sim.config.shipped import find_study, is_shipped
from cortex_sim.config.yaml_loader import load_layers


@click.command()
@config_argument
@set_option
@json_option
def show(config: Path, overrides: tuple[str, ...], is_json: bool) -> None:
    """Print the fully resolved configuration as YAML.

    On stderr it says which files that is: the one given, and those that it extends.
    """
    file = find_study(config)
    study = load_study(file, overrides)
    for layer in reversed(load_layers(file).files):
        shipped = " (shipped)" if is_shipped(layer) else ""
        tell(f"from {layer.resolve()}{shipped}")
    if is_json:
        print_json(study_as_data(study))
    else:
        click.echo(study_as_yaml(study), nl=False)
