"""How a generated program is compiled: our own makefile instead of Brian2's.

Brian2's needs a minute, nine tenths of it for the same headers in every file.
Compiled once, they bring it to about a quarter. The files that only read and
write arrays need no optimisation.
"""

from pathlib import Path

from cortex_sim.engine.brian2.vectorise import vectorise
from cortex_sim.engine.compiler import VECTOR_EXP

MAKEFILE = """\
FLAGS ?= -std=c++17 -O2
CXX ?= g++
SOURCES := $(wildcard code_objects/*.cpp brianlib/*.cpp *.cpp)
OBJECTS := $(SOURCES:.cpp=.o)
# nine tenths of a compiler's time go into the same headers: they are compiled once
main: $(OBJECTS)
\t$(CXX) $(OBJECTS) -o main
code_objects/%.o: code_objects/%.cpp common.h.gch
\t$(CXX) -c -w $(FLAGS) -I. -include common.h $< -o $@
%.o: %.cpp
\t$(CXX) -c -w $(FLAGS) -O1 -I. $< -o $@
common.h.gch: common.h
\t$(CXX) -w $(FLAGS) -I. -x c++-header common.h -o common.h.gch
"""
COMMON_HEADER = """\
#include "objects.h"
#include "synapses_classes.h"
#include "brianlib/common_math.h"
#include "brianlib/stdint_compat.h"
#include <algorithm>
#include <climits>
#include <cmath>
#include <ctime>
#include <fstream>
#include <iostream>
"""


def write_makefile(folder: Path) -> None:
    """Write makefile and common header into a generated source; vectorise its loops."""
    (folder / "makefile").write_text(MAKEFILE)
    (folder / "common.h").write_text(COMMON_HEADER + VECTOR_EXP)
    vectorise(folder)
