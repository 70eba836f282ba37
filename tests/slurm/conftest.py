"""A real Slurm of three nodes on this machine, for the tests of this folder."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from fixtures.tiny_sweep import Site, make_site

SCRIPT = Path(__file__).with_name("slurm-up.sh")
NEEDED = ("sbatch", "slurmctld", "slurmd", "munged")
INSTALL = "apt-get install --no-install-recommends slurm-wlm munge"


def find(program: str) -> str | None:
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")


def free_ports(count: int) -> int:
    """Return the first of some ports in a row that nobody listens on."""
    for first in range(17000 + os.getpid() % 900 * 10, 60000, 20):
        sockets = [socket.socket() for _ in range(count)]
        try:
            for offset, item in enumerate(sockets):
                item.bind(("127.0.0.1", first + offset))
            return first
        except OSError:
            continue
        finally:
            for item in sockets:
                item.close()
    raise OSError("no free ports")


def lab(command: str, folder: str, port: int) -> subprocess.CompletedProcess:
    environment = {**os.environ, "SLURM_LAB": folder, "PORT": str(port), "NODES": "3"}
    # output to files: the daemons would keep a pipe open
    log = Path(f"{folder}.{command}.txt")
    with log.open("w") as output:
        done = subprocess.run(
            ["bash", str(SCRIPT), command],
            env=environment, stdout=output, stderr=subprocess.STDOUT, timeout=240, check=False,
        )  # fmt: skip
    done.stdout = log.read_text()
    log.unlink()
    return done


@pytest.fixture(scope="session")
def slurm() -> Iterator[Path]:
    """Start Slurm; the value is its folder."""
    if missing := [name for name in NEEDED if find(name) is None]:
        reason = f"Slurm is not installed ({', '.join(missing)} missing): {INSTALL}"
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail(f"{reason}. In CI these tests must not be skipped", pytrace=False)
        pytest.skip(reason)
    folder = tempfile.mkdtemp(prefix="slab-", dir="/tmp")
    port = free_ports(6)
    started = lab("up", folder, port)
    if started.returncode != 0:
        pytest.fail(f"Slurm did not start:\n{started.stdout}", pytrace=False)
    before = os.environ.get("SLURM_CONF")
    os.environ["SLURM_CONF"] = f"{folder}/slurm.conf"
    try:
        yield Path(folder)
    finally:
        lab("down", folder, port)
        shutil.rmtree(folder, ignore_errors=True)
        os.environ.pop("SLURM_CONF")
        if before is not None:
            os.environ["SLURM_CONF"] = before


@pytest.fixture(scope="session")
def table(tmp_path_factory) -> tuple[str, bytes]:
    """Table of an undisturbed run in one process."""
    site = make_site(tmp_path_factory.mktemp("undisturbed"))
    site.run()
    return site.table()


@pytest.fixture
def site(slurm, tmp_path) -> Site:
    return make_site(tmp_path)
