"""The site file: where this person's sweeps run, and with which options.

It lies in the user's own folder of settings, never beside a sweep: a sweep file may
come from somebody else, and must not choose where jobs go.
"""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError, create_model

from cortex_sim.config.canonical import canonical_json
from cortex_sim.config.layers import load_layers
from cortex_sim.config.problems import explain_validation_error, known_keys
from cortex_sim.errors import SweepError
from cortex_sim.sections import Section
from cortex_sim.sweep.config import SweepExecution
from cortex_sim.sweep.executors.base import Executor, NoSettings, Order
from cortex_sim.sweep.executors.local import Local
from cortex_sim.sweep.executors.table import EXECUTORS


@dataclass(frozen=True)
class Site:
    """What the site file says, every default filled in."""

    executor: str = Local.name
    """Executor where the command line names none."""

    sections: dict[str, Section] = field(default_factory=dict)
    """Settings by executor."""

    def choose(
        self, name: str | None, needs: SweepExecution, order: Order | None = None
    ) -> Executor[Any]:
        """Return an executor.

        Parameters
        ----------
        name
            Which; None: the one of the site file.
        needs
            What a task needs, by the sweep file.
        order
            What the command line says.

        Raises
        ------
        SweepError
            If there is no such executor, or it cannot do what was ordered.
        """
        name = name or self.executor
        if name not in EXECUTORS:
            raise SweepError(f"--executor: got {name!r}, expected one of {', '.join(EXECUTORS)}")
        kind = EXECUTORS[name]
        return kind(self.sections.get(name, kind.Site()), needs, order)


def site_path() -> Path:
    """Return where the site file is looked for."""
    base = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    # by the standard of these folders a relative one does not count
    home = base if base.is_absolute() else Path.home() / ".config"
    return home / "cortex_sim" / "site.yaml"


def load_site(path: Path | None = None) -> Site:
    """Return the site file's settings, or all defaults where there is no such file.

    Raises
    ------
    ConfigError
        If it cannot be read or says something impossible.
    """
    path = path or site_path()
    if not path.exists():
        return Site()
    layers = load_layers(path)
    model = _site_model()
    try:
        settings = model.model_validate_json(canonical_json(layers.data))
    except ValidationError as error:
        raise explain_validation_error(error, layers.origins, path, known_keys(model)) from None
    chosen = {name: getattr(settings, name) for name in EXECUTORS if name in model.model_fields}
    return Site(settings.executor, chosen)  # type: ignore[attr-defined]


def _site_model() -> type[Section]:
    """Return the model of the file: the name of an executor, and a section for each."""
    fields: dict[str, Any] = {
        name: (kind.Site, kind.Site())
        for name, kind in EXECUTORS.items()
        if kind.Site is not NoSettings
    }
    fields["executor"] = (Literal[tuple(EXECUTORS)], Local.name)
    return create_model("SiteFile", __base__=Section, **fields)
