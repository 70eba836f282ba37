"""What the levels of modulators do: each is a function from its level to some factors."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cortex_sim.config.modulators import MODULATORS
from cortex_sim.model.body import Body
from cortex_sim.plasticity.bdnf import bdnf_factors


class Effects(NamedTuple):
    """Factors on parts of the model; 1 is health."""

    gaba_gain: float = 1.0
    """On GABA_A conductances of modulated cells in the trunk area."""

    potentiation: float = 1.0
    """On potentiation by postsynaptic bursts."""

    depression: float = 1.0
    """On pair depression, heterosynaptic depression and decay."""


def _gaba_a(_: Body, level: float) -> Effects:
    return Effects(gaba_gain=level)


def _bdnf(body: Body, level: float) -> Effects:
    factors = bdnf_factors(body.bdnf, level)
    return Effects(potentiation=factors.ltp, depression=factors.ltd)


ACTS: dict[str, Callable[[Body, float], Effects]] = {"gaba_a": _gaba_a, "bdnf": _bdnf}
"""What each modulator does, by name."""


def effects_of(body: Body, levels: Mapping[str, float]) -> Effects:
    """Return the factors of all modulators together; one that is not named is healthy.

    Parameters
    ----------
    body
        The subject.
    levels
        The subject's own level of each modulator, 0 or more.

    Raises
    ------
    KeyError
        If a level has a name that no modulator has.
    """
    whole = Effects()
    for name, level in ({n: m.healthy for n, m in MODULATORS.items()} | dict(levels)).items():
        part = ACTS[name](body, level)
        whole = Effects(*(one * other for one, other in zip(whole, part, strict=True)))
    return whole


if set(ACTS) != set(MODULATORS):
    raise TypeError("modulators in the configuration and in the model must be the same")
