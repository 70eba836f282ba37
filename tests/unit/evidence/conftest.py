"""A result with planted numbers."""

from types import SimpleNamespace

import numpy as np
import pytest

from cortex_sim.catalog.findings import parse_findings
from cortex_sim.course.visit import Visit

MUSCLES = {
    "TrA": (-1.3e-3, 1.1e-3),
    "DM": (-0.65e-3, -0.8e-3),
    "LES": (0.65e-3, -0.8e-3),
    "OE": (1.3e-3, 1.1e-3),
}


def assessment(kind, **settings):
    return SimpleNamespace(**{"kind": kind, "gaba_gain": "phase", "restore": {}, **settings})


ASSESSMENTS = {
    "restored": assessment("tms_map", relative_intensity=1.2, restore={"exc_exc": "healthy"}),
    "in_phase": assessment("tms_map", relative_intensity=1.2),
    "structural": assessment("tms_map", gaba_gain=1.0, intensity_mv=18.0),
    "disinhibited": assessment("tms_map", gaba_gain=0.6, intensity_mv=18.0),
    "cued_movement": assessment("cued_movement", gaba_gain=1.0),
    "baseline": assessment("baseline"),
}


class PlantedResult:
    """Returns what was planted, nan elsewhere."""

    def __init__(self, n=12, name="planted", arms=("motor_control_training",), without=()):
        names = [a for a in ASSESSMENTS if a not in without]
        phases = ("healthy", "clbp", *arms)
        self.subjects = tuple(range(n))
        past = [Visit("", "healthy"), Visit("", "clbp")]
        self.visits = (*past, *(Visit(arm, arm) for arm in arms))
        self.study = SimpleNamespace(
            name=name,
            reference_phase="healthy",
            muscles={m: SimpleNamespace(position=xy) for m, xy in MUSCLES.items()},
            muscle_names=tuple(MUSCLES),
            pair=lambda *names: "-".join(sorted(names, key=list(MUSCLES).index)),
            stages={stage: SimpleNamespace(visit=tuple(names)) for stage in phases},
            assessments={a: ASSESSMENTS[a] for a in names},
            network=SimpleNamespace(
                populations={
                    "exc": SimpleNamespace(role="cortical_excitatory"),
                    "pv": SimpleNamespace(role="cortical_inhibitory"),
                },
                projections={},
            ),
        )
        self.plan = SimpleNamespace(sessions=(), places={})
        self.planted = {}

    def plant(self, measure, muscle, phase, values, assessment="in_phase"):
        arm = "" if phase in ("healthy", "clbp") else phase
        values = np.broadcast_to(np.asarray(values, float), len(self.subjects))
        self.planted[assessment, measure, muscle, arm, phase] = values
        return self

    def values(self, assessment, measure, muscle, arm, phase):
        missing = np.full(len(self.subjects), np.nan)
        return self.planted.get((assessment, measure, muscle, arm, phase), missing)


LEDGER = """
runs: {unspecific_exercise: configs/arms.yaml, paired_pulse: configs/arms.yaml}
sources: {someone1999: {authors: Someone A, year: 1999, journal: Journal of Tests}}
findings:
  overlap_rises:
    number: 1
    claim: Overlap rises.
    strength: planted
    sources: {someone1999: found}
    contradicted_by: [overlap_falls]
    parts:
      rises:
        claim: Overlap rises.
        primary: true
        sign: 1
        reading: {MAP, muscle: [LES-DM]}
        before: {visit: healthy}
        after: {visit: clbp}
        published: {low: 0.4, high: 1.6, n: [11, 11], mark: found}
  overlap_falls:
    claim: Overlap falls.
    strength: planted
    sources: {someone1999: found}
    contradicted_by: [overlap_rises]
    parts:
      falls:
        claim: Overlap falls.
        sign: -1
        reading: {MAP, muscle: [LES-DM]}
        before: {visit: healthy}
        after: {visit: clbp}
        published: {n: [11, 11], mark: found}
  training_helps:
    number: 2
    claim: Training lowers overlap more than exercise.
    strength: planted
    sources: {someone1999: found}
    parts:
      more:
        claim: Group by time.
        primary: true
        test: change_against
        sign: -1
        reading: {MAP, muscle: [DM-LES]}
        before: {visit: clbp}
        after: {visit: motor_control_training}
        control_before: {visit: clbp}
        control_after: {visit: unspecific_exercise}
        published: {n: [10, 10], mark: found}
  sici:
    number: 3
    claim: SICI.
    strength: planted
    sources: {someone1999: found}
    parts:
      ratio:
        claim: SICI is 0.3 to 0.7.
        test: value
        after: {kind: paired_pulse, measure: sici, muscle: [DM], visit: healthy}
        published: {of: value, low: 0.3, high: 0.7, mark: recalled}
  unheard_of:
    claim: I-waves.
    strength: planted
    sources: {someone1999: found}
    parts:
      waves:
        claim: I-waves.
        not_modelled: no volley
        published: {mark: found}
""".replace("MAP", "kind: tms_map, gaba_gain: phase, intensity: relative, measure: overlap")


@pytest.fixture
def ledger():
    return parse_findings(LEDGER, "planted")


@pytest.fixture
def planted():
    return PlantedResult


@pytest.fixture
def spread(rng):
    """Return 12 values with mean 0 and SD 1 over subjects."""
    values = rng.normal(size=12)
    return (values - values.mean()) / values.std(ddof=1)
