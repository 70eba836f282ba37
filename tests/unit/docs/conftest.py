"""The generators of the documentation site, without Sphinx."""

import sys
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs"
sys.path.append(str(DOCS / "_ext"))
