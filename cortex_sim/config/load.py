"""From a YAML file to a checked study, and back."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from cortex_sim.config.canonical import to_plain
from cortex_sim.config.inheritance import with_inherited
from cortex_sim.config.interventions import written_out
from cortex_sim.config.layers import load_layers
from cortex_sim.config.merge import idle_nulls, settled
from cortex_sim.config.phases_in_course import with_phases_of_course
from cortex_sim.config.problems import explain_idle_nulls, explain_validation_error, known_keys
from cortex_sim.config.recordings import with_recordings
from cortex_sim.config.shipped import find_study
from cortex_sim.config.study import Study
from cortex_sim.config.yaml_loader import apply_overrides, mark_overrides
from cortex_sim.errors import ConfigError


def load_study(path: Path | str, overrides: Sequence[str] = ()) -> Study:
    """Return the study of a configuration file.

    Parameters
    ----------
    path
        YAML file, or the name of a study that ships, such as ``smudging`` (`find_study`);
        ``extends: other.yaml`` in it names what it builds on.
    overrides
        Changes such as ``"cohort.subjects=4"``, in order.

    Raises
    ------
    ConfigError
        If a file cannot be read or the study says something impossible; the
        message names the file, the place, what was got and what is allowed.
    """
    path = find_study(path)
    layers = load_layers(path)
    data = apply_overrides(with_recordings(layers.marked, layers.origins), overrides)
    origins = mark_overrides(layers.origins, overrides)
    return study_of(data, origins, path)


def study_of(data: Mapping[str, Any], origins: Mapping[str, Path], source: Path | str) -> Study:
    """Return the study that some data are, as they are merged from files.

    Parameters
    ----------
    data
        Maps, lists and scalars, and what null left (`cortex_sim.config.merge`).
    origins
        Dotted key to the file that wrote it.
    source
        What errors name where ``origins`` does not know.

    Raises
    ------
    ConfigError
        As `load_study`.
    """
    try:
        named, made = with_phases_of_course(with_inherited(to_plain(data)))
        whole = written_out(named)
    except ConfigError as error:
        raise ConfigError(f"{source}: {error}") from None
    for phase in made:
        origins = {**origins, **phase.origins(origins)}
    idle, whole = [*idle_nulls(whole)], settled(whole, None)
    try:
        # keys stay in the file's order, which is the muscles' order; JSON, because in
        # strict mode pydantic then accepts lists for tuples
        study = Study.model_validate_json(json.dumps(whole))
    except ValidationError as error:
        raise explain_validation_error(error, origins, source, known_keys(Study), whole) from None
    if idle:  # where null is allowed
        raise explain_idle_nulls(idle, origins, source, whole)
    return study


def study_as_data(study: Study) -> dict[str, Any]:
    """Return a study as plain data, every default filled in, quantities with units."""
    data: dict[str, Any] = study.model_dump(mode="json")
    return data


def study_as_yaml(study: Study) -> str:
    """Return a study as YAML that `load_study` reads back to an equal study."""
    data = study_as_data(study)
    # a sequence takes from its parent what it does not say: defaults must stay unsaid
    data["sequences"] = {
        name: sequence.model_dump(mode="json", exclude_unset=True)
        for name, sequence in study.sequences.items()
    }
    return as_yaml(data)


def as_yaml(data: Mapping[str, Any]) -> str:
    """Return the data of a study as YAML."""
    text: str = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=96)
    return text
