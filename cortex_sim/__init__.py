"""Motor cortex reorganisation in chronic low back pain, simulated with spiking networks.

>>> import cortex_sim as cs
>>> study = cs.load_study("smudging", {"cohort.subjects": 4})  # doctest: +SKIP
>>> cs.run(study, "results").measures()  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cortex_sim.api.people import read_emg, read_stimuli
    from cortex_sim.api.results import Results
    from cortex_sim.api.run import open_results, run
    from cortex_sim.api.study import Study, load_study
    from cortex_sim.api.subject import Subject
    from cortex_sim.api.sweep import Sweep, SweepResults, load_sweep
    from cortex_sim.errors import CortexSimError

__version__ = "0.1.0"

__all__ = (
    "CortexSimError",
    "Results",
    "Study",
    "Subject",
    "Sweep",
    "SweepResults",
    "load_study",
    "load_sweep",
    "open_results",
    "read_emg",
    "read_stimuli",
    "run",
)

_HOMES = {
    "CortexSimError": "errors",
    "Results": "api.results",
    "Study": "api.study",
    "Subject": "api.subject",
    "Sweep": "api.sweep",
    "SweepResults": "api.sweep",
    "load_study": "api.study",
    "load_sweep": "api.sweep",
    "open_results": "api.run",
    "read_emg": "api.people",
    "read_stimuli": "api.people",
    "run": "api.run",
}
"""Module of each name of the face; it is imported when the name is first used, so that
``import cortex_sim`` and ``cortex-sim --version`` take no time."""


def __getattr__(name: str) -> Any:
    """Import a name of the face when it is asked for (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'cortex_sim' has no attribute {name!r}")
    import_module("cortex_sim.errors").refuse_windows()
    value = getattr(import_module(f"cortex_sim.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the names of the face beside those that are there."""
    return sorted({*globals(), *__all__})
