"""Print what the package and its tests need, each at the oldest version that setup.cfg allows.

``python tests/hostile/oldest.py`` prints requirements for pip, for the Python that runs it;
``make test-oldest`` installs them and runs the tests. They fail to install if a minimum cannot be
had beside the others.
"""

from configparser import ConfigParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.version import Version

SETUP = Path(__file__).resolve().parents[2] / "setup.cfg"


def oldest(setup: Path = SETUP) -> list[str]:
    """Return ``name==version`` of all that has a minimum; of two minimums the higher one."""
    parser = ConfigParser()
    parser.read(setup)
    texts = parser["options"]["install_requires"] + parser["options.extras_require"]["test"]
    least: dict[str, Version] = {}
    for text in texts.splitlines():
        if not text or text.startswith("#"):
            continue
        required = Requirement(text)
        if required.marker is not None and not required.marker.evaluate():
            continue
        for bound in required.specifier:
            if bound.operator == ">=":
                version = Version(bound.version)
                least[required.name] = max(version, least.get(required.name, version))
    return [f"{name}=={version}" for name, version in least.items()]


if __name__ == "__main__":
    print("\n".join(oldest()))
