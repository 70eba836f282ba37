"""Whether subjects held the weak contraction in which they were stimulated."""

import numpy as np

from cortex_sim.config.session_kinds import SessionKind
from cortex_sim.outcome.result import StudyResult

ARRAYS = ["background_rate", "background_held"]


def loose_contraction(result: StudyResult) -> str | None:
    """Return a sentence on contractions that no drive has held; None if there are none.

    Thresholds and MEPs of such a muscle are those of another contraction than was asked for.

    Parameters
    ----------
    result
        The study; its recruitments and silent periods are read.
    """
    searches, rates = 0, dict[str, list[float]]()
    for session in result.plan.sessions:
        if session.kind is not SessionKind.ASSESSMENT:
            continue
        arrays = result.record(session, ARRAYS).arrays
        if "background_held" not in arrays:
            continue
        searches += 1
        for column in np.flatnonzero(arrays["background_held"].values == 0):
            muscle = result.study.muscle_names[column]
            rate = float(arrays["background_rate"].values[column])
            rates.setdefault(muscle, []).append(rate)
    if not rates:
        return None
    muscles = ", ".join(
        f"{muscle} in {len(found)} of {searches} ({min(found):.1f} to {max(found):.1f} Hz)"
        for muscle, found in rates.items()
    )
    return (
        f"Contraction not held: no drive gave about the wanted rate in {muscles}. Thresholds and "
        "MEPs there are those of another contraction; change background.strongest_drive_mv or "
        "background.target_rate_hz."
    )
