"""A checksum in front of a file, to be checked before anything parses the file.

The HDF5 library can hang or crash over a file with a few wrong bytes, so damage
must be noticed without it. HDF5 leaves room for this: it ignores a user block at
the start of a file. The block here holds a line of text with the SHA-256 of all
that follows.
"""

import hashlib
from pathlib import Path

from cortex_sim.errors import ResultError

SEAL_BYTES = 512
"""Size of the user block, the smallest that HDF5 knows, in bytes."""
REMEDY = "move it away or delete it; the next run computes it again"
"""What to do about a file that is refused."""

_HEAD = b"cortex_sim session, sha256 of all after byte 512: "
_HDF5_SIGNATURE = b"\x89HDF\r\n\x1a\n"


def sealed(image: bytes) -> bytes:
    """Return a file image with its checksum in the first `SEAL_BYTES` bytes.

    Parameters
    ----------
    image
        An HDF5 file with a user block of `SEAL_BYTES` bytes, which is replaced.
    """
    body = memoryview(image)[SEAL_BYTES:]
    line = _HEAD + hashlib.sha256(body).hexdigest().encode() + b"\n"
    return b"".join([line.ljust(SEAL_BYTES, b"\0"), body])


def check_seal(path: Path) -> None:
    """Refuse a file that is not, byte for byte, what `sealed` returned.

    Raises
    ------
    ResultError
        If the file is no HDF5 file, of another program, cut off or damaged.
    OSError
        If the file cannot be read.
    """
    with path.open("rb") as file:
        block = file.read(SEAL_BYTES)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if not block.startswith(_HEAD) and not block.startswith(_HDF5_SIGNATURE):
        raise ResultError(f"{path}: is not an HDF5 file of cortex_sim, or damaged; {REMEDY}")
    if not block.startswith(_HEAD):
        raise ResultError(f"{path}: was not written by cortex_sim; {REMEDY}")
    if block != (_HEAD + digest.encode() + b"\n").ljust(SEAL_BYTES, b"\0"):
        raise ResultError(f"{path}: is damaged or cut off (checksum differs); {REMEDY}")
