"""What every session shares, and the slow state that a session starts from."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.slow_clock import SlowClock
from cortex_sim.course.specs import RESTORE, STATE, YOKE, SessionSpec, SubjectSpec
from cortex_sim.engine.program import Program
from cortex_sim.model.state import SlowState, initial_state, plastic_projections
from cortex_sim.model.subject import Anatomy, draw_anatomy
from cortex_sim.slow.between import SlowPoint, SlowRules, pass_time
from cortex_sim.slow.homeostasis import Homeostasis
from cortex_sim.slow.milieu import Milieu
from cortex_sim.slow.modulators import OWN, acting_in, lasting_in
from cortex_sim.slow.pools import Pools
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.record import Array, SessionRecord
from cortex_sim.store.session_file import read_session

WEIGHTS = "state/weights/"
CONSOLIDATED = "state/consolidated/"
MILIEU = "state/milieu/"
MODULATORS = "state/modulators"
"""Deviations of slow modulators from their baselines."""
HOMEOSTASIS = "state/homeostasis/"
FACTORS = "slow/factors"
"""Where a session stores the factor of each modulator on each target, as `acting_in` has them."""


@dataclass(frozen=True)
class Laboratory:
    """What every session shares: programs, the store, anatomies; nothing of the study."""

    store: SessionStore
    programs: dict[str, Program]
    provenance: dict[str, Any]
    timeout: float
    anatomies: int = 4
    """Number of subjects whose anatomy is kept."""

    _kept: dict[str, Anatomy] = field(default_factory=dict)

    def anatomy_of(self, subject: SubjectSpec) -> Anatomy:
        """Return a subject's anatomy, drawn anew unless it was asked for just before."""
        anatomy = self._kept.pop(subject.identity, None) or draw_anatomy(subject, subject.seed)
        self._kept[subject.identity] = anatomy
        for name in list(self._kept)[: -self.anatomies]:
            # another thread may have dropped it
            self._kept.pop(name, None)
        return anatomy


class Start(NamedTuple):
    """The slow state that a session starts from."""

    state: SlowState
    milieu: Milieu | None = None
    """None without a slow clock."""

    consolidated: dict[str, NDArray[np.float64]] = {}  # noqa: RUF012 - never changed
    homeostasis: Homeostasis = Homeostasis()
    yoked: Mapping[tuple[str, str], NDArray[np.float64]] = {}
    """By target and yoked modulator: its factor in each block of the session it is yoked to."""


def slow_rules(subject: SubjectSpec) -> SlowRules | None:
    """Return the rules of the slow clock for a subject, None without a slow clock."""
    if subject.slow_clock is None or subject.person is None:
        return None
    latent = {
        name: row.plasticity.forgets_to
        for name, row in subject.network.projections.items()
        if row.plasticity is not None and row.plasticity.forgets_to is not None
    }
    return SlowRules(subject.slow_clock, subject.person, subject.bdnf, latent)


def load_start(spec: SessionSpec, subject: SubjectSpec, store: SessionStore) -> Start:
    """Return the slow state that a session starts from, restored weights put in."""
    rules = slow_rules(subject)
    start = _stored(spec, subject, store, rules)
    if rules is not None and start.milieu is not None and spec.slow is not None:
        point = SlowPoint(start.milieu, start.state.weights, start.consolidated)
        point = pass_time(point, spec.slow.since, rules)
        start = start._replace(
            state=start.state.with_weights(point.weights),
            milieu=point.milieu,
            consolidated=point.consolidated,
        )
    restored = {}
    for role, session_id in spec.parents.items():
        if role.startswith(RESTORE):
            projection = role.removeprefix(RESTORE)
            record = read_session(store, session_id, arrays=[WEIGHTS])
            restored[projection] = _below(WEIGHTS, record)[projection]
    return start._replace(
        state=start.state.with_weights(restored), yoked=_yoked(spec, subject, store)
    )


def _yoked(
    spec: SessionSpec, subject: SubjectSpec, store: SessionStore
) -> dict[tuple[str, str], NDArray[np.float64]]:
    """Return what yoked modulators did, block by block, in the sessions they are yoked to."""
    acting = () if subject.slow_clock is None else acting_in(subject.slow_clock)
    found: dict[tuple[str, str], NDArray[np.float64]] = {}
    for role, session_id in spec.parents.items():
        if role.startswith(YOKE):
            factors = read_session(store, session_id, arrays=[FACTORS]).arrays[FACTORS].values
            own = zip(acting, factors.T, strict=True)
            found |= {key: done for key, done in own if key[1] == role.removeprefix(YOKE)}
    return found


def _stored(
    spec: SessionSpec, subject: SubjectSpec, store: SessionStore, rules: SlowRules | None
) -> Start:
    """Return the slow state at the end of the session before this one."""
    parent = spec.parents.get(STATE)
    if parent is None:
        state = initial_state(subject)
        if rules is None:
            return Start(state)
        return Start(state, Milieu(), {name: state.weights[name] for name in rules.latent})
    wanted = [WEIGHTS]
    if rules is not None:
        wanted += [MILIEU, MODULATORS, CONSOLIDATED, HOMEOSTASIS]
    record = read_session(store, parent, arrays=wanted)
    weights = _below(WEIGHTS, record)
    state = SlowState({name: weights[name] for name in plastic_projections(subject)})
    if rules is None:
        return Start(state)
    homeostasis = homeostasis_from(_below(HOMEOSTASIS, record))
    return Start(
        replace(state, bias=homeostasis.bias),
        milieu_from(record, rules.clock),
        _below(CONSOLIDATED, record),
        homeostasis,
    )


def _below(prefix: str, record: SessionRecord) -> dict[str, NDArray[np.float64]]:
    return {
        name.removeprefix(prefix): array.values.astype(np.float64)
        for name, array in record.arrays.items()
        if name.startswith(prefix)
    }


def milieu_arrays(milieu: Milieu) -> dict[str, Array]:
    """Return a milieu as arrays of a session file, all dimensionless."""
    own = {name: getattr(milieu, name) for name in OWN}
    arrays = {
        MILIEU + name: Array(np.array(value), "", (), f"slow state: {name}")
        for name, value in {**milieu.pools._asdict(), **own}.items()
    }
    if milieu.modulators:
        names = sorted(milieu.modulators)
        values = np.array([milieu.modulators[name] for name in names])
        text = f"deviation from its baseline of {', '.join(names)}"
        arrays[MODULATORS] = Array(values, "", ("modulator",), text)
    return arrays


def milieu_from(record: SessionRecord, clock: SlowClock) -> Milieu:
    """Return the milieu whose parts `milieu_arrays` wrote."""
    values, names = _below(MILIEU, record), lasting_in(clock)
    stored = record.arrays[MODULATORS].values if names else ()
    pools = Pools(**{name: float(values[name]) for name in Pools._fields})
    own = {name: float(values[name]) for name in OWN}
    modulators = {name: float(value) for name, value in zip(names, stored, strict=True)}
    return Milieu(pools, **own, modulators=modulators)


def homeostasis_arrays(state: Homeostasis) -> dict[str, Array]:
    """Return the homeostatic state as arrays of a session file."""
    parts = {
        "bias": (state.bias, "V", "homeostatic drive of {}"),
        "reference": (state.reference, "Hz", "rate of {} that homeostasis defends"),
    }
    return {
        f"{HOMEOSTASIS}{part}/{name}": Array(np.array(value), unit, (), text.format(name))
        for part, (values, unit, text) in parts.items()
        for name, value in values.items()
    }


def homeostasis_from(values: dict[str, NDArray[np.float64]]) -> Homeostasis:
    """Return the homeostatic state whose parts `homeostasis_arrays` wrote."""
    parts: dict[str, dict[str, float]] = {"bias": {}, "reference": {}}
    for name, value in values.items():
        part, _, population = name.partition("/")
        parts[part][population] = float(value)
    return Homeostasis(parts["bias"], parts["reference"])
