"""How every condition looks, in one table: colour, marker and line style.

A condition is a phase or an arm by its name in a configuration. It looks the same in every
study and every figure. What belongs together looks alike: arms of one cause share its hue, doses go
from light to dark. Hues of muscles (`palette`) are not among these.

The first eight colours are those of Okabe & Ito (2008, https://jfly.uni-koeln.de/color/), which
remain apart for people with protanopia, deuteranopia and tritanopia. Conditions of one study
differ in marker or in lightness too, so colour is never the only cue.
"""

from dataclasses import dataclass

from matplotlib.typing import ColorType, LineStyleType

BLACK = "#000000"
ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"

OKABE_ITO = (BLACK, ORANGE, SKY_BLUE, GREEN, YELLOW, BLUE, VERMILLION, PURPLE)
"""The eight colours, in the published order. matplotlib has them as ``okabe_ito`` from 3.11."""

_DOTS_AND_DASH: LineStyleType = (0, (4, 1, 1, 1, 1, 1))
_SPARSE: LineStyleType = (0, (1, 2))
_SHORT: LineStyleType = (0, (2, 1))


@dataclass(frozen=True)
class ConditionStyle:
    """How a condition (a phase or an arm) is drawn in every figure."""

    colour: ColorType
    """A matplotlib colour."""

    marker: str
    """A matplotlib marker."""

    linestyle: LineStyleType
    """A matplotlib line style."""

    label: str
    """What a reader sees, e.g. ``CLBP``."""


PHASES = {
    "healthy": ConditionStyle(BLACK, "o", "-", "healthy"),
    "clbp": ConditionStyle(VERMILLION, "s", "--", "CLBP"),
    "motor_control_training": ConditionStyle(GREEN, "^", "-", "motor control training"),
    "no_training": ConditionStyle(PURPLE, "v", ":", "no training"),
    "no_training_little_load": ConditionStyle("#E3B5CD", ">", _SHORT, "no training, little load"),
    "unspecific_exercise": ConditionStyle(ORANGE, "D", "-.", "unspecific exercise"),
    "training_without_bdnf": ConditionStyle(SKY_BLUE, "H", _DOTS_AND_DASH, "training without BDNF"),
    "retention": ConditionStyle(BLUE, "P", _SPARSE, "retention"),
    "single_session": ConditionStyle("#7FC9A8", "*", _SHORT, "single session"),
    "movement_resumed": ConditionStyle("#8A5F00", "1", "--", "healthy movement resumed"),
    "unspecific_movement": ConditionStyle("#C9821E", "X", "-.", "unspecific movement"),
}
"""Phases and arms of the main studies; a later phase of an arm has the arm's colour."""

_CAUSES = {
    "delay": (BLUE, "<>", "delay"),
    "co_contraction": (ORANGE, "ph", "co-contraction"),
    "gaba": (PURPLE, "d8", "GABA_A loss"),
    "bdnf": (SKY_BLUE, "DP", "BDNF loss"),
}

_ABLATIONS = {
    **{
        f"{cause}_alone": ConditionStyle(colour, markers[0], "-", f"{name} alone")
        for cause, (colour, markers, name) in _CAUSES.items()
    },
    **{
        f"without_{cause}": ConditionStyle(colour, markers[1], ":", f"all but {name}")
        for cause, (colour, markers, name) in _CAUSES.items()
    },
    "no_cause": ConditionStyle("#8C8C8C", "o", "--", "no cause"),
    "plasticity_off": ConditionStyle("#595959", "X", ":", "plasticity off"),
    "shuffled": ConditionStyle("#005F45", "*", "-.", "shuffled onsets"),
}
"""Arms of the study of causes."""

_DOSES = {
    "gaba_100": ConditionStyle("#FDBE85", "h", "-", "GABA_A gain 1"),
    "gaba_085": ConditionStyle("#FD8D3C", "h", "-", "GABA_A gain 0.85"),
    "gaba_070": ConditionStyle("#D94801", "h", "-", "GABA_A gain 0.7"),
    "gaba_055": ConditionStyle("#8C2D04", "h", "-", "GABA_A gain 0.55"),
    "gaba_040": ConditionStyle("#451500", "h", "-", "GABA_A gain 0.4"),
    "delay_000": ConditionStyle("#9ECAE1", "D", "-", "delay 0 ms"),
    "delay_040": ConditionStyle("#4292C6", "D", "-", "delay 40 ms"),
    "delay_080": ConditionStyle("#08519C", "D", "-", "delay 80 ms"),
    "delay_120": ConditionStyle("#08284D", "D", "-", "delay 120 ms"),
}
"""Doses of a cause, from light (mild) to dark."""

# practice and exercise under the slow clock: with exercise the same hue, dashed
_SLOW_CLOCK = {
    "1_per_week": ConditionStyle("#A1D99B", "^", "-", "1 per week"),
    "1_per_week_exercise": ConditionStyle("#A1D99B", "2", "--", "1 per week, exercise"),
    "3_per_week": ConditionStyle("#41AB5D", ">", "-", "3 per week"),
    "3_per_week_exercise": ConditionStyle("#41AB5D", "4", "--", "3 per week, exercise"),
    "5_per_week": ConditionStyle("#00441B", "<", "-", "5 per week"),
    "5_per_week_exercise": ConditionStyle("#00441B", "3", "--", "5 per week, exercise"),
    "exercise_alone": ConditionStyle("#A65628", "d", "-.", "exercise alone"),
    "as_before": ConditionStyle(VERMILLION, "p", "-", "as before"),
    "as_before_little_load": ConditionStyle("#F4A582", "h", "--", "as before, little load"),
    "no_exercise": ConditionStyle("#737373", "v", ":", "no exercise"),
    "just_before": ConditionStyle(BLUE, "^", "-", "just before"),
    "just_after": ConditionStyle(SKY_BLUE, "s", "--", "just after"),
    "three_hours_before": ConditionStyle("#7A4964", "D", "-.", "three hours before"),
    "three_hours_after": ConditionStyle(PURPLE, "p", _SHORT, "three hours after"),
    "stop_early": ConditionStyle(ORANGE, "v", "--", "stop early"),
    "stop_late": ConditionStyle("#8A5F00", "d", "-.", "stop late"),
    "go_on": ConditionStyle(GREEN, ">", "-", "go on"),
    "training": ConditionStyle(GREEN, "<", "-", "training"),
    "training_and_exercise": ConditionStyle("#005F45", "P", "--", "training and exercise"),
    "rest": ConditionStyle("#8C8C8C", "X", ":", "rest"),
    "rest_little_load": ConditionStyle("#BFBFBF", "d", "-.", "rest, little load"),
}
"""Arms of the experiments on the slow clock."""

_BDNF = {
    "bdnf_0": ConditionStyle("#C6DBEF", "v", "-", "training, BDNF 0"),
    "bdnf_04": ConditionStyle("#6BAED6", "<", "-", "training, BDNF 0.4"),
    "bdnf_1": ConditionStyle("#2171B5", ">", "-", "training, BDNF 1"),
    "bdnf_15": ConditionStyle("#08306B", "^", "-", "training, BDNF 1.5"),
    "neither": ConditionStyle("#8C8C8C", "p", ":", "neither"),
    "scavenged": ConditionStyle("#C6DBEF", "P", ":", "BDNF scavenged"),
    "tonic": ConditionStyle("#6BAED6", "d", "-", "tonic BDNF"),
    "released": ConditionStyle("#08306B", "8", "--", "BDNF tonic and released"),
}
"""Arms of the studies of BDNF, from light (none) to dark."""

_SYSTEMS = {
    "imagery": ConditionStyle(SKY_BLUE, "<", "-", "imagery"),
    "imagery_sham": ConditionStyle("#A6A6A6", "2", ":", "imagery without its cue"),
    "education": ConditionStyle(PURPLE, "h", "-.", "education"),
    "exercise": ConditionStyle(ORANGE, "d", "--", "exercise"),
    "both": ConditionStyle("#005F45", "8", "-", "both"),
    "mind_body": ConditionStyle("#8A5F00", ">", "-.", "mind-body exercise"),
    "training_tenth": ConditionStyle("#74B3D8", "<", "-", "dopamine 0.1"),
    "training_healthy": ConditionStyle("#2676B8", ">", "-", "dopamine 1"),
    "training_triple": ConditionStyle("#0A3772", "h", "-", "dopamine 3"),
    "training_free": ConditionStyle("#005F45", "p", "--", "dopamine that follows"),
    "training_levodopa": ConditionStyle(ORANGE, "8", "-.", "levodopa"),
    "trained": ConditionStyle(BLUE, "o", "-", "training"),
    "trained_distracted": ConditionStyle("#8A5F00", "v", "--", "distracted"),
    "trained_under_load": ConditionStyle("#8C2D04", "^", "--", "load of 1"),
    "trained_with_ssri": ConditionStyle(PURPLE, "<", "-.", "SSRI"),
    "trained_unsensitised": ConditionStyle(GREEN, "d", "-.", "no sensitisation"),
    "trained_inhibited": ConditionStyle("#74B3D8", "P", "--", "healthy inhibition"),
    "trained_unafraid": ConditionStyle("#8C6D31", "<", ":", "no fear"),
    "exercised": ConditionStyle("#5A7D2A", ">", "-", "exercise each day"),
    "exercised_without_relief": ConditionStyle("#A3C17A", ">", ":", "exercise, no relief"),
    "aged": ConditionStyle("#595959", "p", "-.", "70 years"),
    "young": ConditionStyle(SKY_BLUE, "*", ":", "25 years"),
}
"""Arms of the studies of modulators and interventions."""

_STIMULATION = {
    "sham_imagery": ConditionStyle("#BFBFBF", "3", ":", "sham imagery"),
    "tdcs_and_pes_motor": ConditionStyle("#005F45", "P", "-", "tDCS and motor PES"),
    "tdcs_and_sham_pes_motor": ConditionStyle(BLUE, "<", "--", "tDCS, sham PES"),
    "sham_tdcs_and_pes_motor": ConditionStyle(GREEN, ">", "--", "sham tDCS, motor PES"),
    "sham_tdcs_and_sham_pes_motor": ConditionStyle("#8C8C8C", "X", "-", "both sham"),
    "itbs": ConditionStyle(ORANGE, "D", "-", "iTBS"),
    "sham_itbs": ConditionStyle("#F4A582", "d", ":", "sham iTBS"),
    "ctbs": ConditionStyle("#8A5F00", "p", "-.", "cTBS"),
    "rtms": ConditionStyle("#451500", "h", "--", "rTMS"),
    "pas": ConditionStyle(PURPLE, "8", "-.", "PAS"),
    "pes_sensory": ConditionStyle("#A1D99B", "*", "--", "sensory PES"),
    "pes_spread": ConditionStyle("#C7E9C0", "1", "-.", "motor PES, spread"),
    "manual": ConditionStyle("#7A4964", "2", "-", "manual therapy"),
    "training_tdcs": ConditionStyle(SKY_BLUE, "3", "-", "training with tDCS"),
    "training_sham_tdcs": ConditionStyle("#9ECAE1", "4", ":", "training, sham tDCS"),
}
"""Arms of the study of stimulation."""

_MIND_BODY = {
    "tai_chi": ConditionStyle(GREEN, "<", "--", "tai chi"),
    "qigong": ConditionStyle("#41AB5D", ">", "--", "qigong"),
    "yoga": ConditionStyle("#A1D99B", "D", "-.", "yoga"),
    "pilates": ConditionStyle("#005F45", "d", "-", "pilates"),
    "motor_control": ConditionStyle(BLUE, "p", "-", "motor control"),
    "aerobic_motor_control": ConditionStyle("#4292C6", "h", "--", "aerobic, motor control"),
    "aerobic": ConditionStyle(ORANGE, "P", "-", "aerobic"),
    "interval": ConditionStyle("#8A5F00", "8", "--", "interval"),
    "resistance": ConditionStyle(PURPLE, "*", "-", "resistance"),
    "eccentric": ConditionStyle("#7A4964", "2", "-.", "eccentric"),
}
"""Arms of the study of exercise for body and mind."""

_THALAMUS = {
    "dysrhythmia": ConditionStyle(PURPLE, "D", "-.", "dysrhythmia"),
    "clbp_dysrhythmia": ConditionStyle("#8C2D04", "<", "--", "CLBP with dysrhythmia"),
    "healthy_movement": ConditionStyle("#8C8C8C", ">", "-", "healthy movement"),
}
"""Arms of the study of the thalamus."""

CONDITIONS = {
    **PHASES,
    **_ABLATIONS,
    **_DOSES,
    **_SLOW_CLOCK,
    **_BDNF,
    **_SYSTEMS,
    **_STIMULATION,
    **_MIND_BODY,
    **_THALAMUS,
}
"""Every condition of the configurations and experiments of this project, by name."""
