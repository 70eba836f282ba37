"""A hash of the source code that decides what a session computes.

Comments, docstrings and layout do not count. A change in any other token of
the folders below changes every build id, so no stale result passes as new.
"""

import ast
import hashlib
import re
from functools import cache
from pathlib import Path

SCIENCE = (
    "model",
    "muscles",
    "slow",
    "clinic",
    "seeds.py",
    "engine/brian2/generate.py",
    "engine/brian2/program.py",
    "engine/brian2/vectorise.py",
    "engine/kernel/generate",
    "engine/kernel/interface.py",
    "engine/kernel/program.py",
    "engine/kernel/source",
    "engine/program.py",
    "course/laboratory.py",
    "course/practice.py",
    "course/session.py",
    "course/slow_plan.py",
    # what assessments compute while they run, and store
    "analysis/arrays.py",
    "analysis/excitability.py",
    "analysis/spikes.py",
)
"""Files and folders of the package whose code is part of a result's identity."""


@cache
def source_fingerprint() -> str:
    """Return the hash of the code in `SCIENCE`."""
    root = Path(__file__).resolve().parent.parent
    digest = hashlib.sha256()
    for entry in SCIENCE:
        path = root / entry
        for file in sorted(path.rglob("*.*")) if path.is_dir() else [path]:
            if file.suffix in BARE:
                digest.update(file.relative_to(root).as_posix().encode())
                digest.update(BARE[file.suffix](file.read_text(encoding="utf-8")).encode())
    return digest.hexdigest()


def bare_code(source: str) -> str:
    """Return source code without comments, docstrings and layout.

    Examples
    --------
    >>> bare_code("x = 1  # one") == bare_code("x  =  1")
    True
    """
    tree = ast.parse(source)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    for node in ast.walk(tree):
        if isinstance(node, documented) or hasattr(node, "body"):
            _drop_bare_strings(node)
    return ast.unparse(tree)


def bare_cpp(source: str) -> str:
    """Return C++ without comments (``//`` alone is used here) and layout.

    Examples
    --------
    >>> bare_cpp("x = 1;  // one") == bare_cpp("x  =  1;")
    True
    """
    return " ".join(re.sub(r"//.*", "", source).split())


BARE = {".py": bare_code, ".cpp": bare_cpp, ".hpp": bare_cpp}
"""What of a file counts as code, by its suffix; other files hold none."""


def _drop_bare_strings(node: ast.AST) -> None:
    body = getattr(node, "body", None)
    if not isinstance(body, list):
        return
    kept = [
        statement
        for statement in body
        if not (
            isinstance(statement, ast.Expr)
            and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str)
        )
    ]
    node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]
