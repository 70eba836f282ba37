r"""Input populations: premotor cue cells and muscle afferents.

Both fire as Poisson cells whose rate is updated every ``input_interval`` from
a table of trials. Cue cells tile the time around the go cue: cell *i* has the
rate :math:`b + p \exp(-(\tau - c_i)^2 / 2 s^2)` at time :math:`\tau` in the
trial (a preparatory sequence, as in premotor cortex; assumed). The afferents
of a muscle fire at ``active_rate`` times the drive while it is active.
"""

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
THRESHOLD = "rand() < rate * dt"
TRIAL_TABLES = {"trial_onset": "second", "trial_length": "second", "trial_drive": "1"}
"""Tables with one row a trial and one column a muscle, with their Brian2 units."""
