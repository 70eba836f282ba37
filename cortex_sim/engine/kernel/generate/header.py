"""Write the part of the kernel that comes from the model: ``equations.hpp``.

Cells, inputs, coil and rules are modules of `cortex_sim.model`; nothing of what they
say is repeated in the kernel's own source.
"""

from cortex_sim.engine.kernel.generate.cells import cells_code, traces_code
from cortex_sim.engine.kernel.generate.depression import depression_code
from cortex_sim.engine.kernel.generate.rules import rules_code
from cortex_sim.engine.kernel.generate.stimuli import (
    coil_code,
    feedback_code,
    given_code,
    input_code,
    tables_code,
)
from cortex_sim.model import inputs

HEAD = """\
// Generated from cortex_sim/model: cells, inputs, coil, depression and plasticity rules.
#pragma once
#include <memory>
#include <string>
#include <vector>
#include "functions.hpp"
#include "message.hpp"\
"""


def equations_header() -> str:
    """Return the C++ header of all equations of the model."""
    parts = [
        HEAD,
        tables_code(),
        traces_code(),
        cells_code(),
        *(input_code(kind) for kind, cells in inputs.INPUT_CELLS.items() if cells.update),
        given_code(),
        feedback_code(),
        coil_code(),
        depression_code(),
        rules_code(),
    ]
    return "\n\n".join(parts) + "\n"
