r"""Input populations: premotor cue cells, the echo of a go signal, muscle afferents.

All fire as Poisson cells whose rate is updated every ``input_interval`` from
a table of trials. Cue cells tile the time around the go cue: cell *i* has the
rate :math:`b + p \exp(-(\tau - c_i)^2 / 2 s^2)` at time :math:`\tau` in the
trial (a preparatory sequence, as in premotor cortex; assumed). Echo cells read
their rate after the go cue from a table (`cortex_sim.model.echo`). The afferents
of a muscle fire at ``active_rate`` times the drive while it is active.

In a closed loop afferents also follow their muscle's motoneurons. Each of the
*n* of a muscle adds :math:`1 / n\tau` with every spike, a delay later, to a trace
``pool_rate`` that decays with :math:`\tau`: their recent mean rate, in Hz. The
rate of the afferents is that of the task plus ``feedback`` times the trace, and
at most ``highest_rate``.

Where a sequence says which spikes a population of inputs fires, its cells are *given*: each reads
the times of its spikes from a table (`cortex_sim.model.given` draws them). Cells with a membrane
keep it: a cell beside each of them is given, and every spike of its own lifts the potential to
``network.coil.axon_spike``, as a pulse of the coil does, so that the cell fires in the next step
unless it is refractory.
"""

from typing import NamedTuple

THRESHOLD = "rand() < rate * dt"


class InputCells(NamedTuple):
    """The cells of an input: equations, statements that set their rate, when they fire."""

    equations: str
    update: str
    threshold: str = THRESHOLD
    reset: str = ""


CUE_EQUATIONS = """
rate : Hz
centre : second (constant)
base_rate : Hz (shared, constant)
peak_rate : Hz (shared, constant)
width : second (shared, constant)
trial_duration : second (shared, constant)
"""
CUE_UPDATE = (
    "rate = base_rate + peak_rate * exp("
    "-(t - int(t / trial_duration + 1e-9) * trial_duration - centre)**2 / (2 * width**2))"
)
AFFERENT_EQUATIONS = """
rate : Hz
muscle : integer (constant)
base_rate : Hz (shared, constant)
active_rate : Hz (shared, constant)
trial_duration : second (shared, constant)
"""
AFFERENT_UPDATE = """
trial = int(t / trial_duration + 1e-9)
since_cue = t - trial * trial_duration
onset = trial_onset(trial * second, muscle)
active = int(since_cue >= onset) * int(since_cue < onset + trial_length(trial * second, muscle))
rate = base_rate + active_rate * trial_drive(trial * second, muscle) * active
"""
FOLLOWING_EQUATIONS = f"""{AFFERENT_EQUATIONS}
dpool_rate/dt = -pool_rate / tau_pool : Hz
tau_pool : second (shared, constant)
pool_step : Hz (shared, constant)
feedback : 1 (shared, constant)
highest_rate : Hz (shared, constant)
"""
FOLLOWING_UPDATE = f"""{AFFERENT_UPDATE}
closed = rate + feedback * pool_rate
rate = closed + int(closed > highest_rate) * (highest_rate - closed)
"""
FEEDBACK_ON_PRE = "pool_rate_post += pool_step_post"
"""What a motoneuron's spike does to each afferent of its muscle."""

ECHO_EQUATIONS = """
rate : Hz
column : integer (constant)
base_rate : Hz (shared, constant)
strength : 1 (shared, constant)
row_duration : second (shared, constant)
trial_duration : second (shared, constant)
"""
ECHO_UPDATE = """
since_cue = t - int(t / trial_duration + 1e-9) * trial_duration
rate = base_rate + strength * echo_rate(int(since_cue / row_duration + 1e-6) * second, column)
"""
GIVEN_EQUATIONS = """
first : integer (constant)
passed : integer
"""
GIVEN_THRESHOLD = "t > given_time((first + passed) * second) - 0.5 * dt"
GIVEN_RESET = "passed += 1"
FORCING_EQUATIONS = f"{GIVEN_EQUATIONS}axon_spike : volt (shared, constant)\n"
FORCING_ON_PRE = "v_post = axon_spike_pre"
"""What a spike of a given cell does to the cell with a membrane beside it."""

GIVEN_TABLES = {"given_time": "second"}
"""Table of given spikes: those of a cell in one piece that ends with `coil.NEVER`."""

MOST_SPIKES = 2**20
"""Rows of the table of given spikes."""

INPUT_CELLS = {
    "cue": InputCells(CUE_EQUATIONS, CUE_UPDATE),
    "echo": InputCells(ECHO_EQUATIONS, ECHO_UPDATE),
    "afferent": InputCells(AFFERENT_EQUATIONS, AFFERENT_UPDATE),
    "following": InputCells(FOLLOWING_EQUATIONS, FOLLOWING_UPDATE),
    "given": InputCells(GIVEN_EQUATIONS, "", GIVEN_THRESHOLD, GIVEN_RESET),
    "forcing": InputCells(FORCING_EQUATIONS, "", GIVEN_THRESHOLD, GIVEN_RESET),
}
"""Inputs by the kind of a population in a structure; ``following``: afferents in a closed loop,
``given``: cells of any input whose spikes are data, ``forcing``: those that make cells fire."""


def forcing(population: str) -> str:
    """Return the name of the given cells beside those of a population; no network has such one."""
    return f"{population}__given"


TRIAL_TABLES = {"trial_onset": "second", "trial_length": "second", "trial_drive": "1"}
"""Tables with one row a trial and one column a muscle, with their Brian2 units."""

ECHO_TABLES = {"echo_rate": "Hz"}
"""Table with a row for each ``input_interval`` after the go cue and a column for each echo cell."""
