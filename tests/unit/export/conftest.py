"""Fixtures of these tests."""

from fixtures.finished_study import folder, results, study

__all__ = ["folder", "results", "study"]
