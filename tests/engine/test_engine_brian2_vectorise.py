"""Cells are integrated several at once, and compute what they computed before."""

import subprocess

import pytest

from cortex_sim.engine.brian2.vectorise import vectorisable
from cortex_sim.engine.compiler import FLAGS, VECTOR_EXP, VECTOR_EXP_SWITCH, compiler_command

UPDATER = """\
    for(int _idx=0; _idx<_N; _idx++)
    {
        not_refractory = _timestep(t - lastspike, dt) >= _lio_1;
"""
STEPS = """
#include <cmath>
#include <cstdint>
static int64_t _timestep(double t, double dt) { return (int64_t)((t + 1e-3 * dt) / dt); }
int main() {
    const double dt = 1e-4;
    for (int n = 0; n < 300; n++)
        for (int last = 0; last < 300; last++)
            for (int now = last; now < last + 300; now++) {
                const double t = now * dt, lastspike = last * dt;
                const int64_t _lio_1 = _timestep(n * dt, dt);
                char not_refractory;
                BEFORE
                const char before = not_refractory;
                AFTER
                if (before != not_refractory) return 1;
            }
}
"""


def test_cells_of_a_loop_are_independent_and_without_integers():
    code = vectorisable(UPDATER)
    assert "#pragma GCC ivdep\n    for(int _idx=0" in code
    assert "_timestep(" not in code


def test_code_of_another_shape_stays_as_it_is():
    other = "for (auto _idx : cells) { not_refractory = steps(t) > 3; }"
    assert vectorisable(other) == other


def test_vector_exp_is_a_flag_of_native_programs_only():
    assert f"-D{VECTOR_EXP_SWITCH}" in FLAGS["native"]
    assert f"-D{VECTOR_EXP_SWITCH}" not in FLAGS["portable"]


def compile_and_link(tmp_path, code, *flags):
    (tmp_path / "t.cpp").write_text(code)
    command = [*compiler_command(), "-w", *flags, "t.cpp", "-o", "t"]
    subprocess.run(command, cwd=tmp_path, check=True)
    return tmp_path / "t"


@pytest.mark.compiled
def test_refractory_cells_are_the_same_ones(tmp_path):
    line = UPDATER.splitlines()[-1]
    code = STEPS.replace("BEFORE", line).replace("AFTER", vectorisable(line))
    program = compile_and_link(tmp_path, code, *FLAGS["native"])
    assert subprocess.run([program], check=False).returncode == 0


@pytest.mark.compiled
def test_vector_exp_keeps_infinity_and_nan_and_is_exact_to_rounding(tmp_path):
    code = f"""
#include <cmath>
#include <cstdlib>
{VECTOR_EXP}
double x[1024], y[1024];
int main() {{
    for (int i = 0; i < 1024; i++) x[i] = i / 512. - 1;
    x[5] = std::strtod("nan", nullptr);
    x[9] = std::strtod("-inf", nullptr);
    for (int i = 0; i < 1024; i++) y[i] = exp(x[i]);
    for (int i = 0; i < 1024; i++)
        if (i != 5 && i != 9 && !(std::fabs(y[i] / (double)expl(x[i]) - 1) < 1e-14)) return 1;
    return !std::isnan(y[5]) + 2 * (y[9] != 0);
}}"""
    program = compile_and_link(tmp_path, code, *FLAGS["native"])
    assert subprocess.run([program], check=False).returncode == 0
