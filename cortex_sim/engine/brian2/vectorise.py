"""Let the compiler treat several cells at once in the loops that integrate them.

Three things keep GCC from it in Brian2's code, none of which is about what is
computed: it does not believe that a group's arrays are apart, each exp is a call
for one number because ``-fno-finite-math-only`` hides glibc's exp for vectors, and
the test for refractoriness converts to an integer, which AVX2 cannot for vectors.
Where something of this is not to be had, the loop stays as it was.
"""

import re
from pathlib import Path

LOOP = re.compile(r"^( *)(for ?\(int _idx=0; _idx<_N; _idx\+\+\))", re.MULTILINE)
REFRACTORY = re.compile(
    r"not_refractory = _timestep\(t - lastspike, dt\) >= (_lio_\d+|_timestep\([^()]*\));"
)


def vectorise(folder: Path) -> None:
    """Change the state updaters in the folder of a generated source.

    Parameters
    ----------
    folder
        Source as Brian2 wrote it. A loop or test that another version of
        Brian2 writes otherwise stays as it is.
    """
    for file in sorted((folder / "code_objects").glob("*_stateupdater_codeobject.cpp")):
        file.write_text(vectorisable(file.read_text()))


def vectorisable(code: str) -> str:
    """Return a state updater's code with independent cells and no integer in the loop.

    A cell reads and writes its own elements only, in arrays that Brian2 declares
    ``__restrict`` already. Time since the last spike is never negative, so a whole
    number of steps is reached or not whether its fraction is cut off or not.
    """
    code = LOOP.sub(r"#pragma GCC ivdep\n\1\2", code)
    return REFRACTORY.sub(r"not_refractory = ((t - lastspike) + 1e-3*dt)/dt >= (double)\1;", code)
