"""What every session of a study shares, and the slow state that a session starts from."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cortex_sim.config.plasticity import TripletPlasticity
from cortex_sim.config.study import Study
from cortex_sim.course.plan import Session
from cortex_sim.course.slow_plan import from_data
from cortex_sim.engine.program import Program
from cortex_sim.model.state import SlowState, initial_state, plastic_projections
from cortex_sim.model.subject import Individual
from cortex_sim.slow.between import SlowPoint, SlowRules, pass_time
from cortex_sim.slow.milieu import Milieu
from cortex_sim.slow.person import draw_person
from cortex_sim.slow.pools import Pools
from cortex_sim.store.paths import SessionStore
from cortex_sim.store.record import Array, SessionRecord
from cortex_sim.store.session_file import read_session

WEIGHTS = "state/weights/"
CONSOLIDATED = "state/consolidated/"
MILIEU = "state/milieu/"


@dataclass(frozen=True)
class Laboratory:
    """What every session of a study shares: programs, the store, the study."""

    study: Study
    store: SessionStore
    programs: dict[str, Program]
    provenance: dict[str, Any]
    timeout: float


class Start(NamedTuple):
    """The slow state that a session starts from."""

    state: SlowState
    milieu: Milieu | None = None
    """None without a slow clock."""

    consolidated: dict[str, NDArray[np.float64]] = {}  # noqa: RUF012 - never changed


def slow_rules(study: Study, individual: Individual, subject: int) -> SlowRules | None:
    """Return the rules of the slow clock for a subject, None without a slow clock."""
    if study.slow_clock is None:
        return None
    latent = {
        name: row.plasticity.latent_weight
        for name, row in study.network.projections.items()
        if isinstance(row.plasticity, TripletPlasticity)
    }
    person = draw_person(study.slow_clock, individual, subject)
    return SlowRules(study.slow_clock, person, study.bdnf, latent)


def load_start(session: Session, laboratory: Laboratory, rules: SlowRules | None) -> Start:
    """Return the slow state that a session starts from, restored weights put in."""
    start = _stored(session, laboratory, rules)
    if rules is not None and start.milieu is not None:
        point = SlowPoint(start.milieu, start.state.weights, start.consolidated)
        point = pass_time(point, from_data(session.spec["slow"]["since"]), rules)
        start = Start(SlowState(point.weights), point.milieu, point.consolidated)
    restored = {}
    for role, session_id in session.parents.items():
        if role.startswith("restore:"):
            projection = role.removeprefix("restore:")
            record = read_session(laboratory.store, session_id, arrays=[WEIGHTS])
            restored[projection] = _below(WEIGHTS, record)[projection]
    return start._replace(state=start.state.with_weights(restored))


def load_state(session: Session, laboratory: Laboratory) -> SlowState:
    """Return the weights that a session without a slow clock starts from."""
    return load_start(session, laboratory, None).state


def _stored(session: Session, laboratory: Laboratory, rules: SlowRules | None) -> Start:
    """Return the slow state at the end of the session before this one."""
    study, parent = laboratory.study, session.parents.get("state")
    if parent is None:
        state = initial_state(study)
        if rules is None:
            return Start(state)
        return Start(state, Milieu(), {name: state.weights[name] for name in rules.latent})
    wanted = [WEIGHTS] if rules is None else [WEIGHTS, MILIEU, CONSOLIDATED]
    record = read_session(laboratory.store, parent, arrays=wanted)
    weights = _below(WEIGHTS, record)
    state = SlowState({name: weights[name] for name in plastic_projections(study)})
    if rules is None:
        return Start(state)
    return Start(state, milieu_from(_below(MILIEU, record)), _below(CONSOLIDATED, record))


def _below(prefix: str, record: SessionRecord) -> dict[str, NDArray[np.float64]]:
    return {
        name.removeprefix(prefix): array.values.astype(np.float64)
        for name, array in record.arrays.items()
        if name.startswith(prefix)
    }


def milieu_arrays(milieu: Milieu) -> dict[str, Array]:
    """Return a milieu as arrays of a session file, all dimensionless."""
    flat = {**milieu.pools._asdict(), **{k: v for k, v in milieu._asdict().items() if k != "pools"}}
    return {
        MILIEU + name: Array(np.array(value), "", (), f"slow state: {name}")
        for name, value in flat.items()
    }


def milieu_from(values: dict[str, NDArray[np.float64]]) -> Milieu:
    """Return the milieu whose parts `milieu_arrays` wrote."""
    pools = Pools(**{name: float(values[name]) for name in Pools._fields})
    others = {name: float(values[name]) for name in Milieu._fields if name != "pools"}
    return Milieu(pools=pools, **others)
