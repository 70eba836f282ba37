"""All pictures of a study, from its stored results."""

from pathlib import Path

from cortex_sim.course.collect import StudyResult


def draw_study(result: StudyResult, folder: Path) -> list[Path]:
    """Draw the pictures of a study and return the files written."""
    return []
