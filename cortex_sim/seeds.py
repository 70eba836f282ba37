"""Random numbers by name: one independent stream for every purpose.

A stream depends on the subject's seed and on the name of its purpose, never on
the order in which streams are asked for. So a new consumer of random numbers
leaves all others as they are.
"""

import hashlib
import json
from functools import cache

import numpy as np

from cortex_sim.errors import ConfigError

_HASH_BITS = 256
_SPAWN_BITS = 128


def derive_seed(*parts: str | int, bits: int = 32) -> int:
    """Return an integer that depends on all ``parts`` and their order.

    Parameters
    ----------
    *parts
        What the seed is for, such as ``(subject_seed, "noise", session_id)``;
        at least one. ``1`` and ``"1"`` are different parts.
    bits
        Size of the result, 1 to 256 bits.

    Returns
    -------
    int
        In ``[0, 2**bits)``: the first bits of the SHA-256 of the parts as
        canonical JSON. The same on every machine and version.

    Raises
    ------
    ConfigError
        If there is no part, a part is neither text nor integer, or ``bits`` is
        out of range.

    Examples
    --------
    >>> derive_seed(1, "wiring") == derive_seed(1, "wiring")
    True
    """
    if not parts:
        raise ConfigError("derive_seed: got no parts, expected at least one")
    if not 1 <= bits <= _HASH_BITS:
        raise ConfigError(f"derive_seed: got bits={bits}, expected 1 to {_HASH_BITS}")
    text = json.dumps([_part(p) for p in parts], separators=(",", ":"), ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest) >> (_HASH_BITS - bits)


def rng_for(subject_seed: int, purpose: str, *more: str | int) -> np.random.Generator:
    """Return the random number generator of one purpose.

    Parameters
    ----------
    subject_seed
        The subject's seed, not negative.
    purpose
        What the numbers are for, such as ``"wiring"``.
    *more
        Parts that tell streams of one purpose apart, such as a session's id.

    Returns
    -------
    numpy.random.Generator
        PCG64 at the start of its stream; the same arguments give the same
        numbers. Streams of unlike arguments are independent for all purposes:
        they are children of one `numpy.random.SeedSequence` whose spawn key is
        128 bits of the hash of ``purpose`` and ``more``.

    Raises
    ------
    ConfigError
        If ``subject_seed`` is negative or not an integer, or as `derive_seed`.
    """
    seed = _part(subject_seed)
    if not isinstance(seed, int) or seed < 0:
        raise ConfigError(f"seed: got {subject_seed!r}, expected an integer from 0 on")
    key = derive_seed(purpose, *more, bits=_SPAWN_BITS)
    sequence = np.random.SeedSequence(seed, spawn_key=(key,))
    return np.random.Generator(np.random.PCG64(sequence))


@cache
def streams_id() -> str:
    """Return 16 hexadecimal digits that change if numpy draws other numbers.

    numpy promises no fixed streams over its versions, and a result depends on them. So
    the first draws of every method that the model uses are hashed, to six digits, which
    leaves out how a CPU rounds.
    """
    rng = rng_for(0, "streams")
    draws: list[float] = []
    for _ in range(50):
        draws += [rng.random(), rng.standard_normal(), rng.normal(1.0, 2.0)]
        draws += [int(rng.integers(1, 99)), int(rng.poisson(7.0))]
        draws += [*rng.permutation(9), *rng.choice(3, size=2, p=[0.2, 0.5, 0.3])]
    text = " ".join(f"{float(value):.6g}" for value in draws)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _part(part: object) -> str | int:
    if isinstance(part, str):
        return part
    if isinstance(part, (int, np.integer)) and not isinstance(part, bool):
        return int(part)
    raise ConfigError(f"seed: got {part!r}, expected text or an integer")
