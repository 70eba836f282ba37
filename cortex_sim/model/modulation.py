"""What the levels of modulators do: each is a function from its level to some factors."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from cortex_sim.config.modulators import MODULATORS
from cortex_sim.model.body import Body
from cortex_sim.plasticity.bdnf import bdnf_factors


class Effects(NamedTuple):
    """Factors on parts of the model; 1 is health."""

    gaba_gain: float = 1.0
    """On GABA_A conductances of synapses onto modulated cells in the trunk area."""

    tonic_gaba_gain: float = 1.0
    """On the tonic GABA_A conductance of modulated cells in the trunk area."""

    potentiation: float = 1.0
    """On potentiation by postsynaptic bursts."""

    depression: float = 1.0
    """On pair depression, heterosynaptic depression and decay."""

    pair_potentiation: float = 1.0
    """On potentiation by pairs of single spikes."""

    pair_depression: float = 1.0
    """On pair depression alone."""

    heterosynaptic: float = 1.0
    """On heterosynaptic depression alone."""

    learning: float = 1.0
    """On all learning rates."""

    excitability: float = 1.0
    """On the bias of cells with ``excitability_modulated``."""

    relay_bias: float = 1.0
    """On the bias of thalamic relay cells."""

    afferent_gain: float = 1.0
    """On the rate of active afferents."""

    cue_gain: float = 1.0
    """On the rate of the cue."""


SLOW = {"depression": "pair_depression"} | {
    name: name
    for name in (
        "potentiation",
        "pair_potentiation",
        "heterosynaptic",
        "learning",
        "excitability",
        "relay_bias",
        "afferent_gain",
        "cue_gain",
    )
}
"""Field of `Effects` by target of the slow modulators, those that act in the network."""


def _gaba_a(_: Body, level: float) -> Effects:
    return Effects(gaba_gain=level)


def _gaba_a_tonic(_: Body, level: float) -> Effects:
    return Effects(tonic_gaba_gain=level)


def _bdnf(body: Body, level: float) -> Effects:
    factors = bdnf_factors(body.bdnf, level)
    return Effects(potentiation=factors.ltp, depression=factors.ltd)


ACTS: dict[str, Callable[[Body, float], Effects]] = {
    "gaba_a": _gaba_a,
    "bdnf": _bdnf,
    "gaba_a_tonic": _gaba_a_tonic,
}
"""What each modulator does, by name."""


def effects_of(
    body: Body, levels: Mapping[str, float], factors: Mapping[str, float] | None = None
) -> Effects:
    """Return the factors of all modulators together; one that is not named is healthy.

    Parameters
    ----------
    body
        The subject.
    levels
        The subject's own level of each modulator, 0 or more.
    factors
        Of slow modulators by target; those that do not act in the network are left to others.

    Raises
    ------
    KeyError
        If a level has a name that no modulator has.
    """
    whole = Effects()
    for name, level in ({n: m.healthy for n, m in MODULATORS.items()} | dict(levels)).items():
        part = ACTS[name](body, level)
        whole = _together(whole, part)
    slow = {SLOW[target]: value for target, value in (factors or {}).items() if target in SLOW}
    return _together(whole, Effects(**slow))


def _together(whole: Effects, part: Effects) -> Effects:
    return Effects(*(one * other for one, other in zip(whole, part, strict=True)))


if set(ACTS) != set(MODULATORS):
    raise TypeError("modulators in the configuration and in the model must be the same")
