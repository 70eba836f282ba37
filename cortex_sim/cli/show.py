"""``cortex-sim show``: the configuration with everything filled in."""

from pathlib import Path

import click

from cortex_sim.cli.options import config_argument, json_option, set_option
from cortex_sim.cli.output import print_json, tell
from cortex_sim.config.layers import load_layers
from cortex_sim.config.load import as_yaml, load_study
from cortex_sim.config.origins import filled_in, study_with_origins
from cortex_sim.config.shipped import find_study, is_shipped


@click.command()
@config_argument
@set_option
@click.option("--origin", is_flag=True, help="Say of every value which file it came from.")
@json_option
def show(config: Path, overrides: tuple[str, ...], *, origin: bool, is_json: bool) -> None:
    """Print the fully resolved configuration as YAML.

    On stderr it says which files that is: the one given, and those that it extends.
    """
    file = find_study(config)
    study = load_study(file, overrides)
    for layer in reversed(load_layers(file).files):
        shipped = " (shipped)" if is_shipped(layer) else ""
        tell(f"from {layer.resolve()}{shipped}")
    if is_json:
        print_json(filled_in(study))
    elif origin:
        click.echo(study_with_origins(file, overrides), nl=False)
    else:
        click.echo(as_yaml(filled_in(study)), nl=False)
