"""Short-term depression in C++: what a spike of a cell finds, and what it leaves."""

from cortex_sim.engine.kernel.generate.translate import assignments, cpp
from cortex_sim.model import depression


def depression_code() -> str:
    """Return the state of a depressing projection, in double precision, by source cell."""
    state = list(depression.STATE)
    lines = [
        "struct Depression {",
        *(f"    double {key} = 0;" for key in depression.INPUTS),
        *(f"    std::vector<double> {name}_;" for name in state),
        "    void read(const Message& given, const std::string& owner, int cells) {",
        *(f'        {key} = given.value(owner + ".{key}");' for key in depression.INPUTS),
        *(f"        {name}_.assign(size_t(cells), 0);" for name in state),
        "    }",
        "    // The share of its conductance that a spike transmits which arrives at t.",
        "    double release(int cell, double t) {",
        *(f"        double& {name} = {name}_[size_t(cell)];" for name in state),
        *_statements(depression.RECOVER),
        f"        const double available = {cpp(depression.AVAILABLE, real='double')};",
        *_statements(depression.SPEND),
        "        return available;",
        "    }",
        "};",
    ]
    return "\n".join(lines)


def _statements(block: str) -> list[str]:
    return [
        f"        {target} = {cpp(value, real='double')};" for target, value in assignments(block)
    ]
