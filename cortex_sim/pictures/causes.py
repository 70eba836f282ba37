"""Shares of the smudging by cause, of a study whose arms are each cause alone and all but it."""

from collections.abc import Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from cortex_sim.analysis.shares import share_of_change
from cortex_sim.course.visit import Visit
from cortex_sim.figures.cause_shares import CauseShare, cause_shares_table, make_cause_shares
from cortex_sim.outcome.result import StudyResult
from cortex_sim.outcome.visits import map_title, maps_of, session_ids
from cortex_sim.pictures.manifest import Picture

WHOLE, CONTROL = "clbp", "no_cause"
"""Arms with all causes, and with as much practice and none."""

CAUSES = {
    "delay": "delay of the deep muscles",
    "co_contraction": "co-contraction",
    "gaba": "loss of GABA_A gain",
    "bdnf": "loss of BDNF",
}
"""Cause as in the names of arms (``delay_alone``, ``without_delay``), and for people."""

_SEED = 1  # of the resampling: the same interval from the same numbers
_CAPTION = (
    "n = {n} subjects. Overlap of {pair} ({name}) above that after as much practice "
    "without any cause, as a share of that in CLBP: ratio of means. Bars: 95 % bootstrap interval "
    "over subjects. Dashed: all of it. Shares need not sum to 100 %."
)


def cause_pictures(result: StudyResult) -> Iterator[Picture]:
    """Yield the share of each cause, if the study has the arms and every one has a map."""
    causes = _causes(result)
    maps = [name for name in maps_of(result, restored=False) if name == "map_structural"]
    if not causes or not maps:
        return
    arms = [CONTROL, WHOLE, *(arm for key in causes for arm in _arms(key))]
    values = {
        arm: result.values(maps[0], "overlap", result.study.pair_name, arm, arm) for arm in arms
    }
    rows = _shares(causes, values)
    caption = _CAPTION.format(
        n=rows[0].alone.n, pair=result.study.pair_name, name=map_title(maps[0])
    )
    yield Picture(
        "cause_shares",
        "Share of the smudging that each cause makes alone, and that is lost without it",
        make_cause_shares(rows, caption=caption),
        cause_shares_table(rows),
        {arm: session_ids(result, maps[0], Visit(arm, arm)) for arm in arms},
    )


def _causes(result: StudyResult) -> list[str]:
    course = result.study.course
    arms = {arm for arm, phases in course.arms.items() if tuple(phases) == (arm,)}
    if not {CONTROL, WHOLE} <= arms:
        return []
    return [key for key in CAUSES if set(_arms(key)) <= arms]


def _arms(key: str) -> tuple[str, str]:
    return f"{key}_alone", f"without_{key}"


def _shares(causes: list[str], values: Mapping[str, NDArray[np.float64]]) -> list[CauseShare]:
    # healthy practice alone goes on parting the maps: the control is the arm without a cause
    rise = {arm: overlap - values[CONTROL] for arm, overlap in values.items()}
    rows = []
    for key in causes:
        alone, without = _arms(key)
        made = share_of_change(rise[alone], rise[WHOLE], seed=_SEED)
        lost = share_of_change(rise[WHOLE] - rise[without], rise[WHOLE], seed=_SEED)
        rows.append(CauseShare(CAUSES[key], made, lost, (alone, without)))
    return rows
